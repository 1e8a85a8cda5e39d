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

/** The calendar date of a day. */
export function toDate(day: Day): CalendarDate {
  return addDays(START, day);
}

/** Year, month (1..12) and day of the month. */
export function civil(day: Day): {
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
} {
  const [year = 0, month = 1, dayOfMonth = 1] = toDate(day).split('-').map(Number);
  return { year, month, dayOfMonth };
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
  const { year, month } = civil(day);
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
