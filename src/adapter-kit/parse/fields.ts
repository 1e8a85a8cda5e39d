import { type CalendarDate, type Instant, isCalendarDate, parseInstant } from '../../model/calendar-date.ts';
import { type Money, money } from '../../model/money.ts';
import { RecordError } from './record-error.ts';

const MAX_TEXT = 65_536;
const MAX_ID = 512;
const MAX_AMOUNT = 256;

/**
 * An amount of a provider's record: a JSON number or a decimal string. A currency that is missing is `XXX`.
 *
 * @throws {@link RecordError} for anything else.
 * @example
 * ```ts
 * readMoney(row.amount, row.iso_currency_code ?? row.unofficial_currency_code)
 * ```
 */
export function readMoney(value: unknown, currency: unknown, path = 'amount'): Money {
  const amount = typeof value === 'string' ? value.trim() : value;
  const readable = typeof amount === 'number' || (typeof amount === 'string' && amount.length <= MAX_AMOUNT);
  if (!readable) throw new RecordError(path, 'a number or a decimal text');
  if (typeof currency !== 'string' && currency !== null && currency !== undefined) {
    throw new RecordError(`${path}.currency`, 'a currency code');
  }
  try {
    return money(amount, currency);
  } catch {
    throw new RecordError(path, 'a finite decimal amount with a currency code');
  }
}

/**
 * Like {@link readMoney}, with `undefined` where the provider gave no amount.
 *
 * @throws {@link RecordError} for an amount that is there and cannot be read.
 * @example
 * ```ts
 * readOptionalMoney(row.running_balance?.amount, row.running_balance?.currency, 'running_balance')
 * ```
 */
export function readOptionalMoney(value: unknown, currency: unknown, path = 'amount'): Money | undefined {
  return value === null || value === undefined || value === '' ? undefined : readMoney(value, currency, path);
}

/**
 * The day of a date or timestamp, as it is written: the first ten characters, never converted between zones.
 *
 * @throws {@link RecordError} for anything that is no real day of the years 1900 to 2099, and for 1970-01-01, which
 * stands for "unknown".
 * @example
 * ```ts
 * readDate('2026-11-20T23:30:00Z') // '2026-11-20'
 * ```
 */
export function readDate(value: unknown, path = 'date'): CalendarDate {
  const day = readOptionalDate(value);
  if (day === undefined) throw new RecordError(path, 'a real day written YYYY-MM-DD');
  return day;
}

/**
 * Like {@link readDate}, with `undefined` where there is no day to read: a side date is no reason to lose a row.
 *
 * @example
 * ```ts
 * readOptionalDate('0000-00-00') // undefined
 * ```
 */
export function readOptionalDate(value: unknown): CalendarDate | undefined {
  if (typeof value !== 'string' || !(value.length === 10 || value[10] === 'T' || value[10] === ' '))
    return undefined;
  const day = value.length === 10 ? value : value.slice(0, 10);
  if (!isCalendarDate(day) || day === '1970-01-01' || day < '1900' || day >= '2100') return undefined;
  return day;
}

/**
 * A provider's timestamp in UTC, or `undefined` where it is missing, has no zone, or stands for "unknown" (see
 * `parseInstant`).
 *
 * @example
 * ```ts
 * readInstant('2026-11-20T10:30:00+01:00') // '2026-11-20T09:30:00.000Z'
 * ```
 */
export function readInstant(value: unknown): Instant | undefined {
  return typeof value === 'string' ? (parseInstant(value.trim()) ?? undefined) : undefined;
}

/**
 * Text that any store can hold: trimmed, at most 65,536 characters, NUL and broken surrogates replaced by U+FFFD.
 * `undefined` for null, blank and anything that is no text or number.
 *
 * @example
 * ```ts
 * readText('  Corner Shop ') // 'Corner Shop'
 * ```
 */
export function readText(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value !== 'string') return undefined;
  let text = value.trim();
  if (text === '') return undefined;
  if (text.length > MAX_TEXT) text = text.slice(0, MAX_TEXT).trimEnd();
  if (text.includes('\0')) text = text.replaceAll('\0', '\ufffd');
  return text.isWellFormed() ? text : text.toWellFormed();
}

/**
 * A provider's id exactly as it is, or `undefined` for what only looks like one: null, blank, `NOTPROVIDED`.
 *
 * @throws {@link RecordError} for more than 512 characters, NUL or broken surrogates: a changed id could meet another.
 * @example
 * ```ts
 * readId('NOTPROVIDED') // undefined
 * ```
 */
export function readId(value: unknown, path = 'id'): string | undefined {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return String(value);
    throw new RecordError(path, 'a text or a whole number below 2^53');
  }
  if (typeof value !== 'string') return undefined;
  const bare = value.trim();
  if (bare === '' || bare.toUpperCase() === 'NOTPROVIDED') return undefined;
  if (value.length <= MAX_ID && !value.includes('\0') && value.isWellFormed()) return value;
  throw new RecordError(path, `an id of at most ${MAX_ID} readable characters`);
}

/**
 * Like {@link readId}, for an id that has to be there.
 *
 * @throws {@link RecordError} where it is not.
 * @example
 * ```ts
 * requireId(row.transaction_id, 'transaction_id')
 * ```
 */
export function requireId(value: unknown, path = 'id'): string {
  const id = readId(value, path);
  if (id === undefined) throw new RecordError(path, 'an id');
  return id;
}
