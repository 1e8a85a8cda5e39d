import type { RecordWrite } from 'bankweave/store';
import { expect, test } from 'vitest';
import { Claim } from '../../src/vault/refresh/claim.ts';
import { LEASE_MS } from '../../src/vault/refresh/watch.ts';
import { owner, turn } from './refresh-world.ts';

const START = 1_000_000;
const intent = { attempt: 'req_1', token: 't', version: 1, startedAt: 0, unanswered: 0 };
const slot = { holder: 'req_1', intent, refusal: null };
const nothing = { intent: null, refusal: null };

/** Writes that are slow, and counted; `holds` says which hold. */
function ports(sleeps: number, holds: (count: number) => boolean = () => true) {
  const writes: RecordWrite[][] = [];
  let now = START;
  let begun = 0;
  return {
    writes,
    /** Writes that have begun; `writes` has those that are over. */
    begun: () => begun,
    records: {
      write: async (given: RecordWrite[]) => {
        begun++;
        await turn();
        writes.push(given);
        return holds(writes.length);
      },
    },
    clock: {
      now: () => now,
      monotonic: () => now,
      sleep: (ms: number, { signal }: { signal?: AbortSignal } = {}) =>
        new Promise<void>((resolve, reject) => {
          if (signal?.aborted) return reject(signal.reason as Error);
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
          if (sleeps-- <= 0) return;
          now += ms;
          resolve();
        }),
    },
    owner,
  };
}
const take = (given: ReturnType<typeof ports>, version = 0) => Claim.take(given as never, slot, version);
const versions = ({ writes }: ReturnType<typeof ports>) => writes.map(([write]) => write?.ifVersion);

test('a claim lasts a lease from now on, and each renewal says all that the first write said', async () => {
  const world = ports(2);
  const claim = await take(world, 7);
  for (let count = 0; count < 10; count++) await turn();
  expect(world.writes.map(([write]) => write?.value)).toEqual(
    [0, 5_000, 10_000].map((after) => ({ ...slot, expiresAt: START + after + LEASE_MS })),
  );
  await claim?.close(nothing);
  expect(world.writes.at(-1)?.[0]?.value).toEqual({ ...nothing, holder: null, expiresAt: 0 });
  expect(versions(world)).toEqual([7, 8, 9, 10]);
});

test('a claim is given back after a renewal that is on its way, and is free once that is said', async () => {
  const world = ports(1);
  const claim = await take(world);
  for (let count = 0; count < 50 && world.begun() < 2; count++) await Promise.resolve();
  expect(world.writes).toHaveLength(1);
  await claim?.close(nothing);
  expect(versions(world)).toEqual([0, 1, 2]);
});

test('a claim that was lost is not renewed again', async () => {
  const world = ports(10, (count) => count !== 2);
  const claim = await take(world);
  for (let count = 0; count < 30; count++) await turn();
  expect(versions(world)).toEqual([0, 1]);
  await claim?.close(nothing);
  // What has gone on since then is left alone.
  expect(versions(world)).toEqual([0, 1, 1]);
});

test('a claim is kept for five minutes, should the adapter never come back', async () => {
  const world = ports(1_000);
  await take(world);
  for (let count = 0; count < 150; count++) await turn();
  expect(world.writes).toHaveLength(1 + 60);
});

test('a claim holds only while its fence does', async () => {
  const fence = { namespace: 'erasures', key: 'ada', userId: 'ada', value: undefined, ifVersion: 0 };
  const world = { ...ports(1), fence };
  const claim = await take(world);
  await claim?.close(nothing);
  for (const writes of world.writes) expect(writes.slice(1)).toEqual([fence]);
  expect(await take(ports(0, () => false))).toBeUndefined();
});
