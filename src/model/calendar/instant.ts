import { InvalidInputError } from '../../errors/fix-code.ts';
import type { CalendarDate, Instant } from './types.ts';
import { dayOf, figures } from './date.ts';
import { civilOf, DAY_MS, dayNumber, daysInMonth, FIRST_DAY, LAST_DAY, padded } from './day-number.ts';

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?(?:([Zz])|([+-])(\d\d):?(\d\d)?)$/;
const EARLIEST_YEAR = 1900;
const END_YEAR = 2100;

/**
 * The UTC day of a moment.
 *
 * @param epochMs Milliseconds since 1970-01-01T00:00Z.
 * @throws {@link InvalidInputError} when it is not finite or outside the years 0001 to 9999.
 * @example
 * ```ts
 * dateOfInstant(0) // '1970-01-01'
 * ```
 */
export function dateOfInstant(epochMs: number): CalendarDate {
  return civilOf(Math.floor(requireEpoch(epochMs) / DAY_MS));
}

/**
 * A moment as ISO text in UTC with milliseconds; fractions of a millisecond are cut off. All such texts have one
 * length, so text order is time order.
 *
 * @param epochMs Milliseconds since 1970-01-01T00:00Z.
 * @throws {@link InvalidInputError} when it is not finite or outside the years 0001 to 9999.
 * @example
 * ```ts
 * instant(0) // '1970-01-01T00:00:00.000Z'
 * ```
 */
export function instant(epochMs: number): Instant {
  const ms = Math.floor(requireEpoch(epochMs));
  const day = Math.floor(ms / DAY_MS);
  const rest = ms - day * DAY_MS;
  const hours = padded(Math.floor(rest / 3_600_000), 2);
  const minutes = padded(Math.floor(rest / 60_000) % 60, 2);
  const seconds = padded(Math.floor(rest / 1_000) % 60, 2);
  return `${civilOf(day)}T${hours}:${minutes}:${seconds}.${padded(rest % 1_000, 3)}Z`;
}

/**
 * Epoch milliseconds of a moment written as ISO text.
 *
 * @throws {@link InvalidInputError} when the text is no real moment with `Z` or an offset.
 * @example
 * ```ts
 * instantMs('1970-01-01T00:00:01.000Z') // 1000
 * ```
 */
export function instantMs(text: Instant, field = 'instant'): number {
  const ms = epochOf(text);
  if (ms !== undefined) return ms;
  const expected = 'a moment such as 2026-11-20T09:30:00.000Z';
  throw new InvalidInputError(`${field} is not ${expected}`, { field, expected });
}

/**
 * A provider's timestamp as a moment in UTC, or `null` where it says nothing: no zone, no real time, or a value that
 * stands for "unknown" (epoch 0, before 1900, 2100 and later). Digits below the millisecond are cut off.
 *
 * @example
 * ```ts
 * parseInstant('2026-11-20T15:15:00+05:45') // '2026-11-20T09:30:00.000Z'
 * parseInstant('2026-11-20T09:30:00')       // null: which zone?
 * ```
 */
export function parseInstant(text: string): Instant | null {
  const ms = isUtcText(text) ? utcEpoch(text) : epochOf(text);
  if (ms === undefined || ms === 0 || ms < EARLIEST || ms >= END) return null;
  // A leap second moves the whole text on; anything else in UTC already reads as it should.
  if (!isUtcText(text) || text.startsWith('60', 17)) return instant(ms);
  return text.length === 24 ? (text as Instant) : `${text.slice(0, 19) as `${string}T${string}`}.000Z`;
}

// `2026-11-20T09:30:00Z`, with or without milliseconds: what providers nearly always send.
function isUtcText(text: unknown): text is string {
  if (typeof text !== 'string' || text.charCodeAt(10) !== 84) return false;
  const { length } = text;
  return (
    (length === 20 || (length === 24 && text.charCodeAt(19) === 46)) && text.charCodeAt(length - 1) === 90
  );
}

function utcEpoch(text: string): number | undefined {
  const day = dayOf(text);
  const [hour, minute, second] = [figures(text, 11, 13), figures(text, 14, 16), figures(text, 17, 19)];
  const ms = text.length === 24 ? figures(text, 20, 23) : 0;
  const colons = text.charCodeAt(13) === 58 && text.charCodeAt(16) === 58;
  if (day === undefined || !colons || !(hour <= 23 && minute <= 59 && second <= 60 && ms >= 0))
    return undefined;
  return day * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1_000 + ms;
}

const EARLIEST = dayNumber(EARLIEST_YEAR, 1, 1) * DAY_MS;
const END = dayNumber(END_YEAR, 1, 1) * DAY_MS;

function epochOf(text: unknown): number | undefined {
  const match = typeof text === 'string' && text.length <= 64 ? ISO.exec(text) : null;
  if (!match) return undefined;
  const at = (group: number): number => Number(match[group] ?? 0);
  const [year, month, day, hour, minute, second] = [at(1), at(2), at(3), at(4), at(5), at(6)];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  // 60 is a leap second, which epoch time counts as the first second of the next minute.
  if (hour > 23 || minute > 59 || second > 60 || at(10) > 23 || at(11) > 59) return undefined;
  const ms = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const offset = (at(10) * 60 + at(11)) * (match[9] === '-' ? -1 : 1);
  return dayNumber(year, month, day) * DAY_MS + ((hour * 60 + minute - offset) * 60 + second) * 1_000 + ms;
}

function requireEpoch(epochMs: number): number {
  if (epochMs >= FIRST_DAY * DAY_MS && epochMs < (LAST_DAY + 1) * DAY_MS) return epochMs;
  const expected = 'epoch milliseconds within the years 0001 to 9999';
  throw new InvalidInputError(`epochMs is not ${expected}`, { field: 'epochMs', expected });
}
