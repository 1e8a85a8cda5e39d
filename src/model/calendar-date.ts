export { addDays, calendarDate, compareDates, daysBetween, isCalendarDate } from './calendar/date.ts';
export { dateInZone } from './calendar/in-zone.ts';
export { dateOfInstant, instant, instantMs, parseInstant } from './calendar/instant.ts';
export type { CalendarDate, Instant } from './calendar/types.ts';
