import { afterEach } from 'vitest';

const own = process.env['TZ'];

/** Zones east and west of every bank of the world. */
export const ZONES = ['Pacific/Kiritimati', 'America/Los_Angeles'] as const;

/** Lets a test run in a time zone; the machine's own comes back after each test. */
export function inZone(zone: string): void {
  process.env['TZ'] = zone;
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  if (timeZone !== zone) throw new RangeError(`the zone is still ${timeZone}`);
}

afterEach(() => {
  if (own === undefined) delete process.env['TZ'];
  else process.env['TZ'] = own;
});
