import {
  addDays,
  calendarDate,
  dateInZone,
  dateOfInstant,
  daysBetween,
  instant,
  instantMs,
  isCalendarDate,
  parseInstant,
} from '../../src/model/calendar-date.ts';

// Every function over days around DST changes, leap days and skipped days. Printed by a child process for each TZ.
const days = [
  '2024-02-28',
  '2026-03-08',
  '2026-10-25',
  '2026-11-01',
  '2011-12-29',
  '1999-12-31',
  '2028-02-29',
] as const;
const moments = [
  0, -1, 1_330_511_400_000, 1_793_000_000_123, 1_325_239_199_999, 4_102_444_799_999, 951_782_400_000,
];
const zones = ['UTC', 'America/St_Johns', 'Pacific/Apia', 'Asia/Kathmandu', 'America/Los_Angeles'];
const texts = [
  '2026-03-08T02:30:00-08:00',
  '2026-11-20 09:30Z',
  '2011-12-30T12:00:00+14:00',
  '1970-01-01T00:00:00Z',
];

export function calendarTable(): string {
  return JSON.stringify([
    days.map((day) => [
      calendarDate(day),
      addDays(day, 1),
      addDays(day, -366),
      daysBetween(day, '2026-11-20'),
    ]),
    moments.map((ms) => [
      dateOfInstant(ms),
      instant(ms),
      instantMs(instant(ms)),
      zones.map((zone) => dateInZone(ms, zone)),
    ]),
    texts.map((text) => [parseInstant(text), isCalendarDate(text)]),
  ]);
}

if (process.argv[1] === import.meta.filename) process.stdout.write(calendarTable());
