import type { Account, Instant, Transaction } from 'bankweave';
import { type AccountRow, type Change, differences } from 'bankweave/store';
import { type Data, type Kept, transactionOf } from './data.ts';

type Told<C> = C extends Change ? Omit<C, 'seq' | 'at'> : never;

export function tell(data: Data, now: number, change: Told<Change>): void {
  const at = new Date(now).toISOString() as Instant;
  data.changes = [...data.changes, { ...change, seq: ++data.lastSeq, at } as Change];
}

/** Puts a transaction in its place, and tells the feed what readers see of it. */
export function keep(data: Data, now: number, after: Kept, origin: Transaction['origin']): void {
  const before = data.transactions.get(after.row.id);
  const stamps = ['revision', 'updatedAt'];
  const transaction = transactionOf(after);
  const previous = before ? differences(transactionOf(before), transaction, stamps) : {};
  const isNews = before?.hidden !== after.hidden || Object.keys(previous).length > 0;
  if (before && !isNews) return;
  data.transactions.set(after.row.id, after);
  const { userId, connectionId } = after.row;
  const base = { userId, connectionId, origin, transaction };
  const wasSeen = before !== undefined && before.hidden === null;
  if (!wasSeen && after.hidden === null) tell(data, now, { ...base, type: 'transaction.added' });
  else if (wasSeen && after.hidden !== null) tell(data, now, { ...base, type: 'transaction.removed' });
  else if (wasSeen) tell(data, now, { ...base, type: 'transaction.modified', previous });
}

export function keepAccount(data: Data, now: number, row: AccountRow): void {
  const before = data.accounts.get(row.account.id)?.account;
  data.accounts.set(row.account.id, row);
  const { account, userId } = row;
  const base = { userId, connectionId: account.connectionId, origin: 'live', account } as const;
  if (!before) return tell(data, now, { ...base, type: 'account.added' });
  // The same figures at a later moment are no news.
  const still = (one: Account): Account => ({ ...one, balances: { ...one.balances, asOf: null } });
  const found = differences(still(before), still(account));
  const previous = found.balances ? { ...found, balances: before.balances } : found;
  if (Object.keys(previous).length > 0) tell(data, now, { ...base, type: 'account.modified', previous });
}
