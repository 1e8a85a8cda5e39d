import { createHash } from 'node:crypto';
import {
  negateMoney,
  type PaymentRhythm,
  readId,
  readOptionalDate,
  readOptionalMoney,
  readText,
  type ScheduledPayment,
} from 'bankweave/adapter-kit';

/** A scheduled payment without our id of its account. */
export type Scheduled = Omit<ScheduledPayment, 'accountId'>;

type Row = Readonly<Record<string, unknown>>;

/** A standing order. It has no id, so it is known by whom it pays, how often and with which words. */
export function toStandingOrder(row: Row): Scheduled {
  const payee = readText(row['payee']);
  const reference = readText(row['reference']);
  const frequency = readText(row['frequency']);
  return {
    id: fingerprintOf([
      'standing order',
      payee,
      reference,
      frequency,
      readOptionalDate(row['first_payment_date']),
    ]),
    type: 'standing_order',
    status: statusOf(row),
    ...(payee !== undefined && { payee }),
    ...(reference !== undefined && { reference }),
    ...(frequency !== undefined && { rhythm: rhythmOf(frequency) }),
    ...payment(row, 'first', 'first_payment_date', 'first_payment_amount'),
    ...payment(row, 'last', 'previous_payment_timestamp', 'previous_payment_amount'),
    ...payment(row, 'next', 'next_payment_date', 'next_payment_amount'),
    ...payment(row, 'final', 'final_payment_date', 'final_payment_amount'),
  };
}

/** A direct debit. Its own id may change with every request; the mandate's does not. */
export function toDirectDebit(row: Row): Scheduled {
  const payee = readText(row['name']);
  const meta = (row['meta'] ?? {}) as Row;
  const mandate = readId(meta['provider_mandate_identification']);
  return {
    id: mandate ?? readId(row['direct_debit_id']) ?? fingerprintOf(['direct debit', payee]),
    type: 'direct_debit',
    status: statusOf(row),
    ...(payee !== undefined && { payee }),
    ...payment(row, 'last', 'previous_payment_timestamp', 'previous_payment_amount'),
  };
}

/** TrueLayer tells what is paid as a positive amount. */
function payment(
  row: Row,
  name: 'first' | 'last' | 'next' | 'final',
  day: string,
  amount: string,
): Partial<Scheduled> {
  const date = readOptionalDate(row[day]);
  const paid = readOptionalMoney(row[amount], row['currency'], amount);
  return {
    ...(date && { [`${name}Date`]: date }),
    ...(paid && { [`${name}Amount`]: paid.value.startsWith('-') ? paid : negateMoney(paid) }),
  };
}

function statusOf(row: Row): ScheduledPayment['status'] {
  const word = readText(row['status'])?.toLowerCase();
  return word === 'active' || word === 'inactive' ? word : 'other';
}

const RHYTHMS: ReadonlyMap<string, PaymentRhythm> = new Map([
  ['evryday', { unit: 'day', every: 1 }],
  ['evryworkgday', { unit: 'day', every: 1 }],
  ['wkinmnthday', { unit: 'month', every: 1 }],
  ['qtrday', { unit: 'quarter', every: 1 }],
]);
const INTERVALS: ReadonlyMap<string, PaymentRhythm['unit']> = new Map([
  ['intrvlday', 'day'],
  ['intrvlwkday', 'week'],
  ['intrvlmnthday', 'month'],
]);

/** `IntrvlMnthDay:01:23` is every month, on the 23rd. Other banks write free text. */
function rhythmOf(provider: string): PaymentRhythm {
  const [word = '', count] = provider.toLowerCase().split(':');
  const unit = INTERVALS.get(word);
  const every = Number(count);
  if (unit) return { unit, ...(Number.isInteger(every) && every > 0 && { every }), provider };
  return { unit: 'other', ...RHYTHMS.get(word), provider };
}

function fingerprintOf(parts: readonly (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
