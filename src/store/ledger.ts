import type { BalanceSnapshot } from '../model/balance.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import type { Transaction, TransactionNotes, TransactionStatus } from '../model/transaction.ts';
import type { Change } from './changes.ts';
import type { RecordWrite } from './records.ts';
import type { AccountRow, Alias, ConnectionRow, Decision, Head, KnownRow, RowWrite } from './rows.ts';
import type { Run } from './runs.ts';
import type { Scope } from './scope.ts';

/**
 * A page of a keyset read: the rows beyond `after`. What `after` is made of: connections and accounts the id;
 * transactions `positionOf(row, sort)`; `range` the position of sort `oldest`; balances `takenAt`; runs
 * `startedAt id`, newest first.
 */
export interface PageRequest {
  readonly after?: string;
  readonly limit: number;
}

/** What `transactions` can be narrowed by. All given conditions must hold. */
export interface TransactionFilter {
  readonly accountId?: string;
  readonly connectionId?: string;
  /** Inclusive, on `date`. */
  readonly from?: CalendarDate;
  readonly to?: CalendarDate;
  readonly statuses: readonly TransactionStatus[];
  /** `out` is an amount below zero; zero counts as `in`. */
  readonly direction?: 'in' | 'out';
  /**
   * A primary or detailed category. The host's override counts in place of the provider's, unless it is empty; a
   * primary also finds an override below it (`travel`: `travel.flights`).
   */
  readonly category?: string;
  /** Part of description, original description, merchant name or notes, compared in lower case. */
  readonly text?: string;
}

/** Newest or oldest first, or by signed amount. Ties are broken by id, so that pages never overlap. */
export type TransactionSort = 'newest' | 'oldest' | 'largest' | 'smallest';

/** Exclusive right to write one connection, until `expiresAt` (epoch milliseconds on the store's clock). */
export interface Lease {
  readonly connectionId: string;
  readonly owner: string;
  /** Grows with each new holder; a commit with an older one is refused. */
  readonly epoch: number;
  readonly expiresAt: number;
}

/** Which connections want a sync. A connection is due when it was asked for again since, or its time has come. */
export interface DueConnection {
  readonly connectionId: string;
  readonly dueAt: number;
}

/** Where a scope of a feed stands. */
export interface CheckpointRow {
  /** `''` for the whole connection, otherwise the account's id. */
  readonly scope: string;
  readonly checkpoint: string | null;
  /** The engine's own facts about the scope: readiness, covered days, whether the first run is through. */
  readonly state: Readonly<Record<string, string | number | boolean | null>>;
}

/** A staged record, invisible to every reader. A later one with the same key replaces the earlier. */
export interface StagedRow {
  readonly key: string;
  readonly value: string;
}

/** A connection and whose it is. */
export interface ConnectionOwner {
  readonly connectionId: string;
  readonly userId: string;
}

/** Everything one set of decisions writes. Records whose expected version does not hold end the commit: `stale_update`. */
export interface ChangeSet {
  /** Accounts to write before the rows, so that a reader of the feed meets an account before its transactions. */
  readonly accounts?: readonly AccountRow[];
  readonly rows: readonly RowWrite[];
  readonly aliases: readonly Alias[];
  readonly decisions: readonly Decision[];
  readonly records: readonly RecordWrite[];
}

/** Up to which generation wishes are served, and when the next sync is due (`null`: only when asked for). */
export interface Served {
  readonly generation: number;
  readonly nextDueAt: number | null;
}

/** What closes a commit, known only once all sets are through. */
export interface CommitSeal {
  readonly connection?: ConnectionRow['connection'];
  /**
   * The provider's id of the connection from now on. Where another connection of the user that is not removed has it,
   * the commit ends in `StaleUpdateError`.
   */
  readonly providerConnectionId?: string;
  readonly failures?: number;
  readonly accounts: readonly AccountRow[];
  readonly balances: readonly BalanceSnapshot[];
  readonly checkpoints?: readonly CheckpointRow[];
  readonly run?: Run;
  /** Settles wishes as `settle` does, in the same transaction. */
  readonly served?: Served;
  /** Gives the guard's lease back, in the same transaction. Default: false. */
  readonly release?: boolean;
}

/** What a commit must find unchanged, or write nothing. */
export interface CommitGuard {
  readonly connectionId: string;
  /** The lease's epoch. */
  readonly epoch: number;
  /** The connection's version when the update began to read. */
  readonly version: number;
}

/** What a commit did. */
export interface CommitReceipt {
  /** The connection's version after it. */
  readonly version: number;
  /** The numbers of its first and last change. Where it made none, `firstSeq` is `lastSeq + 1`, the next free one. */
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** One update on its way into the ledger. */
export interface Update {
  /** Holds rows where no reader sees them. */
  append(rows: readonly StagedRow[]): Promise<void>;
  /** The rows held, one for each key, ordered by key, in sets. */
  staged(): AsyncIterable<readonly StagedRow[]>;
  /**
   * Writes all sets, then the seal, in one transaction that holds the guard; or nothing. Throws `lease_lost` or
   * `stale_update` when the guard does not hold. Both arguments are read inside the transaction, and an error they
   * throw rolls it back.
   */
  commit(sets: AsyncIterable<ChangeSet>, seal: () => CommitSeal): Promise<CommitReceipt>;
  /** Forgets everything held. Safe to call twice and after a commit. */
  discard(): Promise<void>;
}

/** The ledger facet of a store. */
export interface Ledger {
  // Connections
  /**
   * Adds a connection, and writes records in the same transaction; `false`, and nothing is written, when one with the
   * same provider and provider id is there for this user, or an expected version of the records does not hold. One whose
   * status is `removed` does not count as there.
   */
  addConnection(row: ConnectionRow, records?: readonly RecordWrite[]): Promise<boolean>;
  connection(scope: Scope, id: string): Promise<ConnectionRow | null>;
  connections(scope: Scope, page: PageRequest): Promise<readonly ConnectionRow[]>;
  /**
   * Whose connections a login at a provider is, whoever linked it: for inbound notices, which name no user. Removed ones
   * are left out; at most a hundred, ordered by id.
   */
  connectionsOf(provider: string, providerConnectionId: string): Promise<readonly ConnectionOwner[]>;

  // Accounts
  account(scope: Scope, id: string): Promise<AccountRow | null>;
  accounts(
    scope: Scope,
    filter: { readonly connectionId?: string },
    page: PageRequest,
  ): Promise<readonly AccountRow[]>;
  /**
   * Snapshots by moment. `from` and `to` are days or moments, both inclusive: a `to` that is a day covers all of it. One
   * for the same account and moment replaces the one before.
   */
  balances(
    scope: Scope,
    accountId: string,
    range: { readonly from?: string; readonly to?: string },
    page: PageRequest,
  ): Promise<readonly BalanceSnapshot[]>;

  // Transactions, for readers
  transaction(scope: Scope, id: string): Promise<Transaction | null>;
  transactions(
    scope: Scope,
    filter: TransactionFilter,
    sort: TransactionSort,
    page: PageRequest,
  ): Promise<readonly Transaction[]>;
  /** In the order in which they were first written; one with the same id replaces it in its place. */
  decisions(scope: Scope, transactionId: string): Promise<readonly Decision[]>;
  decision(scope: Scope, id: string): Promise<Decision | null>;
  /**
   * The host's own fields, apart from the provider's; a change like any other, of origin `correction`. `null` takes a field
   * away. Gives `null` when readers see no such row.
   */
  annotate(
    scope: Scope,
    id: string,
    notes: { readonly [K in keyof TransactionNotes]?: string | null },
  ): Promise<Transaction | null>;

  // Transactions, for reconcile
  /** Heads of those of the ids that exist, hidden ones too. */
  heads(connectionId: string, ids: readonly string[]): Promise<readonly Head[]>;
  known(connectionId: string, ids: readonly string[]): Promise<readonly KnownRow[]>;
  aliases(connectionId: string, keys: readonly string[]): Promise<readonly Alias[]>;
  /** Whole rows of an account by date, ordered by (date, id). Hidden rows only where asked for. */
  range(
    connectionId: string,
    query: {
      readonly accountId: string;
      readonly from?: CalendarDate;
      readonly to?: CalendarDate;
      readonly statuses?: readonly TransactionStatus[];
      readonly hidden?: boolean;
    },
    page: PageRequest,
  ): Promise<readonly KnownRow[]>;

  // Updates
  checkpoints(connectionId: string): Promise<readonly CheckpointRow[]>;
  openUpdate(guard: CommitGuard): Promise<Update>;
  run(scope: Scope, id: string): Promise<Run | null>;
  runs(scope: Scope, filter: { readonly connectionId?: string }, page: PageRequest): Promise<readonly Run[]>;
  /** Adds or replaces the record of a run. */
  putRun(run: Run): Promise<void>;

  // Who works, and on what
  /** `null` while somebody holds it, whoever asks, and where there is no such connection. Epochs grow over releases too. */
  acquire(connectionId: string, owner: string, ttlMs: number): Promise<Lease | null>;
  /** The lease with a new expiry, or `null` when somebody else holds it by now. */
  renew(lease: Lease, ttlMs: number): Promise<Lease | null>;
  release(lease: Lease): Promise<void>;
  /**
   * Asks for a sync at `dueAt`, or earlier if one was asked for already. Returns the new generation; 0, and nothing is
   * kept, where there is no such connection.
   */
  want(connectionId: string, dueAt: number): Promise<number>;
  /** Does the same for many connections, in one transaction. */
  wantAll(wishes: readonly DueConnection[]): Promise<void>;
  /** The newest generation that was asked for. */
  wanted(connectionId: string): Promise<number>;
  /**
   * Generations up to `generation` are served; the next sync is due at `nextDueAt` (`null`: only when asked for). Where a
   * newer one was asked for meanwhile, it stays due when it was.
   */
  settle(connectionId: string, generation: number, nextDueAt: number | null): Promise<void>;
  /** When the connection is due, leased or not; `null` where it waits for nothing but a wish. */
  dueAt(connectionId: string): Promise<number | null>;
  /** Connections that are due and not leased, the longest due first. */
  due(now: number, limit: number): Promise<readonly DueConnection[]>;

  // The change feed
  /** Entries above `after`, in order. Whoever calls looks at `changeBounds` first: below `oldest` some are missing. */
  changes(scope: Scope, after: number, limit: number): Promise<readonly Change[]>;
  /** The lowest and highest sequence number that a cursor may stand on. */
  changeBounds(): Promise<{ readonly oldest: number; readonly newest: number }>;
  /** Forgets entries up to `seq`; a cursor below it has expired. */
  trimChanges(seq: number): Promise<void>;

  /**
   * Removes every row of a user, or of one connection of theirs: of their records those whose key begins with its id.
   * Counts by table, at least `connections`, `accounts`, `transactions`, `decisions`, `runs`, `records` and `changes`.
   * The records of `also` are written in the same transaction; where one of their expected versions does not hold,
   * nothing happens: `stale_update`.
   */
  erase(
    scope: { readonly userId: string; readonly connectionId?: string },
    also?: (counts: Readonly<Record<string, number>>) => readonly RecordWrite[],
  ): Promise<Readonly<Record<string, number>>>;
}
