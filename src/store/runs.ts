import type { CalendarDate, Instant } from '../model/calendar-date.ts';
import type { ConnectionError } from '../model/connection.ts';

/**
 * What a run did with the records it received: `received = added + modified + unchanged + removed + quarantined`,
 * checked before every commit. The other figures stand beside that sum.
 */
export interface RunCounts {
  /** Different records the provider gave. */
  readonly received: number;
  readonly added: number;
  readonly modified: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly quarantined: number;
  /** Records that a later one of the same update replaced. */
  readonly superseded: number;
  /** Rows of disabled accounts and rows before the start of history, which are not kept. */
  readonly skipped: number;
  /** Pending rows that ended without being booked. */
  readonly voided: number;
  /** Posted rows found gone by their absence from a covered read. */
  readonly vanished: number;
}

/** Something that is no error but should be looked at. */
export interface Anomaly {
  readonly type:
    | 'zero_rows'
    | 'mass_disappearance'
    | 'id_reissued'
    | 'unknown_removal'
    | 'update_restarted'
    | 'full_resync'
    | 'account_missing'
    | 'account_relinked'
    | 'history_gap'
    | 'excess_digits'
    | 'truncated';
  readonly accountId?: string;
  readonly count?: number;
  readonly message: string;
}

/** `complete`: all there was; `partial`: some accounts failed; `not_ready`: the provider has no data yet; `deferred`: a budget or limit stopped it. */
export type RunStatus = 'running' | 'complete' | 'partial' | 'not_ready' | 'deferred' | 'failed';

/** One sync of one connection, as the sync log keeps it. */
export interface Run {
  readonly id: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly status: RunStatus;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly counts: RunCounts;
  readonly accounts: readonly RunAccount[];
  readonly anomalies: readonly Anomaly[];
  /** When a deferred or waiting run should be tried again. */
  readonly retryAt?: Instant;
  readonly error?: ConnectionError;
}

/** How one account fared in a run. */
export interface RunAccount {
  readonly accountId: string;
  readonly providerAccountId: string;
  readonly status: 'complete' | 'failed' | 'deferred' | 'skipped' | 'not_ready';
  readonly historyFrom?: CalendarDate;
  readonly error?: ConnectionError;
}
