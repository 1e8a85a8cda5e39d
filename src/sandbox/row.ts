import type { CalendarDate, Instant } from '../model/calendar-date.ts';
import type { Category } from '../model/category.ts';
import type { Money } from '../model/money.ts';
import type { Location, TransactionChannel, TransactionKind } from '../model/transaction.ts';
import type { Position } from './position.ts';

/** One line of an account as the bank shows it at some moment. */
export interface WorldRow {
  /** The bank's inner record. It stays when the row posts or is renumbered. No provider shows it by default. */
  readonly key: string;
  /** The number the bank shows. A new one comes with posting and with renumbering. */
  readonly id: string;
  /** On a posted row, the number of the pending row it replaces; left out where the bank lost the link. */
  readonly pendingId?: string;
  readonly accountId: string;
  readonly status: 'pending' | 'posted';
  /** `+` is money into the account, `-` is money out, for every type of account. */
  readonly amount: Money;
  /** What was paid in the shop's currency, where that is another one; same sign. */
  readonly originalAmount?: Money;
  /** The day of the purchase while pending, the booking day once posted. */
  readonly date: CalendarDate;
  /** The day of the purchase, for card rows. */
  readonly authorizedDate?: CalendarDate;
  readonly postedDate?: CalendarDate;
  /** The moment of the purchase, for card rows. */
  readonly datetime?: Instant;
  /** Cleaned text for people. */
  readonly description: string;
  /** The bank's own text. */
  readonly originalDescription: string;
  readonly merchant?: WorldMerchant;
  /** Who is on the other side where that is no merchant: an employer, a landlord, the bank, oneself. */
  readonly counterparty?: {
    readonly name: string;
    readonly type: 'person' | 'bank' | 'employer' | 'account';
  };
  readonly category: Category;
  readonly kind: TransactionKind;
  readonly channel: TransactionChannel;
  readonly location?: Location;
  readonly reference?: string;
  readonly checkNumber?: string;
  /** When the bank first showed the record. */
  readonly createdAt: Instant;
  /** When the bank last changed the record. */
  readonly updatedAt: Instant;
}

/** A shop, as the bank knows it. */
export interface WorldMerchant {
  readonly id: string;
  readonly name: string;
  readonly website?: string;
}

/** What can happen to a row or an account. */
export const EVENT_KINDS = [
  'authorized',
  'posted',
  'voided',
  'renamed',
  'amended',
  'removed',
  'readded',
  'renumbered',
  'account_opened',
  'account_closed',
] as const;

/**
 * What happened:
 * `authorized` a pending row appears; `posted` a row is booked, with `before` where it was pending; `voided` a pending
 * row vanishes; `renamed` another text; `amended` another amount or day; `removed` a posted row vanishes; `readded`
 * it is back under the same number; `renumbered` the same row under another number.
 */
export type EventKind = (typeof EVENT_KINDS)[number];

/** One entry of the change log. */
export interface WorldEvent {
  readonly position: Position;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly accountId: string;
  readonly kind: EventKind;
  /** The bank's inner record; empty for an event of a whole account. */
  readonly key: string;
  /** The row as it was shown; `null` where it was not. */
  readonly before: WorldRow | null;
  /** The row as it is shown from now on; `null` where it is not. */
  readonly after: WorldRow | null;
}
