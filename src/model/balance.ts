import type { AccountType } from './account-type.ts';
import type { CalendarDate, Instant } from './calendar-date.ts';
import type { Money } from './money.ts';

/**
 * What an account holds. For an asset account `current` is what is there (negative when overdrawn); for a liability
 * (`kind: 'liability'`) `current` is what is owed, as a positive amount (negative when overpaid).
 */
export interface Balances {
  readonly kind: 'asset' | 'liability';
  /** The booked position; `null` where the provider gives none. */
  readonly current: Money | null;
  /** What can be spent now; `null` where the provider gives none. It is never derived. */
  readonly available: Money | null;
  /** Credit or overdraft limit. */
  readonly limit: Money | null;
  /** When the provider says these figures were true; `null` where it does not say. */
  readonly asOf: Instant | null;
}

/** The balances of one account as they were at one sync or refresh of balances; one for each that found them changed. */
export interface BalanceSnapshot extends Balances {
  readonly accountId: string;
  readonly takenAt: Instant;
}

/** Terms of a card or loan, where the provider gives them. */
export interface CreditTerms {
  readonly statementBalance?: Money;
  readonly statementDate?: CalendarDate;
  readonly minimumPayment?: Money;
  readonly dueDate?: CalendarDate;
  /** Annual percentage rate as an exact decimal string in percent: `"21.99"`. */
  readonly apr?: string;
}

/**
 * Which way round the balances of an account type are told: cards and loans are owed, everything else is held.
 *
 * @example
 * ```ts
 * balanceKindOf('credit') // 'liability'
 * ```
 */
export function balanceKindOf(type: AccountType): Balances['kind'] {
  return type === 'credit' || type === 'loan' ? 'liability' : 'asset';
}
