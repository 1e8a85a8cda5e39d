import type { Account, Change, Money, Run, Transaction } from 'bankweave';
import { printTable } from './table.ts';
import { cut } from './text.ts';
import { bold, cyan, dim, green, print, red, yellow } from './terminal.ts';

/** A heading with a number: what is done next. */
export function printStep(number: number, title: string, note = ''): void {
  print();
  print(`${cyan(String(number))}  ${bold(title)}${note && `  ${note}`}`);
}

export function printAccounts(accounts: readonly Account[]): void {
  const owed = (account: Account): boolean => account.balances.kind === 'liability';
  const sorted = accounts.toSorted(
    (a, b) => Number(owed(a)) - Number(owed(b)) || a.name.localeCompare(b.name, 'en'),
  );
  const sameAsBalance = ({ balances: { current, available, limit } }: Account): boolean =>
    [available, limit].every((amount) => !amount || amount.currency === current?.currency);
  print();
  printTable(sorted, [
    { title: 'Account', text: ({ name, mask }) => (mask ? `${name} ${mask}` : name), shrinks: true },
    { title: 'Type', text: ({ subtype }) => subtype.replaceAll('_', ' ') },
    { title: 'Balance', money: ({ balances }) => balances.current },
    { title: 'Available', money: ({ balances }) => balances.available, bare: sameAsBalance },
    { title: 'Limit', money: ({ balances }) => balances.limit, bare: sameAsBalance },
  ]);
  if (sorted.some(owed)) print(dim('   The balance of a card or loan is what is owed.'));
}

export function printTransactions(
  transactions: readonly Transaction[],
  total: number,
  accounts: readonly Account[],
): void {
  print();
  printTable(transactions, [
    { title: 'Date', text: ({ date }) => date, paint: dim },
    { title: 'Acct', text: ({ accountId }) => shortName(accounts, accountId), paint: dim },
    {
      title: 'Status',
      text: ({ status }) => status,
      paint: (text, { status }) => (status === 'pending' ? yellow(text) : text),
    },
    { title: 'Description', text: ({ description }) => description, shrinks: true },
    {
      title: 'Category',
      text: ({ category }) => category.detailed.split('.').at(-1)?.replaceAll('_', ' ') ?? '',
      paint: dim,
      shrinks: true,
    },
    {
      title: 'Amount',
      money: ({ amount }) => amount,
      paint: (text, { amount }) => paintAmount(text, amount),
    },
  ]);
  const more = total - transactions.length;
  if (more > 0) print(dim(`   and ${more.toLocaleString('en-US')} older`));
}

const MOST_OF_A_KIND = 12;

type TransactionChange = Extract<Change, { transaction: Transaction }>;

/** Entries of the change feed, each as one line: what became of the row, and what it was before. */
export function printChanges(changes: readonly Change[], accounts: readonly Account[]): void {
  const rows = changes
    .filter((change): change is TransactionChange => 'transaction' in change)
    .map((change) => ({ ...change, ...verdictOf(change) }))
    .toSorted((a, b) => a.rank - b.rank || b.transaction.date.localeCompare(a.transaction.date));
  // The newest of each kind; a year has more than anybody wants to read.
  const shown = rows.filter(
    (row, index) => index < MOST_OF_A_KIND || rows[index - MOST_OF_A_KIND]?.word !== row.word,
  );
  print();
  printTable(shown, [
    { title: 'What', text: ({ word }) => word, paint: (text, { paint }) => paint(text) },
    { title: 'Date', text: ({ transaction }) => transaction.date, paint: dim },
    { title: 'Acct', text: ({ transaction }) => shortName(accounts, transaction.accountId), paint: dim },
    { title: 'Description', text: ({ transaction, name }) => name ?? transaction.description, shrinks: true },
    {
      title: 'Before',
      money: ({ before }) => before,
      bare: ({ before, transaction, gone }) => !gone && before?.currency === transaction.amount.currency,
      paint: dim,
    },
    {
      title: 'Now',
      money: ({ transaction, gone }) => (gone ? null : transaction.amount),
      paint: (text, { transaction }) => paintAmount(text, transaction.amount),
    },
  ]);
  if (shown.length < rows.length) print(dim(`   and ${rows.length - shown.length} more`));
}

interface Verdict {
  readonly word: string;
  readonly rank: number;
  readonly paint: (text: string) => string;
  readonly before?: Money;
  readonly name?: string;
  readonly gone?: boolean;
}

function verdictOf(change: TransactionChange): Verdict {
  const { transaction } = change;
  const { amount, status, description } = transaction;
  if (change.type === 'transaction.removed')
    return { word: 'removed', rank: 5, paint: red, before: amount, gone: true };
  if (change.type === 'transaction.added')
    return status === 'pending'
      ? { word: 'pending', rank: 1, paint: yellow }
      : { word: 'added', rank: 0, paint: green };
  const { previous } = change;
  const before = previous.amount ?? amount;
  const name =
    previous.description !== undefined && previous.description !== description
      ? `${description} (was ${previous.description})`
      : description;
  if (status === 'void') return { word: 'void', rank: 4, paint: red, before, gone: true };
  if (previous.status === 'pending') return { word: 'posted', rank: 2, paint: cyan, before, name };
  if (previous.amount) return { word: 'amount', rank: 3, paint: cyan, before, name };
  return { word: name === description ? 'changed' : 'renamed', rank: 3, paint: cyan, before, name };
}

/** What a sync did, in words. */
export function summaryOf({ status, counts }: Run): string {
  const said = [
    [counts.added, 'added'],
    [counts.modified, 'changed'],
    [counts.removed + counts.vanished, 'removed'],
    [counts.quarantined, 'put in quarantine'],
  ] as const;
  const happened = said.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const text = happened.length > 0 ? happened.join(', ') : 'nothing changed';
  return status === 'complete' ? text : `${text} (${status})`;
}

function paintAmount(text: string, amount: Money): string {
  return amount.value.startsWith('-') ? text : green(text);
}

function shortName(accounts: readonly Account[], id: string): string {
  const account = accounts.find((one) => one.id === id);
  return account?.mask ?? cut(account?.name ?? '', 12);
}
