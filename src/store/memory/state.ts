import type { BalanceSnapshot } from '../../model/balance.ts';
import type { Origin, Transaction, TransactionNotes } from '../../model/transaction.ts';
import type { Change } from '../changes.ts';
import type { CheckpointRow, Lease } from '../ledger.ts';
import type { StoredRecord } from '../records.ts';
import type { AccountRow, Alias, ConnectionRow, Decision, TransactionRow } from '../rows.ts';
import type { Run } from '../runs.ts';

/** One transaction with everything the store itself keeps about it. */
export interface StoredTransaction {
  readonly row: TransactionRow;
  readonly notes: TransactionNotes;
  readonly hidden: 'removed' | 'deleted' | null;
  readonly origin: Origin;
  readonly firstSeenAt: string;
  readonly updatedAt: string;
  readonly revision: number;
}

export interface WantedRow {
  requested: number;
  done: number;
  dueAt: number | null;
}

/** Everything the memory store holds. Maps only: ids such as `__proto__` are ids like any other. */
export class State {
  readonly connections = new Map<string, ConnectionRow>();
  /** Connection ids by `loginKey`; those that are gone are dropped when they are come upon. */
  readonly byLogin = new Map<string, Set<string>>();
  readonly accounts = new Map<string, AccountRow>();
  readonly balances = new Map<string, BalanceSnapshot[]>();
  readonly transactions = new Map<string, StoredTransaction>();
  /** Transaction ids by account, for reads that concern one account. */
  readonly byAccount = new Map<string, Set<string>>();
  readonly aliases = new Map<string, Alias & { readonly connectionId: string }>();
  readonly decisions = new Map<string, Decision>();
  readonly decisionsOf = new Map<string, string[]>();
  readonly checkpoints = new Map<string, Map<string, CheckpointRow>>();
  readonly runs = new Map<string, Run>();
  readonly records = new Map<string, StoredRecord>();
  readonly leases = new Map<string, Lease>();
  readonly wanted = new Map<string, WantedRow>();
  changes: Change[] = [];
  lastSeq = 0;
  trimmedTo = 0;
  /** Grows with each write that a reader of transactions could notice. */
  writes = 0;
}

/** A stored transaction as readers see it. */
export function toTransaction(stored: StoredTransaction): Transaction {
  const { row, notes, origin, firstSeenAt, updatedAt, revision } = stored;
  return {
    id: row.id,
    connectionId: row.connectionId,
    accountId: row.accountId,
    provider: row.provider,
    providerTransactionId: row.providerIds[0]?.value ?? '',
    providerIds: row.providerIds,
    ...row.facts,
    ...notes,
    origin,
    firstSeenAt: firstSeenAt as Transaction['firstSeenAt'],
    updatedAt: updatedAt as Transaction['updatedAt'],
    revision,
  };
}
