import type { BankweaveError } from '../errors/base.ts';
import type { AccountType } from '../model/account.ts';
import type { Balances, CreditTerms } from '../model/balance.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import type { ProviderId, TransactionFacts } from '../model/transaction.ts';

/** One account as an adapter gives it. `id` is the provider's. */
export interface AdapterAccount {
  readonly id: string;
  /** An id that survives a new link of the same account, where the provider has one. */
  readonly persistentId?: string;
  /**
   * A hash that the adapter makes of the account's own number (IBAN, or sort code and number), keyed or plain; never
   * the number itself. It finds the account again where its ids changed and there is no `persistentId`.
   */
  readonly numberHash?: string;
  readonly name: string;
  readonly officialName?: string;
  readonly mask?: string;
  readonly type: AccountType;
  readonly subtype: string;
  readonly currency: string;
  readonly balances: Balances;
  /** `true` where the balances could not be read this time: what is known of them stays. */
  readonly balancesUnread?: boolean;
  readonly credit?: CreditTerms;
  readonly holder?: 'personal' | 'business';
  /** `closed` where the provider says so; otherwise left out. */
  readonly status?: 'active' | 'closed';
}

/** The same fields, where one that may be left out may be `undefined` as well. */
type OrUndefined<T> = { [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] };

/**
 * One transaction as an adapter gives it, new or changed: the engine finds out which. A field of it that is `undefined`
 * is one that is left out.
 *
 * `status` is `pending` or `posted`; `void` is the engine's own conclusion.
 */
export interface Upsert extends OrUndefined<Omit<TransactionFacts, 'status'>> {
  readonly status: 'pending' | 'posted';
  /** The provider's account id. */
  readonly account: string;
  /** Every id the row has, the best one first; may be empty where the provider gives none. Blank ids are no ids. */
  readonly ids: readonly ProviderId[];
  /** On a posted row, the id of the pending row it replaces, in the scheme of `ids[0]`. */
  readonly pendingId?: string | undefined;
}

/** The provider says that a row is no more. */
export interface Removal {
  /** The provider's account id. */
  readonly account: string;
  readonly id: { readonly scheme: string; readonly value: string };
}

/** A record the adapter could not read. It is quarantined: kept apart, readable, and asked for again. */
export interface Rejected {
  readonly account?: string;
  readonly id?: { readonly scheme: string; readonly value: string };
  /** Where in the record, such as `amount`. */
  readonly path: string;
  /** What was expected there. Never the value. */
  readonly reason: string;
  /** The day of the record where it could be read, so that a window can be read again. */
  readonly date?: CalendarDate;
  /** The record itself; stored only where it can be sealed. */
  readonly raw?: unknown;
}

/**
 * The claim "this update holds everything this account has": all rows dated in `from..to`, or its whole set of
 * pending rows. Absence inside a claimed coverage is evidence; absence anywhere else is nothing.
 */
export type Coverage =
  | {
      readonly account: string;
      readonly from: CalendarDate;
      readonly to: CalendarDate;
      readonly status?: 'posted';
    }
  | { readonly account: string; readonly pending: 'complete' };

/** How much of its own history the provider has ready. */
export type Readiness = 'not_ready' | 'initial' | 'complete';

/** One account that cannot be read this time, while the others can. */
export interface AccountFailure {
  readonly account: string;
  readonly error: BankweaveError;
}

/** One step of a pull. */
export interface Batch {
  readonly upserts?: readonly Upsert[];
  readonly removals?: readonly Removal[];
  readonly rejected?: readonly Rejected[];
  /** Accounts with balances, where the feed brings them along. No inventory: absence proves nothing. */
  readonly accounts?: readonly AdapterAccount[];
  /** Accounts that failed by themselves; what is known of them stays as it is. */
  readonly failures?: readonly AccountFailure[];
  readonly coverage?: readonly Coverage[];
  /** Default: `complete`. With `not_ready` and no rows the run waits and asks again soon; no checkpoint is needed then. */
  readonly readiness?: Readiness;
  /** When the provider last heard from the bank; feeds freshness. */
  readonly dataAsOf?: `${string}T${string}Z`;
  /**
   * Ends this update: everything yielded since the last checkpoint is committed together with it. Any text; the next
   * pull is given the last one. A pull whose last rows have none after them is an error, and they are not committed.
   */
  readonly checkpoint?: string;
}
