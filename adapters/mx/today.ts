import type { Call, CalendarDate } from 'bankweave/adapter-kit';

/** The day it is, in UTC as everywhere at MX. */
export function today({ clock }: Call): CalendarDate {
  return new Date(clock.now()).toISOString().slice(0, 10) as CalendarDate;
}
