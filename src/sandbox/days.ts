import { addDays, type CalendarDate, daysBetween } from '../model/calendar-date.ts';

const START: CalendarDate = '1970-01-01';

/** A day as the number of days since 1970-01-01. */
export type Day = number;

/** Milliseconds in a day. */
export const DAY_MS = 86_400_000;

/** The day of a calendar date. */
export function toDay(date: CalendarDate): Day {
  return daysBetween(START, date);
}

// A world says the same few thousand dates again and again.
const dates = new Map<Day, CalendarDate>();
const DATES_HELD = 10_000;

/** The calendar date of a day. */
export function toDate(day: Day): CalendarDate {
  const held = dates.get(day);
  if (held !== undefined) return held;
  if (dates.size >= DATES_HELD) dates.clear();
  const date = addDays(START, day);
  dates.set(day, date);
  return date;
}

/** Year, month (1..12) and day of the month. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
}

// Many plans ask for the same day one after the other.
let last: { readonly day: Day; readonly civil: Civil } = {
  day: 0,
  civil: { year: 1970, month: 1, dayOfMonth: 1 },
};

/** A day as year, month and day of the month. */
export function civil(day: Day): Civil {
  if (last.day === day) return last.civil;
  const [year = 0, month = 1, dayOfMonth = 1] = toDate(day).split('-').map(Number);
  last = { day, civil: { year, month, dayOfMonth } };
  return last.civil;
}

/** 0 = Sunday ... 6 = Saturday. */
export function weekday(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** Whether banks work on it. */
export function isBusinessDay(day: Day): boolean {
  return weekday(day) !== 0 && weekday(day) !== 6;
}

/** The same day, or the Monday after a weekend. */
export function businessDayFrom(day: Day): Day {
  if (weekday(day) === 6) return day + 2;
  return weekday(day) === 0 ? day + 1 : day;
}

/** The first day of the month `months` away from the month of `day`. */
export function monthStart(day: Day, months = 0): Day {
  const { year, month, dayOfMonth } = civil(day);
  if (months === 0) return day - dayOfMonth + 1;
  const index = year * 12 + (month - 1) + months;
  const first = [Math.floor(index / 12), (index % 12) + 1, 1].map((part) => String(part).padStart(2, '0'));
  return toDay(first.join('-') as CalendarDate);
}

/** The moment of a minute on a bank's own day, whose zone is `offset` minutes east of UTC. */
export function momentOf(day: Day, minute: number, offset: number): number {
  return day * DAY_MS + (minute - offset) * 60_000;
}

/** The bank's own day at a moment. */
export function localDay(ms: number, offset: number): Day {
  return Math.floor((ms + offset * 60_000) / DAY_MS);
}
