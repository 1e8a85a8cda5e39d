import { InvalidInputError } from '../../errors/fix-code.ts';
import type { CalendarDate } from './types.ts';
import { calendarText } from './day-number.ts';
import { dateOfInstant } from './instant.ts';

// Making a formatter costs a hundred times more than using it.
const formatters = new Map<string, Intl.DateTimeFormat>();
const MOST_FORMATTERS = 64;

/**
 * The day that it is in a time zone at a moment.
 *
 * @param epochMs Milliseconds since 1970-01-01T00:00Z.
 * @param timeZone An IANA name such as `Europe/London`.
 * @throws {@link InvalidInputError} for an unknown zone or a moment outside the years 0001 to 9999.
 * @example
 * ```ts
 * dateInZone(Date.UTC(2026, 10, 20, 23), 'Asia/Tokyo') // '2026-11-21'
 * ```
 */
export function dateInZone(epochMs: number, timeZone: string): CalendarDate {
  const inUtc = dateOfInstant(epochMs);
  if (timeZone === 'UTC') return inUtc;
  const found = { year: 0, month: 0, day: 0 };
  for (const { type, value } of formatterFor(timeZone).formatToParts(epochMs)) {
    if (type === 'year' || type === 'month' || type === 'day') found[type] = Number(value);
  }
  return calendarText(found.year, found.month, found.day);
}

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter) return formatter;
  try {
    formatter = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    });
  } catch {
    const expected = 'an IANA time zone such as Europe/London';
    throw new InvalidInputError(`timeZone is not ${expected}`, { field: 'timeZone', expected });
  }
  if (formatters.size >= MOST_FORMATTERS) formatters.clear();
  formatters.set(timeZone, formatter);
  return formatter;
}
