/**
 * A day in a bank's calendar, `YYYY-MM-DD`. It has no time and no zone and never passes through a `Date`, so it
 * cannot shift. Compare with `<` and `>`; the text order is the calendar order.
 */
export type CalendarDate = `${number}-${number}-${number}`;

/** A moment in time as an ISO 8601 string in UTC, `2026-11-20T09:30:00.000Z`. */
export type Instant = `${string}T${string}Z`;
