import type { CalendarDate } from './calendar-date.ts';
import type { Money } from './money.ts';

/** How often a scheduled payment is made. */
export interface PaymentRhythm {
  readonly unit: 'day' | 'week' | 'month' | 'quarter' | 'year' | 'other';
  /** Every how many units. Default: unknown. */
  readonly every?: number;
  /** The provider's own word for it. */
  readonly provider?: string;
}

/**
 * A payment that is made again and again without being told to each time. Amounts follow the one sign rule: `-` is money
 * out of the account.
 */
export interface ScheduledPayment {
  /** The provider's, or made of what the payment says; it may change where the provider's does. */
  readonly id: string;
  /** Our id of the account it is paid from. */
  readonly accountId: string;
  /** `standing_order`: the person told the bank to pay; `direct_debit`: somebody may take it from the account. */
  readonly type: 'standing_order' | 'direct_debit' | 'other';
  readonly status: 'active' | 'inactive' | 'other';
  readonly payee?: string;
  readonly reference?: string;
  readonly rhythm?: PaymentRhythm;
  readonly firstDate?: CalendarDate;
  readonly firstAmount?: Money;
  readonly lastDate?: CalendarDate;
  readonly lastAmount?: Money;
  readonly nextDate?: CalendarDate;
  readonly nextAmount?: Money;
  /** The last one that will be made. */
  readonly finalDate?: CalendarDate;
  readonly finalAmount?: Money;
}
