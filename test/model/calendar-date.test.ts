import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/errors/fix-code.ts';
import {
  addDays,
  type CalendarDate,
  calendarDate,
  compareDates,
  dateInZone,
  dateOfInstant,
  daysBetween,
  type Instant,
  instant,
  instantMs,
  isCalendarDate,
  parseInstant,
} from '../../src/model/calendar-date.ts';
import { calendarTable } from './calendar-table.ts';

// From 0001-01-01 to 9999-12-31, as days since 1970.
const day = fc.integer({ min: -719_162, max: 2_932_896 });

describe('calendar dates', () => {
  test.each(['2026-11-20', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s is one', (text) => {
    expect(calendarDate(text)).toBe(text);
    expect(isCalendarDate(text)).toBe(true);
  });

  test.each([
    '2026-02-29',
    '1900-02-29',
    '2100-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '0000-00-00',
    '0000-01-01',
    '2026-1-1',
    '2026-11-20T00:00:00Z',
    ' 2026-11-20',
    '2026/11/20',
    '20261120',
    '',
    '٢٠٢٦-١١-٢٠',
    '+026-11-20',
    '2026-11-2x',
    null as unknown as string,
    20261120 as unknown as string,
  ])('%s is none', (text) => {
    expect(isCalendarDate(text)).toBe(false);
    expect(() => calendarDate(text, 'from')).toThrow(
      expect.objectContaining({ code: 'invalid_input', field: 'from' }),
    );
  });

  test('days are counted as the calendar has them', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysBetween('2024-01-01', '2025-01-01')).toBe(366);
    expect(daysBetween('2025-01-01', '2024-01-01')).toBe(-366);
    expect(
      ['2026-11-20', '2026-02-01', '2025-12-31'].sort((a, b) =>
        compareDates(a as CalendarDate, b as CalendarDate),
      ),
    ).toEqual(['2025-12-31', '2026-02-01', '2026-11-20']);
    for (const days of [0.5, Number.NaN, 1e9, -1e9])
      expect(() => addDays('2026-11-20', days)).toThrow(InvalidInputError);
    expect(() => addDays('2026-02-30' as CalendarDate, 1)).toThrow(InvalidInputError);
  });

  test('agree with the engine in UTC over all years', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -1_000, max: 1_000 }), (number, shift) => {
        const text = dateOfInstant(number * 864e5);
        expect(text).toBe(new Date(number * 864e5).toISOString().slice(0, 10));
        if (number + shift >= -719_162 && number + shift <= 2_932_896)
          expect(daysBetween(text, addDays(text, shift))).toBe(shift);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('instants', () => {
  test.each([
    ['2026-11-20T09:30:00Z', '2026-11-20T09:30:00.000Z'],
    ['2026-11-20T09:30:00.123456789Z', '2026-11-20T09:30:00.123Z'],
    ['2026-11-20T15:15:00+05:45', '2026-11-20T09:30:00.000Z'],
    ['2026-11-20T06:00:00-0330', '2026-11-20T09:30:00.000Z'],
    ['2026-11-20T10:30+01', '2026-11-20T09:30:00.000Z'],
    ['2026-11-20 09:30:00z', '2026-11-20T09:30:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2099-12-31T23:59:59.999Z', '2099-12-31T23:59:59.999Z'],
    ['1969-07-20T20:17:40Z', '1969-07-20T20:17:40.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  test.each([
    '2026-11-20T09:30:00',
    '2026-11-20',
    '1970-01-01T00:00:00Z',
    '1969-12-31T19:00:00-05:00',
    '2100-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '0001-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T09:60:00Z',
    '2026-11-20T09:30:61Z',
    '',
    'now',
    '1700000000',
    `2026-11-20T09:30:00.${'1'.repeat(99)}Z`,
    null as unknown as string,
  ])('%s says nothing', (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  test('text and milliseconds go both ways', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (ms) => {
        expect(instant(ms)).toBe(new Date(ms).toISOString());
        expect(instantMs(instant(ms))).toBe(ms);
      }),
      { numRuns: 2_000 },
    );
    for (const bad of [Number.NaN, Infinity, 1e17, -1e17])
      expect(() => instant(bad)).toThrow(InvalidInputError);
    expect(() => instantMs('2026-11-20T09:30' as Instant)).toThrow(InvalidInputError);
  });

  test('the day depends on the zone asked for', () => {
    const lateInUtc = Date.UTC(2026, 10, 20, 23);
    expect(dateInZone(lateInUtc, 'Asia/Tokyo')).toBe('2026-11-21');
    expect(dateInZone(lateInUtc, 'America/Los_Angeles')).toBe('2026-11-20');
    expect(() => dateInZone(0, 'Mars/Olympus')).toThrow(InvalidInputError);
  });
});

test.each(['UTC', 'America/St_Johns', 'Pacific/Apia', 'Asia/Kathmandu'])(
  'the same bytes under TZ=%s',
  (TZ) => {
    const script = fileURLToPath(new URL('calendar-table.ts', import.meta.url));
    const output = execFileSync(process.execPath, [script], {
      env: { ...process.env, TZ, NODE_OPTIONS: '' },
    });
    expect(output.toString('hex')).toBe(Buffer.from(calendarTable()).toString('hex'));
  },
);
