import type { RecordWrite } from 'bankweave/store';
import { expect, test } from 'vitest';
import { Desk } from '../../src/webhooks/desk.ts';

// The desk by itself, over a store whose answers the test gives.

const ada = { userId: 'ada', connectionId: 'con_1' };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const arrival = (dedupeKey: string) => ({ dedupeKey, urgent: false });

/** `holds` answers each write; the records stay as they are. */
function ports(
  holds: (count: number) => boolean | Promise<boolean> = () => true,
  { row = {} as object | null, seen = null as unknown } = {},
) {
  const asked = { writes: [] as RecordWrite[][], wishes: [] as unknown[][], generations: [] as string[] };
  return {
    asked,
    clock: { now: () => Date.UTC(2026, 10, 20) },
    audit: {
      generation: async (userId: string) => {
        asked.generations.push(userId);
        return { fence: { namespace: 'erasures', key: userId, userId, value: undefined, ifVersion: 0 } };
      },
    },
    store: {
      ledger: {
        connection: async () => row,
        wantAll: async (wishes: unknown[]) => void asked.wishes.push(wishes),
      },
      records: {
        get: async () => seen,
        write: async (writes: RecordWrite[]) => {
          asked.writes.push(writes);
          return holds(asked.writes.length);
        },
      },
    },
  };
}
type Given = ReturnType<typeof ports>;
const taking =
  (given: Given, desk = new Desk()) =>
  (dedupeKey: string, owner = ada) =>
    desk.take(given as never, owner, arrival(dedupeKey));

test('what comes in one turn is one write, with one fence for each user', async () => {
  const given = ports();
  const take = taking(given);
  const other = { ...ada, connectionId: 'con_2' };
  expect(await Promise.all([take('a'), take('b'), take('c', other), take('a')])).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(given.asked.writes.map((writes) => writes.map(({ key }) => key))).toEqual([
    ['con_1', 'ada', 'con_2'],
  ]);
  expect(given.asked.generations).toEqual(['ada']);
  expect(given.asked.wishes).toMatchObject([[{ connectionId: 'con_1' }, { connectionId: 'con_2' }]]);
});

test('what comes while a write is on its way goes with the next one, never beside it', async () => {
  let finish = (): void => {};
  const given = ports(
    (count) =>
      count > 1 ||
      new Promise((resolve) => {
        finish = () => resolve(true);
      }),
  );
  const take = taking(given);
  const taken = [take('a')];
  await turn();
  for (const key of ['b', 'c', 'd']) {
    taken.push(take(key));
    await turn();
  }
  expect(given.asked.writes).toHaveLength(1);
  finish();
  expect(await Promise.all(taken)).toEqual([true, true, true, true]);
  expect(given.asked.writes).toHaveLength(2);
});

test('ten thousand may wait, and one more is sent away to come again', async () => {
  const given = ports();
  const take = taking(given);
  const taken = Array.from({ length: 10_000 }, (_, n) => take(`${n}`));
  await expect(take('one more')).rejects.toMatchObject({ code: 'store_unavailable' });
  await Promise.all(taken);
  expect(await take('now')).toBe(true);
});

test('a window that others move on all the time is given up, and its sync is asked for once', async () => {
  const given = ports(() => false);
  await expect(taking(given)('a')).rejects.toMatchObject({ code: 'store_unavailable' });
  expect(given.asked.writes).toHaveLength(1 + 100);
  expect(given.asked.wishes).toHaveLength(1);
});

test('a store that fails when one connection is tried by itself is told to whoever waits', async () => {
  const error = new Error('down');
  const given = ports((count) => (count === 1 ? false : Promise.reject(error)));
  await expect(taking(given)('a')).rejects.toBe(error);
  // And the next that comes is stored.
  const well = ports();
  expect(await taking(well)('b')).toBe(true);
});

test('a connection that is gone, or an event that is known, leads to no write and no sync', async () => {
  const gone = ports(undefined, { row: null });
  expect(await taking(gone)('a')).toBe(false);
  const first = ports();
  await taking(first)('a');
  const value = first.asked.writes[0]?.[0]?.value;
  const known = ports(undefined, { seen: { value, version: 1 } });
  expect(await taking(known)('a')).toBe(false);
  for (const { asked } of [gone, known]) expect([asked.writes, asked.wishes]).toEqual([[], []]);
});
