import { describe, expect, test } from 'vitest';
import { TOKEN_REFRESH } from '../../src/vault/credentials.ts';
import { fingerprint } from '../../src/vault/fingerprint.ts';
import { refreshesSettled } from '../../src/vault/refresh/under-way.ts';
import { slotValue } from '../../src/vault/refresh/slot.ts';
import { first, merged, owner, refreshWorld, second, turn } from './refresh-world.ts';

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
