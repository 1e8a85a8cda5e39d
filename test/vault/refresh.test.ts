import { StoreUnavailableError, systemClock } from 'bankweave';
import type { RecordWrite, Store } from 'bankweave/store';
import { rewrap } from 'bankweave/vault';
import { describe, expect, test } from 'vitest';
import { CREDENTIALS, TOKEN_REFRESH } from '../../src/vault/credentials.ts';
import { fingerprint } from '../../src/vault/fingerprint.ts';
import { refreshesSettled } from '../../src/vault/refresh/under-way.ts';
import { newVault } from './keys.ts';
import { first, merged, owner, refreshWorld, second, turn } from './refresh-world.ts';

/** A store whose writes go through `hook` first. */
const hooked =
  (hook: (writes: readonly RecordWrite[], write: () => Promise<boolean>) => Promise<boolean>) =>
  (store: Store): Store => ({
    ...store,
    records: { ...store.records, write: (writes) => hook(writes, () => store.records.write(writes)) },
  });
const isCredentials = (writes: readonly RecordWrite[]) =>
  writes.some(({ namespace }) => namespace === CREDENTIALS);

describe('single flight', () => {
  test('fifty callers make one call, and all get what it brought', async () => {
    const world = await refreshWorld();
    const results = await Promise.all(Array.from({ length: 50 }, () => world.refresh()));
    expect(world.calls).toBe(1);
    for (const { credentials, version } of results)
      expect({ credentials, version }).toEqual({ credentials: merged, version: 2 });
    expect(await world.stored()).toEqual(merged);
    expect(await world.slot()).toEqual({ holder: null, expiresAt: 0, intent: null, refusal: null });
    expect(world.clock.waiting).toBe(0);
  });

  test('who comes with older credentials is given the newer ones without a call', async () => {
    const world = await refreshWorld();
    await world.refresh();
    expect(await world.refresh()).toMatchObject({ credentials: merged, asked: false });
    expect(world.calls).toBe(1);
  });

  test('who comes with the very credentials that a flight brings gets newer ones', async () => {
    const world = await refreshWorld();
    let count = 1;
    world.answer = async () => ({ accessToken: `access-${++count}` });
    const held = { credentials: { ...first, accessToken: 'access-2' }, version: 2 };
    const [a, b] = await Promise.all([world.refresh(), world.refresh({ held })]);
    expect([a.credentials['accessToken'], b.credentials['accessToken']]).toEqual(['access-2', 'access-3']);
    expect(world.calls).toBe(2);
  });

  test('connections and stores do not wait for each other', async () => {
    const [one, two] = [await refreshWorld(), await refreshWorld()];
    const other = { userId: 'bob', connectionId: 'con_2' };
    await one.credentials.put(other, first);
    await Promise.all([one.refresh(), one.refresh({ owner: other }), two.refresh()]);
    expect([one.calls, two.calls]).toEqual([2, 1]);
    expect((await one.credentials.read('con_2')).credentials).toEqual(merged);
  });
});

test('who is done between our look and our claim is not done again', async () => {
  let finish = async (): Promise<void> => {};
  const world = await refreshWorld({
    wrap: hooked(async (writes, write) => {
      if (writes.some(({ namespace }) => namespace === TOKEN_REFRESH)) {
        const finishing = finish();
        finish = async () => {};
        await finishing;
      }
      return write();
    }),
  });
  finish = async () => {
    await world.credentials.put(owner, merged);
  };
  expect(await world.refresh()).toMatchObject({ credentials: merged, asked: false });
  expect(world.calls).toBe(0);
  expect((await world.slot()).holder).toBeNull();
});

describe('the order of things', () => {
  test('the intent is durable before the call, and shows no token', async () => {
    const world = await refreshWorld();
    let seen = '';
    world.answer = async () => {
      const slot = await world.slot();
      expect(slot.intent).toMatchObject({
        token: fingerprint(owner.connectionId, first),
        version: 1,
        unanswered: 0,
      });
      expect(slot.holder).toBe(slot.intent?.attempt);
      seen = JSON.stringify(slot);
      return second;
    };
    await world.refresh();
    expect(seen).not.toBe('');
    expect(seen).not.toContain('canary');
  });

  test('the write begins in the turn of the answer and is durable before anybody sees the token', async () => {
    const order: string[] = [];
    const world = await refreshWorld({
      clock: systemClock,
      wrap: hooked(async (writes, write) => {
        if (isCredentials(writes)) order.push('write begins');
        // A slow disk.
        await turn();
        await turn();
        const held = await write();
        if (isCredentials(writes)) order.push('durable');
        return held;
      }),
    });
    order.length = 0;
    world.answer = async () => {
      await turn();
      setImmediate(() => order.push('next turn'));
      return second;
    };
    await world.refresh().then(() => order.push('seen'));
    expect(order).toEqual(['write begins', 'next turn', 'durable', 'seen']);
  });

  test('what does not come back stays, and nothing is erased by undefined', async () => {
    const world = await refreshWorld();
    world.answer = async () =>
      ({ accessToken: 'new', refreshToken: undefined }) as unknown as Record<string, string>;
    await world.refresh();
    expect(await world.stored()).toEqual({ ...first, accessToken: 'new' });
  });
});

describe('meanwhile', () => {
  test('a re-wrap moves the version: the new token is stored all the same', async () => {
    const world = await refreshWorld();
    const sealing = newVault('next');
    world.answer = async () => {
      const record = await world.record();
      // What a re-wrap does: the same credentials, one version on.
      await world.credentials.put(owner, first);
      expect((await world.record())?.version).toBe((record?.version ?? 0) + 1);
      return second;
    };
    expect(await world.refresh()).toMatchObject({ credentials: merged, version: 3 });
    expect(await world.stored()).toEqual(merged);
    await expect(rewrap({ ...world, vault: sealing })).resolves.toMatchObject({
      failed: [{ fault: 'unknown_key' }],
    });
  });

  test('a repair wins over the renewal of what it replaced', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      await world.credentials.put(owner, { accessToken: 'repaired' });
      return second;
    };
    expect(await world.refresh()).toMatchObject({ credentials: { accessToken: 'repaired' } });
    expect(await world.stored()).toEqual({ accessToken: 'repaired' });
  });

  test('an erase is final: nothing comes back', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      await world.credentials.forget(owner);
      return second;
    };
    await expect(world.refresh()).rejects.toMatchObject({ code: 'not_found' });
    expect(await world.record()).toBeNull();
    expect(await world.store.records.list({ userId: 'ada' }, TOKEN_REFRESH, { limit: 10 })).toEqual([]);
    expect(world.clock.waiting).toBe(0);
  });

  test.each(['before', 'after'])('a store that fails %s the effect is tried until it holds', async (when) => {
    const most = when === 'after' ? 1 : 7;
    let failures = 0;
    let armed = false;
    const world = await refreshWorld({
      wrap: hooked(async (writes, write) => {
        if (!armed || !isCredentials(writes) || failures >= most) return write();
        failures++;
        if (when === 'after') await write();
        throw new StoreUnavailableError('disk full');
      }),
    });
    armed = true;
    expect(await world.refresh()).toMatchObject({ credentials: merged });
    expect(await world.stored()).toEqual(merged);
    expect(failures).toBe(most);
    expect(world.calls).toBe(1);
  });

  test('a store that stays broken ends in its own error, with the intent left as evidence', async () => {
    let armed = false;
    const world = await refreshWorld({
      wrap: hooked(async (writes, write) => {
        if (armed && isCredentials(writes)) throw new StoreUnavailableError('disk full');
        return write();
      }),
    });
    armed = true;
    await expect(world.refresh()).rejects.toMatchObject({ code: 'lease_held' });
    await refreshesSettled(world.store.records, world.clock, 600_000);
    expect(await world.slot()).toMatchObject({ holder: null, intent: { unanswered: 0 } });
  });
});
