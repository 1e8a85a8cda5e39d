import { expect, test } from 'vitest';
import { LEASE_MS, Watch } from '../../src/vault/refresh/watch.ts';

test('a wall clock that jumps neither takes a slot from its holder nor keeps it for one that is gone', () => {
  const time = { wall: Date.UTC(2026, 10, 20), monotonic: 0 };
  const watch = new Watch({ now: () => time.wall, monotonic: () => time.monotonic, sleep: async () => {} });
  const slot = { holder: 'other', expiresAt: time.wall + LEASE_MS, intent: null, refusal: null };
  expect(watch.isFree(slot, 1)).toBe(false);
  time.wall += 2 * LEASE_MS;
  expect(watch.isFree(slot, 1)).toBe(false);
  time.wall -= 3_600_000;
  time.monotonic += LEASE_MS - 1;
  expect(watch.isFree(slot, 1)).toBe(false);
  time.monotonic += 1;
  expect(watch.isFree(slot, 1)).toBe(true);
});
