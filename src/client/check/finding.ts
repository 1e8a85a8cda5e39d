import type { CalendarDate, Instant } from '../../model/calendar-date.ts';
import type { Money } from '../../model/money.ts';

/**
 * What a check can find:
 * - `balance_drift`: the balance moved otherwise than the booked rows since the first sync;
 * - `feed_mismatch`: the booked rows are not what the change feed tells of them, so something else wrote to the ledger;
 * - `gap`: a hole in the days of an account that is otherwise in use;
 * - `duplicate_rows`: rows with one id of the provider, or whole days twice;
 * - `duplicate_account`: one account linked twice by the same user;
 * - `stale_data`: the rows are days behind the bank, or no sync came to its end for days;
 * - `never_synced`: linked, but no sync came to its end yet;
 * - `old_pending`: rows pending for longer than any bank takes;
 * - `short_history`: the ledger begins later than the provider was asked for, or history is still not there;
 * - `quarantined`: records that nobody could read.
 */
export type FindingType =
  | 'balance_drift'
  | 'feed_mismatch'
  | 'gap'
  | 'duplicate_rows'
  | 'duplicate_account'
  | 'stale_data'
  | 'never_synced'
  | 'old_pending'
  | 'short_history'
  | 'quarantined';

/** One thing that deserves a look. Nothing is ever mended by itself. */
export interface Finding {
  readonly type: FindingType;
  readonly userId: string;
  readonly connectionId: string;
  readonly accountId?: string;
  /** For people who run the app. Holds no bank data. */
  readonly message: string;
  /** By how much: for `balance_drift`, what the balance moved beyond the booked rows; for `feed_mismatch` likewise. */
  readonly amount?: Money;
  /** Rows, records or days concerned. */
  readonly count?: number;
  /** For `balance_drift`: the first balance that disagrees. A day or two is usual where banks tell balances ahead of rows. */
  readonly since?: Instant;
  /** The days concerned, inclusive. */
  readonly from?: CalendarDate;
  readonly to?: CalendarDate;
}

/** What `bank.check` found. */
export interface CheckReport {
  readonly checkedAt: Instant;
  /** How many connections and accounts were looked at; removed connections are not. */
  readonly connections: number;
  readonly accounts: number;
  readonly findings: readonly Finding[];
}

/** A finding before it is said where. */
export type Found = Omit<Finding, 'userId' | 'connectionId' | 'accountId'>;
