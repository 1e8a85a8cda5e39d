import { describe, expect, onTestFinished, test } from 'vitest';
import { createBankweave, InstitutionUnavailableError, memoryStore, systemClock } from 'bankweave';
import type { Store } from 'bankweave/store';
import { all, codeOf, jumpingClock, STORES } from '../client/banks.ts';
import { account, plain } from '../client/plain-adapter.ts';

const HOUR = 3_600_000;

/** Several workers of one process on one store, over one provider with some connections. */
async function workers(store: Store, { count = 3, connections = 6 } = {}) {
  const clock = jumpingClock();
  const { adapter, script } = plain();
  const banks = Array.from({ length: count }, () => createBankweave({ adapters: [adapter], store, clock }));
  onTestFinished(() => void Promise.all(banks.map((bank) => bank.close())));
  const [bank] = banks as [(typeof banks)[0]];
  const ids: string[] = [];
  for (let at = 0; at < connections; at++) {
    const user = bank.user(`user-${at % 3}`);
    ids.push(
      (await user.links.complete('plain', (await user.links.start('plain')).id, { code: `${at}` })).id,
    );
  }
  const runs = async (): Promise<number> => (await all(bank.runs.list())).length;
  return { bank, banks, clock, script, ids, runs };
}

describe.each(STORES)('what is due, on $name', ({ open }) => {
  test('each due connection runs once per period, with several workers at once', async () => {
    const { banks, runs, clock } = await workers(open());
    for (let period = 1; period <= 3; period++) {
      const results = await Promise.all(banks.map((bank) => bank.runDue()));
      expect(results.flat().every(({ run }) => run?.status === 'complete')).toBe(true);
      expect(await runs()).toBe(6 * period);
      await Promise.all(banks.map((bank) => bank.runDue()));
      expect(await runs()).toBe(6 * period);
      clock.jump(8 * HOUR);
    }
  });

  test('a worker that comes late to its list finds it served', async () => {
    const { banks, runs, script } = await workers(open(), { count: 2 });
    let first = true;
    script.before = async (method) => {
      if (method !== 'feed.pull' || !first) return;
      first = false;
      // In the middle of one worker's first sync, the other serves all the rest.
      await banks[1]?.runDue();
    };
    await banks[0]?.runDue({ concurrency: 1 });
    expect(await runs()).toBe(6);
  });

  test('an outage of the scheduler is followed by one run, not by one for each missed', async () => {
    const { bank, clock, runs } = await workers(open(), { count: 1, connections: 2 });
    await bank.runDue();
    clock.jump(30 * 24 * HOUR);
    await bank.runDue();
    await bank.runDue();
    expect(await runs()).toBe(4);
  });

  test('a clock that jumps an hour either way neither doubles runs nor starves', async () => {
    const { banks, bank, clock, runs } = await workers(open(), { count: 2, connections: 2 });
    await bank.runDue();
    for (const jump of [HOUR, -HOUR, HOUR, -HOUR]) {
      clock.jump(jump);
      await Promise.all(banks.map((one) => one.runDue()));
    }
    expect(await runs()).toBe(2);
    clock.jump(-HOUR);
    clock.jump(9 * HOUR);
    await bank.runDue();
    expect(await runs()).toBe(4);
  });

  test('a connection in trouble is asked again and again, ever more rarely, and heals by itself', async () => {
    const { bank, clock, script, ids } = await workers(open(), { count: 1, connections: 1 });
    const user = bank.user('user-0');
    script.before = () => {
      throw new InstitutionUnavailableError('Down.', { scope: 'institution' });
    };
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      const [result] = await bank.runDue();
      expect(result?.error?.code).toBe('institution_unavailable');
      const { nextSyncAt } = await user.connections.get(ids[0] ?? '');
      const wait = Date.parse(nextSyncAt ?? '') - clock.now();
      expect(wait).toBeGreaterThan(30_000);
      expect(wait).toBeLessThan(15 * HOUR);
      pauses.push(wait);
      expect(await bank.runDue()).toEqual([]);
      clock.jump(wait + 1_000);
    }
    expect(Math.max(...pauses.slice(4))).toBeGreaterThan(Math.min(...pauses.slice(0, 2)));
    expect((await user.connections.get(ids[0] ?? '')).status).toBe('degraded');
    script.before = () => {};
    expect((await bank.runDue())[0]?.run?.status).toBe('complete');
    expect(await user.connections.get(ids[0] ?? '')).toMatchObject({
      status: 'active',
      health: { attempt: 'ok' },
    });
  });

  test('a wish that comes in while a run is under way is served by another run', async () => {
    const store = open();
    const { bank, script, ids, runs } = await workers(store, { count: 1, connections: 1 });
    script.before = async (method) => {
      if (method !== 'feed.pull') return;
      script.before = () => {};
      await store.ledger.want(ids[0] ?? '', 0);
    };
    await bank.runDue();
    await bank.runDue();
    await bank.runDue();
    expect(await runs()).toBe(2);
  });

  test('one connection in the hands of somebody else is no error', async () => {
    const store = open();
    const { bank, ids } = await workers(store, { count: 1, connections: 2 });
    const lease = await store.ledger.acquire(ids[0] ?? '', 'somebody', HOUR);
    expect((await bank.runDue()).map(({ connectionId }) => connectionId)).toEqual([ids[1]]);
    expect(await codeOf(() => bank.sync(ids[0] ?? ''))).toBe('lease_held');
    if (lease) await store.ledger.release(lease);
    expect(await bank.runDue()).toHaveLength(1);
  });

  test('one that is broken does not stop the others', async () => {
    const { bank, script } = await workers(open(), { count: 1, connections: 5 });
    let calls = 0;
    script.before = (method) => {
      if (method === 'accounts.list' && ++calls === 2) throw new RangeError('a bug in an adapter');
    };
    const results = await bank.runDue();
    expect(results.flatMap(({ error }) => error?.code ?? [])).toEqual(['adapter_contract']);
    expect(results.filter(({ run }) => run?.status === 'complete')).toHaveLength(4);
  });

  test('limit, and what expires', async () => {
    const { bank } = await workers(open(), { count: 1 });
    expect(await bank.runDue({ limit: 2 })).toHaveLength(2);
    expect(await bank.runDue({ limit: 100 })).toHaveLength(4);
  });
});

test('old changes are forgotten after the days they are kept, and their cursors with them', async () => {
  for (const { open } of STORES) {
    const clock = jumpingClock();
    const { adapter, script } = plain();
    const bank = createBankweave({ adapters: [adapter], store: open(), clock, keepChangesForDays: 30 });
    const ada = bank.user('ada');
    const { id } = await ada.links.complete('plain', (await ada.links.start('plain')).id, { code: 'x' });
    await bank.runDue();
    const { next } = await bank.changes();
    clock.jump(29 * 24 * HOUR);
    script.accounts = [account('a1', '101.00')];
    await bank.runDue();
    expect((await bank.changes({ after: next })).items.map(({ type }) => type)).toContain('account.modified');
    clock.jump(2 * 24 * HOUR);
    await bank.runDue();
    expect((await bank.changes({ after: next })).items.length).toBeGreaterThan(0);
    expect(await codeOf(() => bank.changes({ after: 1 }))).toBe('cursor_expired');
    expect(
      (await bank.changes()).items.every(({ at }) => Date.parse(at) > clock.now() - 31 * 24 * HOUR),
    ).toBe(true);
    expect((await ada.connections.get(id)).status).toBe('active');
    await bank.close();
  }
});

describe('work', () => {
  test('runs what is due until it is aborted, drains, and leaves the lease free', async () => {
    const { bank, script, runs, clock, ids } = await workers(memoryStore(), { count: 1 });
    const stop = new AbortController();
    const working = bank.work({ signal: stop.signal, concurrency: 2 });
    await expect.poll(runs).toBe(6);
    clock.jump(8 * HOUR);
    await expect.poll(runs, { timeout: 5_000 }).toBe(12);
    script.before = () => new Promise(() => {});
    clock.jump(8 * HOUR);
    const before = script.calls.length;
    await expect.poll(() => script.calls.length, { timeout: 5_000 }).toBeGreaterThan(before);
    stop.abort();
    await working;
    script.before = () => {};
    expect((await bank.sync(ids[0] ?? '')).status).toBe('complete');
  });

  test('one slow connection does not hold up the others', async () => {
    const { bank, script, runs } = await workers(memoryStore(), { count: 1, connections: 12 });
    let slow = true;
    script.before = () => {
      if (!slow) return undefined;
      slow = false;
      return systemClock.sleep(3_000);
    };
    const stop = new AbortController();
    const working = bank.work({ signal: stop.signal, concurrency: 2 });
    await expect.poll(runs, { timeout: 2_500 }).toBe(11);
    stop.abort();
    await working;
  });

  test('ends when the bank is closed, and at once where it was aborted before', async () => {
    const { bank } = await workers(memoryStore(), { count: 1 });
    await bank.work({ signal: AbortSignal.abort() });
    const working = bank.work();
    await bank.close();
    await working;
    expect(await codeOf(() => bank.work())).toBe('closed');
  });
});
