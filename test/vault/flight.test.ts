import { systemClock, UnauthorizedError } from 'bankweave';
import type { RecordWrite, Store } from 'bankweave/store';
import { expect, test } from 'vitest';
import { TOKEN_REFRESH } from '../../src/vault/credentials.ts';
import { fingerprint } from '../../src/vault/fingerprint.ts';
import { slotValue } from '../../src/vault/refresh/slot.ts';
import { flightsOf, refreshesSettled } from '../../src/vault/refresh/under-way.ts';
import { first, merged, owner, refreshWorld, second, turn } from './refresh-world.ts';

type World = Awaited<ReturnType<typeof refreshWorld>>;
const token = fingerprint(owner.connectionId, first);

const putSlot = (world: World, holder: string | null, of: string) =>
  world.store.records.write([
    {
      namespace: TOKEN_REFRESH,
      key: owner.connectionId,
      userId: owner.userId,
      value: slotValue({
        holder,
        expiresAt: holder === null ? 0 : world.clock.now() + 15_000,
        intent: { attempt: 'req_before', token: of, version: 1, startedAt: 0, unanswered: 4 },
        refusal: null,
      }),
    },
  ]);

/** A store whose reads and writes of records can be held up. */
const slow =
  (hooks: { onGet?: () => Promise<void>; onWrite?: (writes: readonly RecordWrite[]) => Promise<void> }) =>
  (store: Store): Store => ({
    ...store,
    records: {
      ...store.records,
      get: async (...given) => {
        await hooks.onGet?.();
        return store.records.get(...given);
      },
      write: async (writes) => {
        await hooks.onWrite?.(writes);
        return store.records.write(writes);
      },
    },
  });

test('who comes while a flight that everybody left is ending gets one of their own, and shares it', async () => {
  const hooks: Parameters<typeof slow>[0] = {};
  const world = await refreshWorld({ wrap: slow(hooks) });
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  hooks.onGet = () => gate;
  const leaving = new AbortController();
  const left = world.refresh({ signal: leaving.signal });
  leaving.abort(new Error('enough'));
  await expect(left).rejects.toThrow('enough');
  let answer: (tokens: Record<string, string>) => void = () => {};
  world.answer = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const mine = world.refresh();
  open();
  // The one that was left ends, ours goes on.
  for (let count = 0; count < 50 && world.calls === 0; count++) await world.clock.sleep(10);
  await turn();
  expect(flightsOf(world.store.records).size).toBe(1);
  const also = world.refresh();
  await turn();
  answer(second);
  for (const result of await Promise.all([mine, also]))
    expect(result).toMatchObject({ credentials: merged, asked: true });
  expect(world.calls).toBe(1);
});

test('who leaves while another process renews leaves nobody behind who looks on', async () => {
  const world = await refreshWorld();
  await putSlot(world, 'req_elsewhere', token);
  const leaving = new AbortController();
  const waiting = world.refresh({ signal: leaving.signal });
  await world.clock.sleep(1_000);
  leaving.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await turn();
  expect(flightsOf(world.store.records).size).toBe(0);
  expect(world.clock.waiting).toBe(0);
});

test('who was about to claim and was beaten to it waits, and does not call', async () => {
  const hooks: Parameters<typeof slow>[0] = {};
  const world = await refreshWorld({ wrap: slow(hooks) });
  let beaten = false;
  hooks.onWrite = async (writes) => {
    if (beaten || !writes.some(({ namespace }) => namespace === TOKEN_REFRESH)) return;
    beaten = true;
    await putSlot(world, 'req_elsewhere', token);
  };
  const waiting = world.refresh();
  await world.clock.sleep(1_000);
  expect([beaten, world.calls]).toEqual([true, 0]);
  await world.credentials.put(owner, merged);
  expect(await waiting).toMatchObject({ credentials: merged, asked: false });
  expect(world.calls).toBe(0);
});

test('an attempt with other credentials says nothing about these', async () => {
  const world = await refreshWorld();
  await putSlot(world, null, 'of other credentials');
  world.answer = async () => {
    expect((await world.slot()).intent).toMatchObject({ token, unanswered: 0, startedAt: world.clock.now() });
    throw new UnauthorizedError('invalid_grant');
  };
  await expect(world.refresh()).rejects.toThrow(/sign in again\.$/);
});

test('a refusal of what somebody replaced meanwhile leaves no attempt behind', async () => {
  const world = await refreshWorld();
  world.answer = async () => {
    await world.credentials.put(owner, { accessToken: 'by somebody else' });
    throw new UnauthorizedError('invalid_grant');
  };
  await world.refresh();
  expect(await world.slot()).toEqual({ holder: null, expiresAt: 0, intent: null, refusal: null });
});

test('whoever has the result finds the claim given back', async () => {
  const hooks: Parameters<typeof slow>[0] = {};
  const world = await refreshWorld({ wrap: slow(hooks), clock: systemClock });
  hooks.onWrite = async () => {
    await turn();
    await turn();
  };
  await world.refresh();
  expect((await world.slot()).holder).toBeNull();
});

test('an aborted signal does not even look at the store', async () => {
  const hooks: Parameters<typeof slow>[0] = {};
  const world = await refreshWorld({ wrap: slow(hooks) });
  let looked = false;
  hooks.onGet = async () => {
    looked = true;
  };
  await expect(world.refresh({ signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  await turn();
  expect(looked).toBe(false);
});

test('a provider that gives the same credentials again is not asked for ever', async () => {
  const world = await refreshWorld();
  world.answer = async () => first;
  expect(await world.refresh()).toMatchObject({ credentials: first, asked: true });
  expect(world.calls).toBe(1);
});

test('who comes with older credentials than a flight replaces shares what it brings', async () => {
  const world = await refreshWorld();
  const held = { credentials: { accessToken: 'long gone' }, version: 1 };
  const results = await Promise.all([world.refresh(), world.refresh({ held })]);
  for (const result of results) expect(result).toMatchObject({ credentials: merged, asked: true });
  expect(world.calls).toBe(1);
});

test('who waited for the renewals under way leaves no timer behind', async () => {
  const world = await refreshWorld();
  const renewing = world.refresh();
  await refreshesSettled(world.store.records, world.clock, 1e9);
  expect(await renewing).toMatchObject({ credentials: merged });
  expect(world.clock.waiting).toBe(0);
  expect(world.clock.monotonic()).toBeLessThan(1e9);
});
