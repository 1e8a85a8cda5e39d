import type { BalanceSnapshot, Instant, Transaction, TransactionNotes } from 'bankweave';
import {
  type AccountRow,
  type Alias,
  type Change,
  type CheckpointRow,
  type ConnectionRow,
  type Decision,
  inScope,
  type Lease,
  type PageRequest,
  type Run,
  type Scope,
  type StoredRecord,
  type TransactionRow,
} from 'bankweave/store';

/** A transaction with what the store itself keeps of it. */
export interface Kept {
  readonly row: TransactionRow;
  readonly notes: TransactionNotes;
  readonly hidden: 'removed' | 'deleted' | null;
  readonly origin: Transaction['origin'];
  readonly firstSeenAt: Instant;
  readonly updatedAt: Instant;
  readonly revision: number;
}

export interface Wish {
  readonly asked: number;
  readonly served: number;
  readonly dueAt: number | null;
}

/** Everything that is kept. Maps, since an id may be any text, `__proto__` too. */
export class Data {
  connections = new Map<string, ConnectionRow>();
  accounts = new Map<string, AccountRow>();
  balances = new Map<string, BalanceSnapshot>();
  transactions = new Map<string, Kept>();
  aliases = new Map<string, Alias & { readonly connectionId: string }>();
  decisions = new Map<string, Decision>();
  checkpoints = new Map<string, CheckpointRow & { readonly connectionId: string }>();
  runs = new Map<string, Run>();
  records = new Map<string, StoredRecord>();
  leases = new Map<string, Lease>();
  wishes = new Map<string, Wish>();
  changes: readonly Change[] = [];
  lastSeq = 0;
  trimmedTo = 0;

  /** A draft: rows are never changed in place, so a transaction is a copy of the maps that takes their place. */
  draft(): Data {
    const copy = new Data();
    for (const [name, value] of Object.entries(this))
      Object.assign(copy, { [name]: value instanceof Map ? new Map<unknown, unknown>(value) : value });
    return copy;
  }

  /** Takes over what a draft holds. */
  become(draft: Data): void {
    Object.assign(this, draft);
  }
}

/** A key of several parts. */
export const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);

/** As readers see it. */
export function transactionOf(kept: Kept): Transaction {
  const { row, notes, hidden: _, ...rest } = kept;
  const { facts, digest: __, userId: ___, ...ids } = row;
  return { ...ids, providerTransactionId: row.providerIds[0]?.value ?? '', ...facts, ...notes, ...rest };
}

/** Those of a scope. */
export function within<T>(scope: Scope, rows: Iterable<T>, userOf: (row: T) => string): T[] {
  return [...rows].filter((row) => inScope(scope, userOf(row)));
}

/** A page of rows in the order of their keys. */
export function page<T>(
  rows: readonly T[],
  { after, limit }: PageRequest,
  key: (row: T) => string,
  descending = false,
): T[] {
  const way = descending ? -1 : 1;
  return rows
    .map((row) => ({ row, at: key(row) }))
    .filter(({ at }) => after === undefined || (descending ? at < after : at > after))
    .sort((a, b) => (a.at < b.at ? -way : a.at > b.at ? way : 0))
    .slice(0, limit)
    .map(({ row }) => row);
}

/** Whether a connection of the user that is not removed is this login. */
export function isLinked(
  data: Data,
  { userId, provider }: { readonly userId: string; readonly provider: string },
  providerConnectionId: string,
): boolean {
  return [...data.connections.values()].some(
    ({ connection: other, providerConnectionId: login }) =>
      other.userId === userId &&
      other.provider === provider &&
      login === providerConnectionId &&
      other.status !== 'removed',
  );
}
