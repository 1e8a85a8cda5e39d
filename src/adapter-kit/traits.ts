/** A ceiling on calls that an institution or provider sets, over a rolling window. */
export interface Budget {
  /** Which calls it counts, as named by the adapter in `call.http` requests: `transactions`, `balance`, ... */
  readonly name: string;
  /** What shares one budget: every account its own, one per connection, or one for all of this provider's keys. */
  readonly per: 'account' | 'connection' | 'provider';
  readonly calls: number;
  readonly windowMs: number;
  /** Whether calls made while the person is present are free of it. Default: false. */
  readonly attendedExempt?: boolean;
}

/**
 * Behaviour that no method shows but the engine has to know. It is stated once, and the engine and the conformance
 * kit branch on the same manifest.
 */
export interface Traits {
  /** How rows leave: the provider lists removals, absence from a complete read proves them, or nobody ever tells. */
  readonly removals: 'explicit' | 'inferred' | 'none';
  /**
   * How pending rows become posted: `linked` names the pending row on the posted one, `unlinked` does not,
   * `complete-set` also gives the whole pending set each time, `none` has no pending rows.
   */
  readonly pending: 'linked' | 'unlinked' | 'complete-set' | 'none';
  /** The deepest history it can give, in days. */
  readonly historyDays: number;
  /**
   * How far back a read may go once the moment of `Inspection.historyClosesAt` has passed, in days; before it,
   * `historyDays` can be read, and each pull then plans for all of them. Default: `historyDays`, always.
   */
  readonly closedHistoryDays?: number;
  /** How many days a routine read goes back behind the last one; 0 for a feed with a true cursor. */
  readonly overlapDays: number;
  /** Whether a pull wants a window of dates planned by the engine. Default: false. */
  readonly windowed?: boolean;
  /** How long a person's consent lasts, in days; `null` where it does not expire. */
  readonly consentDays: number | null;
  readonly budgets: readonly Budget[];
  /** Retries of one request on a passing fault. Default: 3. */
  readonly maxRetries?: number;
  /** Whether its credentials are real secrets; `false` only for a mock. Default: true. */
  readonly secrets?: boolean;
  /** Hosts that requests may go to. Nothing else is ever called. */
  readonly hosts: readonly string[];
}
