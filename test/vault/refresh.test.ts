import { inspect } from 'node:util';
import {
  ActionRequiredError,
  ConnectionRevokedError,
  isBankweaveError,
  ProviderUnavailableError,
  RateLimitError,
  StoreUnavailableError,
  systemClock,
  UnauthorizedError,
} from 'bankweave';
import type { RecordWrite, Store } from 'bankweave/store';
import { rewrap } from 'bankweave/vault';
import { describe, expect, test } from 'vitest';
import { CREDENTIALS, TOKEN_REFRESH } from '../../src/vault/credentials.ts';
import { fingerprint } from '../../src/vault/fingerprint.ts';
import { refreshesSettled } from '../../src/vault/refresh/under-way.ts';
import { slotValue } from '../../src/vault/refresh/slot.ts';
import { newVault } from './keys.ts';
import { first, owner, refreshWorld, second } from './refresh-world.ts';

const unauthorized = () => new UnauthorizedError('invalid_grant', { providerCode: 'invalid_grant' });
const merged = { ...first, ...second };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

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

describe('a refusal', () => {
  test('counts only for what was sent: newer credentials are used instead', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      await world.credentials.put(owner, { accessToken: 'by somebody else' });
      throw unauthorized();
    };
    expect(await world.refresh()).toMatchObject({
      credentials: { accessToken: 'by somebody else' },
      asked: false,
    });
    expect((await world.slot()).refusal).toBeNull();
  });

  test('asks for the person, once, until the credentials change or an hour is over', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      throw unauthorized();
    };
    const refused = {
      code: 'action_required',
      action: 'reauthenticate',
      provider: 'acme',
      connectionId: 'con_1',
    };
    await expect(world.refresh()).rejects.toMatchObject({ ...refused, providerCode: 'invalid_grant' });
    for (let count = 0; count < 5; count++) await expect(world.refresh()).rejects.toMatchObject(refused);
    expect(world.calls).toBe(1);
    await world.clock.sleep(3_600_001);
    await expect(world.refresh()).rejects.toThrow(/sign in again\.$/);
    expect(world.calls).toBe(2);
    await world.credentials.put(owner, { ...first, refreshToken: 'repaired' });
    const held = await world.credentials.read(owner.connectionId);
    world.answer = async () => second;
    expect(await world.refresh({ held })).toMatchObject({ credentials: merged });
    expect(world.calls).toBe(3);
    expect(await world.slot()).toMatchObject({ holder: null, intent: null, refusal: null });
  });

  test('keeps the adapter’s own action and words, and the end of a connection', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      throw new ActionRequiredError('Consent has ended.', { action: 'renew_consent' });
    };
    for (let count = 0; count < 2; count++)
      await expect(world.refresh()).rejects.toMatchObject({
        action: 'renew_consent',
        message: 'Consent has ended.',
      });
    const other = await refreshWorld();
    other.answer = async () => {
      throw new ConnectionRevokedError('Gone.');
    };
    for (let count = 0; count < 2; count++)
      await expect(other.refresh()).rejects.toMatchObject({ code: 'connection_revoked' });
    expect([world.calls, other.calls]).toEqual([1, 1]);
  });

  test('after a lost answer comes with the evidence', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      throw new ProviderUnavailableError('The connection was cut.');
    };
    await expect(world.refresh({ attempt: 'req_lost' })).rejects.toMatchObject({
      code: 'provider_unavailable',
    });
    const begun = await world.slot();
    expect(begun).toMatchObject({ holder: null, intent: { attempt: 'req_lost', unanswered: 0 } });
    world.answer = async () => {
      throw unauthorized();
    };
    await expect(world.refresh({ attempt: 'req_again' })).rejects.toMatchObject({
      code: 'action_required',
      message: expect.stringMatching(/begun at 2026-11-20T00:00:00.*req_again, 1 before it/) as string,
    });
    expect(await world.slot()).toMatchObject({ intent: begun.intent, refusal: { action: 'reauthenticate' } });
  });

  test('the old token is tried at once after a lost answer, and may well work', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      throw new ProviderUnavailableError('The connection was cut.');
    };
    await expect(world.refresh()).rejects.toMatchObject({ code: 'provider_unavailable' });
    world.answer = async () => second;
    const before = world.clock.monotonic();
    expect(await world.refresh()).toMatchObject({ credentials: merged });
    expect(world.clock.monotonic()).toBe(before);
  });

  test('of the application, or a limit, leaves no trace: the token was not used', async () => {
    const world = await refreshWorld();
    world.answer = async () => {
      throw new RateLimitError('Slow down.', { retryAfterMs: 1_000 });
    };
    await expect(world.refresh()).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await world.slot()).toMatchObject({ holder: null, intent: null, refusal: null });
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

describe('leaving', () => {
  test('before the call: nobody calls', async () => {
    const world = await refreshWorld();
    const leaving = new AbortController();
    const waiting = world.refresh({ signal: leaving.signal });
    leaving.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await turn();
    await turn();
    expect(world.calls).toBe(0);
    // And who comes right after is served.
    expect(await world.refresh()).toMatchObject({ credentials: merged, asked: true });
  });

  test('during the call: at once, and the answer is stored all the same', async () => {
    const world = await refreshWorld();
    const leaving = new AbortController();
    let answer: (tokens: Record<string, string>) => void = () => {};
    const asked = new Promise<void>((resolve) => {
      world.answer = () => {
        resolve();
        return new Promise((done) => {
          answer = done;
        });
      };
    });
    const waiting = world.refresh({ signal: leaving.signal });
    await asked;
    leaving.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    let settled = false;
    const settling = refreshesSettled(world.store.records, world.clock, 1e9).then(() => {
      settled = true;
    });
    await Promise.resolve();
    expect(settled).toBe(false);
    answer(second);
    await settling;
    expect(await world.stored()).toEqual(merged);
  });

  test('one of two: the other gets the result', async () => {
    const world = await refreshWorld();
    const leaving = new AbortController();
    const gone = world.refresh({ signal: leaving.signal });
    const stays = world.refresh();
    leaving.abort(new Error('enough'));
    await expect(gone).rejects.toThrow('enough');
    expect(await stays).toMatchObject({ credentials: merged });
    expect(world.calls).toBe(1);
  });

  test('an aborted signal gets nowhere', async () => {
    const world = await refreshWorld();
    await expect(world.refresh({ signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
    expect(world.calls).toBe(0);
  });

  test('a call that hangs ends after a minute; its late answer is stored', async () => {
    const world = await refreshWorld();
    let answer: (tokens: Record<string, string>) => void = () => {};
    let told: AbortSignal | undefined;
    world.answer = (signal) => {
      told = signal;
      return new Promise((done) => {
        answer = done;
      });
    };
    await expect(world.refresh()).rejects.toMatchObject({
      code: 'provider_unavailable',
      connectionId: 'con_1',
    });
    expect(world.clock.monotonic()).toBe(60_000);
    expect(told?.aborted).toBe(true);
    expect(await world.slot()).toMatchObject({ holder: null, intent: { unanswered: 0 } });
    answer(second);
    await turn();
    expect(await world.stored()).toEqual(merged);
  });
});

describe('another process', () => {
  const elsewhere = (expiresAt: number, attempt = 'req_elsewhere') =>
    slotValue({
      holder: attempt,
      expiresAt,
      intent: {
        attempt,
        token: fingerprint(owner.connectionId, first),
        version: 1,
        startedAt: 0,
        unanswered: 0,
      },
      refusal: null,
    });
  const put = (world: Awaited<ReturnType<typeof refreshWorld>>, value: ReturnType<typeof slotValue>) =>
    world.store.records.write([{ namespace: TOKEN_REFRESH, key: 'con_1', userId: 'ada', value }]);

  test('that renews is waited for, and its result taken', async () => {
    const world = await refreshWorld();
    await put(world, elsewhere(world.clock.now() + 15_000));
    const waiting = world.refresh();
    await world.clock.sleep(4_000);
    await world.credentials.put(owner, merged);
    expect(await waiting).toMatchObject({ credentials: merged, asked: false });
    expect(world.calls).toBe(0);
    expect(world.clock.monotonic()).toBeLessThan(5_000);
  });

  test.each([-200_000, 0, 250_000])(
    'that died is replaced after a lease, its clock %d ms off',
    async (skew) => {
      const world = await refreshWorld();
      await put(world, elsewhere(world.clock.now() + 15_000 + skew));
      expect(await world.refresh()).toMatchObject({ credentials: merged, asked: true });
      expect(world.clock.monotonic()).toBeGreaterThanOrEqual(15_000);
      expect(world.clock.monotonic()).toBeLessThan(16_000);
    },
  );

  test('that died long ago is replaced at once', async () => {
    const world = await refreshWorld();
    await put(world, elsewhere(world.clock.now() - 600_000));
    await world.refresh();
    expect(world.clock.monotonic()).toBe(0);
  });

  test('that lives on is never robbed, and the wait is bounded', async () => {
    const world = await refreshWorld();
    // Its clock is minutes behind, so its lease always looks as if it had ended.
    const alive = new AbortController();
    const beating = (async () => {
      for (;;) {
        await put(world, elsewhere(world.clock.now() - 240_000));
        await world.clock.sleep(5_000, { signal: alive.signal });
      }
    })().catch(() => {});
    await put(world, elsewhere(world.clock.now() - 240_000));
    await expect(world.refresh()).rejects.toMatchObject({ code: 'lease_held', remedy: 'wait' });
    alive.abort();
    await beating;
    expect(world.calls).toBe(0);
    expect(world.clock.monotonic()).toBe(90_000);
  });

  test('sees that we live on during a long call', async () => {
    const world = await refreshWorld();
    const seen: number[] = [];
    world.answer = async () => {
      for (let count = 0; count < 5; count++) {
        await world.clock.sleep(7_000);
        seen.push((await world.slot()).expiresAt - world.clock.now());
      }
      return second;
    };
    await world.refresh();
    for (const left of seen) expect(left).toBeGreaterThan(5_000);
    expect((await world.slot()).holder).toBeNull();
    expect(world.clock.waiting).toBe(0);
  });
});

test('no error of a renewal shows a token', async () => {
  const world = await refreshWorld();
  const failures = [unauthorized(), new ProviderUnavailableError('cut'), new Error('canary-foreign')];
  for (const failure of failures) {
    world.answer = async () => {
      throw failure;
    };
    const error = await world.refresh().catch((caught: unknown) => caught);
    if (!isBankweaveError(error)) continue;
    const shown = `${error.stack} ${JSON.stringify(error)} ${inspect(error, { depth: Infinity, showHidden: true })}`;
    expect(shown).not.toContain('canary');
  }
});
