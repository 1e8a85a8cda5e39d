import { formatMoney, type Money, UNKNOWN_CURRENCY } from 'bankweave';
import { bold, columns as terminalColumns, print } from './terminal.ts';
import { cut, pad, plain, widthOf } from './text.ts';

/** One column of a table: text, or money that is aligned on its decimal point. */
export interface Column<Row> {
  readonly title: string;
  readonly text?: (row: Row) => string;
  readonly money?: (row: Row) => Money | null | undefined;
  /** Leaves out the currency where a column beside it shows the same one. */
  readonly bare?: (row: Row) => boolean;
  readonly paint?: (text: string, row: Row) => string;
  /** Gives way when the terminal is narrow. */
  readonly shrinks?: boolean;
}

const INDENT = '   ';
const GAP = '  ';
const NARROWEST = 12;

/** Prints rows under each other, each column as wide as its widest cell. */
export function printTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
  const filled = columns
    .map((column) => {
      const cells = column.money
        ? moneyCells(rows.map((row) => ({ amount: column.money?.(row), bare: column.bare?.(row) === true })))
        : rows.map((row) => plain(column.text?.(row) ?? ''));
      const width = Math.max(widthOf(column.title), ...cells.map(widthOf));
      return { column, cells, width };
    })
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  // The widest of those that may give way does, until everything fits.
  const fits = terminalColumns - INDENT.length + GAP.length;
  for (;;) {
    const total = filled.reduce((sum, { width }) => sum + width + GAP.length, 0);
    const [widest] = filled
      .filter(({ column, width }) => column.shrinks && width > NARROWEST)
      .toSorted((a, b) => b.width - a.width);
    if (total <= fits || !widest) break;
    widest.width--;
  }

  const title = filled.map(({ column, width }) =>
    column.money ? column.title.padStart(width) : pad(column.title, width),
  );
  print(INDENT + bold(title.join(GAP).trimEnd()));
  rows.forEach((row, index) => {
    const cells = filled.map(({ column, cells: all, width }) => {
      const cell = pad(cut(all[index] ?? '', width), width);
      return column.paint ? column.paint(cell, row) : cell;
    });
    print(INDENT + cells.join(GAP).trimEnd());
  });
}

/** Amounts with their decimal points under each other and the currency behind. */
function moneyCells(
  amounts: readonly { readonly amount: Money | null | undefined; readonly bare: boolean }[],
): string[] {
  const parts = amounts.map(({ amount, bare }) => {
    if (!amount) return { whole: '', fraction: '', currency: '' };
    // Without a currency the number stands alone, with every digit it has.
    const [whole = '', fraction] = formatMoney({ ...amount, currency: UNKNOWN_CURRENCY }, 'en-US').split('.');
    return {
      whole,
      fraction: fraction === undefined ? '' : `.${fraction}`,
      currency: bare ? '' : ` ${amount.currency}`,
    };
  });
  const [wholes, fractions, currencies] = (['whole', 'fraction', 'currency'] as const).map((part) =>
    Math.max(...parts.map((cell) => cell[part].length)),
  ) as [number, number, number];
  return parts.map(
    ({ whole, fraction, currency }) =>
      whole.padStart(wholes) + fraction.padEnd(fractions) + currency.padEnd(currencies),
  );
}
