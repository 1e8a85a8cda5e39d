import type { AccountType } from '../../model/account.ts';
import type { CalendarDate } from '../../model/calendar-date.ts';
import type { DetailedCategory } from '../../model/category.ts';
import type { Money } from '../../model/money.ts';
import type { Location, TransactionChannel, TransactionKind } from '../../model/transaction.ts';

/** A row to push by hand; only the amount is needed. */
export interface GivenRow {
  /** Decimal text in the account's currency: `-4.50` is money out, for cards and loans too. */
  readonly amount: string;
  /** What was paid in another currency. */
  readonly originalAmount?: Money;
  /** Default: the bank's own today. */
  readonly date?: CalendarDate;
  /** Default: the merchant's name, or `Purchase` or `Deposit`. */
  readonly description?: string;
  /** Default: the description in capitals. */
  readonly originalDescription?: string;
  readonly merchant?: string;
  /** Default: `other`. */
  readonly category?: DetailedCategory;
  /** Default: `purchase` for money out, `income` for money in. */
  readonly kind?: TransactionKind;
  /** Default: `in_store` with a merchant, otherwise `other`. */
  readonly channel?: TransactionChannel;
  readonly location?: Location;
  readonly reference?: string;
  readonly checkNumber?: string;
  /** The number that the bank shows. Default: a fresh one. Also blank text and numbers used before are taken. */
  readonly id?: string;
}

/** How a pending row is booked by hand. */
export interface GivenSettlement {
  /** Default: as pending. */
  readonly amount?: string;
  /** The booking day. Default: the bank's own today. */
  readonly date?: CalendarDate;
  /** Whether the booked row names the pending one. Default: true. */
  readonly linked?: boolean;
  /**
   * Whether the pending row stays beside the booked one until it is voided. Booked once more, it makes another row, as a
   * bank does that books twice. Default: false.
   */
  readonly keepPending?: boolean;
  /** Default: as pending. */
  readonly description?: string;
}

/** An account to open by hand. */
export interface GivenAccount {
  /** Last part of the account's id; must be new for this login. */
  readonly slug: string;
  /** Default: the slug. */
  readonly name?: string;
  /** Default: `depository`. */
  readonly type?: AccountType;
  /** Default: the usual one of the type: `checking`, `credit_card`, `personal_loan`, `brokerage`. */
  readonly subtype?: string;
  /** What is there, or is owed. Decimal text. Default: `0`. */
  readonly balance?: string;
  readonly limit?: string;
  /** Default: the institution's. */
  readonly currency?: string;
}
