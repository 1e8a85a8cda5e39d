/** What can go wrong at a bank. */
export const FAULT_KINDS = [
  'outage',
  'provider_error',
  'throttled',
  'keys_refused',
  'unauthorized',
  'login_required',
  'mfa',
  'act_at_bank',
  'consent_expired',
  'revoked',
  'account_error',
  'not_ready',
  'history_pending',
  'stale',
  'mutation',
] as const;

/**
 * What goes wrong:
 * `outage` the institution is down; `provider_error` the provider itself answers with a server error; `throttled` too
 * many calls; `keys_refused` the application's keys; `unauthorized` the access token; `login_required`, `mfa`,
 * `act_at_bank`, `consent_expired` the person has to act; `revoked` for good; `account_error` one account cannot be
 * read; `not_ready` nothing is collected yet; `history_pending` only the newest days are; `stale` the provider has not heard from the bank since the fault
 * began; `mutation` the data change between two pages of one read.
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault to arm. Without `until` and `times` it lasts until healed. */
export interface Fault {
  readonly kind: FaultKind;
  /** Epoch milliseconds. */
  readonly until?: number;
  /** How many calls it spoils. */
  readonly times?: number;
  readonly retryAfterMs?: number;
}

/** A fault in force, with where it was armed and since when. */
export interface ActiveFault extends Fault {
  /** Id of the institution, login or account. */
  readonly target: string;
  readonly since: number;
}
