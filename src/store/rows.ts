import type { Account } from '../model/account.ts';
import type { Connection } from '../model/connection.ts';
import type { Origin, ProviderId, Transaction, TransactionFacts } from '../model/transaction.ts';

/** A connection with what only the engine needs. */
export interface ConnectionRow {
  readonly connection: Connection;
  /** The provider's own id of it. */
  readonly providerConnectionId: string;
  /** Failed runs in a row; decides the back-off. */
  readonly failures: number;
  /**
   * One more with each commit; an update checks it. `annotate`, `putRun`, leases, wishes and records leave it alone.
   */
  readonly version: number;
}

/** An account with what only the engine needs. */
export interface AccountRow {
  readonly userId: string;
  readonly account: Account;
  readonly persistentId?: string;
}

/** What a sync writes of a transaction. The store adds the revision, the stamps and the host's own fields. */
export interface TransactionRow {
  readonly id: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly accountId: string;
  readonly provider: string;
  readonly providerIds: readonly ProviderId[];
  readonly facts: TransactionFacts;
  /** A short hash of `facts` and `providerIds`: equal digests mean that nothing changed. */
  readonly digest: string;
}

/** What reconcile has to know about a row that is there, and no more. */
export interface Head {
  readonly id: string;
  readonly accountId: string;
  readonly digest: string;
  readonly status: Transaction['status'];
  /** Why readers do not see it: the provider took it back, or the host deleted it. */
  readonly hidden: 'removed' | 'deleted' | null;
}

/** A row that is there, whole. */
export interface KnownRow extends Head {
  readonly row: TransactionRow;
}

/** Another id of a row than the one its own id was minted from. */
export interface Alias {
  /** See `identityKey`. */
  readonly key: string;
  readonly accountId: string;
  readonly transactionId: string;
}

/**
 * One step of a commit.
 *
 * - `insert` and `update` write the provider's part of a row. On a row that the provider took back they show it again; one
 *   that the host deleted stays hidden, and only its content is kept current.
 * - `hide` takes a row from all readers, `show` gives it back, whoever hid it.
 *
 * An `insert` of a row that is there and any other step on one that is not end the commit with `stale_update`. `origin`
 * is that of the change; the row's own is the one it was inserted with.
 */
export type RowWrite =
  | { readonly type: 'insert'; readonly row: TransactionRow; readonly origin: Origin }
  | { readonly type: 'update'; readonly row: TransactionRow; readonly origin: Origin }
  | {
      readonly type: 'hide';
      readonly id: string;
      readonly as: 'removed' | 'deleted';
      readonly origin: Origin;
    }
  | { readonly type: 'show'; readonly id: string; readonly origin: Origin };

/** Why a row is what it is: one stored reason of the identity ladder. */
export interface Decision {
  readonly id: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly transactionId: string;
  readonly rule: DecisionRule;
  readonly at: string;
  /** Facts behind it, for people: ids, amounts, dates, distances. */
  readonly evidence: Readonly<Record<string, string | number | boolean | null>>;
  /** The row as it was before, for `undo`; absent where nothing can be undone. */
  readonly before?: TransactionRow;
  readonly undoneAt?: string;
}

/** The rule that joined, hid or lifted a row. */
export type DecisionRule =
  | 'provider_link'
  | 'gone_pending_match'
  | 'fingerprint'
  | 'unstable_id'
  | 'pending_vanished'
  | 'removed_by_provider'
  | 'absent_from_coverage'
  | 'returned'
  | 'id_reissued'
  | 'host_deleted'
  | 'host_restored'
  | 'accepted_suggestion'
  | 'undone';
