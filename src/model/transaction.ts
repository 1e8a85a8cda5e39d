import type { CalendarDate, Instant } from './calendar-date.ts';
import type { Category } from './category.ts';
import type { Money } from './money.ts';

/** `pending` until the bank books it; `void` when a pending row vanished without being booked. */
export type TransactionStatus = 'pending' | 'posted' | 'void';

/** What a transaction is by its nature, apart from what it was for. */
export type TransactionKind =
  | 'purchase'
  | 'refund'
  | 'transfer'
  | 'payment'
  | 'income'
  | 'fee'
  | 'interest'
  | 'cash'
  | 'adjustment'
  | 'other';

/** How the person paid. */
export type TransactionChannel = 'in_store' | 'online' | 'other';

/** One of a row's ids at its provider. */
export interface ProviderId {
  /** Which of the provider's ids it is, such as `transaction_id`. */
  readonly scheme: string;
  readonly value: string;
  /** Whether the provider promises that the same row keeps it. */
  readonly stable: boolean;
}

/** The merchant as the provider knows it. */
export interface Merchant {
  readonly name: string;
  readonly id?: string;
  readonly logo?: string;
  readonly website?: string;
}

/** Somebody on the other side of a transaction. */
export interface Counterparty {
  readonly name: string;
  /** Such as `merchant`, `person`, `bank`; `other` where unknown. */
  readonly type: string;
  readonly id?: string;
}

/** Where it happened. */
export interface Location {
  readonly address?: string;
  readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly country?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly storeNumber?: string;
}

/** The part of a transaction that its provider tells; an adapter fills it in, a sync keeps it current. */
export interface TransactionFacts {
  readonly status: TransactionStatus;
  /** `+` is money into the account, `-` is money out, for every account type and provider. */
  readonly amount: Money;
  /** The amount in the currency it was made in, where that is another one. */
  readonly originalAmount?: Money;
  /** The booking date once posted, the provider's transaction date while pending. */
  readonly date: CalendarDate;
  readonly authorizedDate?: CalendarDate;
  readonly postedDate?: CalendarDate;
  /** The moment it happened, where the provider really knows it. */
  readonly datetime?: Instant;
  /** Cleaned text for people. */
  readonly description: string;
  /** The bank's own text. */
  readonly originalDescription: string;
  readonly merchant?: Merchant;
  readonly counterparties: readonly Counterparty[];
  readonly category: Category;
  readonly kind: TransactionKind;
  readonly channel?: TransactionChannel;
  readonly location?: Location;
  readonly reference?: string;
  readonly checkNumber?: string;
  /** The account's balance after this row, as the provider says; evidence, not truth. */
  readonly runningBalance?: Money;
}

/** What the host wrote on a transaction. A sync never touches it; an empty value is a value. */
export interface TransactionNotes {
  readonly notes?: string;
  readonly categoryOverride?: string;
}

/**
 * How a row came to be in the ledger: `initial` with the first sync, `backfill` as older history that arrived later,
 * `live` as new activity, `correction` by a host's own call.
 */
export type Origin = 'initial' | 'backfill' | 'live' | 'correction';

/**
 * One transaction of the ledger. `id` is ours; it survives posting, re-linking and renumbering at the bank.
 */
export interface Transaction extends TransactionFacts, TransactionNotes {
  readonly id: string;
  readonly connectionId: string;
  readonly accountId: string;
  readonly provider: string;
  /** The provider's id to name in a support case; the first of `providerIds`. */
  readonly providerTransactionId: string;
  readonly providerIds: readonly ProviderId[];
  readonly origin: Origin;
  readonly firstSeenAt: Instant;
  readonly updatedAt: Instant;
  /** Grows by one with every change of the row. */
  readonly revision: number;
}
