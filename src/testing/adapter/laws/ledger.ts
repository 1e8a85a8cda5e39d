import { addDays, dateOfInstant } from '../../../model/calendar-date.ts';
import type { Transaction } from '../../../model/transaction.ts';
import { broken, expect } from '../../expect.ts';
import { type AdapterLaw, law } from '../adapter-law.ts';
import type { BankRow } from '../provider-world.ts';
import type { Rig } from '../rig.ts';

// The first days of a history are the provider's to cut.
const EDGE_DAYS = 3;
const FAR_DAYS = 40;

/** How often each line is there. */
function counted(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

/** Breaks the law where two ledgers differ, and names the first lines that do. */
function expectSame(actual: readonly string[], expected: readonly string[], about: string): void {
  const [given, wanted] = [counted(actual), counted(expected)];
  const more = [...given].filter(([line, count]) => count > (wanted.get(line) ?? 0)).map(([line]) => line);
  const less = [...wanted].filter(([line, count]) => count > (given.get(line) ?? 0)).map(([line]) => line);
  if (more.length === 0 && less.length === 0) return;
  const some = (lines: readonly string[]) => lines.slice(0, 5).join('; ') || 'none';
  broken(
    `${about}: ${less.length} rows are missing (${some(less)}), ${more.length} are too many (${some(more)})`,
    more,
    less,
  );
}

function comparable(
  rig: Rig,
  rows: readonly (BankRow | Transaction)[],
  line: (row: BankRow) => string,
): readonly string[] {
  const days = Math.min(rig.adapter.traits.historyDays, FAR_DAYS) - EDGE_DAYS;
  const from = addDays(dateOfInstant(rig.clock.now()), -days);
  return (rows as readonly BankRow[])
    .filter(
      ({ date, status }) => date >= from && (status === 'posted' || rig.adapter.traits.pending !== 'none'),
    )
    .map(line);
}

const byAmount = ({ status, amount }: BankRow): string => `${status} ${amount.value} ${amount.currency}`;
const byDay = ({ status, amount, date }: BankRow): string =>
  `${date} ${status} ${amount.value} ${amount.currency}`;

export const ledgerLaws: readonly AdapterLaw[] = [
  law(
    'TRUTH-01',
    'every row that the bank shows is read, once, and no other',
    { needs: ['ledger'] },
    async (rig) => {
      const ledger = await rig.ledger();
      await ledger.sync();
      const shown = comparable(rig, rig.can('ledger')(), byAmount);
      expect(shown.length, 'rows that the bank shows').toBeGreaterThan(5);
      expectSame(comparable(rig, await ledger.rows(), byAmount), shown, 'after the first sync');
    },
  ),

  law(
    'TRUTH-02',
    'booked rows are on the day on which the bank booked them',
    { needs: ['ledger'] },
    async (rig) => {
      const ledger = await rig.ledger();
      await ledger.sync();
      const posted = (lines: readonly string[]) => lines.filter((line) => line.includes(' posted '));
      const shown = posted(comparable(rig, rig.can('ledger')(), byDay));
      expectSame(posted(comparable(rig, await ledger.rows(), byDay)), shown, 'days of booked rows');
    },
  ),

  law(
    'LIFE-01',
    'reading day by day ends in the ledger that the bank shows',
    { needs: ['ledger', 'pass'] },
    async (rig) => {
      const ledger = await rig.ledger();
      for (let day = 0; day < 10; day++) {
        await ledger.sync();
        await rig.can('pass')({ days: 1 });
      }
      const matches = (rows: readonly Transaction[]): boolean => {
        const [given, shown] = [
          comparable(rig, rows, byAmount),
          comparable(rig, rig.can('ledger')(), byAmount),
        ];
        return [...given].sort(ordered).join() === [...shown].sort(ordered).join();
      };
      try {
        await ledger.until(matches, 'the ledger is the bank');
      } catch (error) {
        const shown = comparable(rig, rig.can('ledger')(), byAmount);
        expectSame(comparable(rig, await ledger.rows(), byAmount), shown, 'after ten days');
        throw error;
      }
    },
  ),

  law(
    'LIFE-02',
    'a sync that dies after any batch, and goes on, ends in the same ledger',
    {},
    async (rig) => {
      const whole = await rig.ledger();
      let batches = 0;
      whole.onBatch = () => void batches++;
      await whole.sync();
      const expected = linesOf(await whole.rows());
      const step = Math.max(1, Math.ceil(batches / 4));
      for (let dies = 1; dies <= batches; dies += step) {
        const ledger = await rig.ledger();
        let seen = 0;
        ledger.onBatch = () => {
          if (++seen === dies) throw new Error('the process died, says the kit');
        };
        await ledger.trySync();
        ledger.onBatch = () => {};
        await ledger.until((rows) => linesOf(rows).length >= expected.length, 'the ledger is whole again');
        expectSame(linesOf(await ledger.rows()), expected, `after a death at batch ${dies} of ${batches}`);
      }
    },
  ),
];

function linesOf(rows: readonly Transaction[]): readonly string[] {
  return (rows as readonly BankRow[]).map(byDay);
}

function ordered(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
