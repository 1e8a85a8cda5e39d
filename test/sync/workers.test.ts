import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { EVERY_USER, memoryStore } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';
import { Engine } from '../support/engine.ts';
import { changesOf, sorted, stateOf, visible } from '../support/ledger-state.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { account, row, ScriptedProvider } from '../support/scripted-adapter.ts';

vi.setConfig({ testTimeout: 60_000 });

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

test('a worker that was paused until its lease ran out changes nothing any more', async () => {
  const store = memoryStore();
  const clock = new ManualClock();
  await store.open({ clock });
  const provider = new ScriptedProvider();
  let release = (): void => {};
  const paused = new Promise<void>((resolve) => (release = resolve));
  provider.onPull = () => [{ upserts: [row('t1'), row('ghost')] }, () => paused, { checkpoint: 'old' }];
  // It sleeps so deeply that no time passes for it, and it renews nothing.
  const asleep = new ManualClock(clock.now());
  const zombie = await new Engine(provider, { store, clock: asleep }).link();
  const sleeping = zombie.sync().then(
    () => 'ran',
    (error: { code?: string }) => error.code,
  );
  await until(() => provider.pulls.length === 1);
  const lease = await store.ledger.acquire('con_1', 'nobody', 1);
  expect(lease).toBeNull();
  const other = new ScriptedProvider();
  other.publish({ upserts: [row('t1', { amount: '-6.00' })] });
  clock.advance(61_000);
  await new Engine(other, { store, clock }).sync();
  const before = await stateOf(store, 'con_1');
  release();
  expect(await sleeping).toBe('lease_lost');
  expect(await stateOf(store, 'con_1')).toEqual(before);
  expect((await visible(store)).map(({ amount }) => amount)).toEqual(['-6.00']);
});

test('a lease is renewed while the work goes on, and lost work stops at once', async () => {
  const provider = new ScriptedProvider();
  let release = (): void => {};
  const paused = new Promise<void>((resolve) => (release = resolve));
  provider.onPull = () => [() => paused, { upserts: [row('t1')], checkpoint: '1' }];
  const engine = await new Engine(provider).link();
  const run = engine.sync();
  await until(() => provider.pulls.length === 1);
  for (let minute = 0; minute < 20; minute++) {
    engine.clock.advance(15_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await engine.store.ledger.acquire('con_1', 'thief', 60_000)).toBeNull();
  }
  release();
  expect(await run).toMatchObject({ status: 'complete' });
  expect(engine.clock.sleeping).toBe(0);
  expect(await engine.store.ledger.acquire('con_1', 'next', 60_000)).not.toBeNull();
});

test('a renewal on its way when the work ends does not bring the lease back', async () => {
  const provider = new ScriptedProvider();
  const engine = await new Engine(provider).link();
  const renew = engine.store.ledger.renew.bind(engine.store.ledger);
  let renewing = false;
  Object.assign(engine.store.ledger, {
    renew: async (...args: Parameters<typeof renew>) => {
      renewing = true;
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      return renew(...args);
    },
  });
  provider.onPull = () => [() => engine.clock.advance(16_000), { upserts: [row('t1')], checkpoint: '1' }];
  await engine.sync();
  expect(renewing).toBe(true);
  expect(await engine.store.ledger.acquire('con_1', 'next', 60_000)).not.toBeNull();
});

test('a wish that comes in during the last page is followed by another sync', async () => {
  const provider = new ScriptedProvider();
  const engine = await new Engine(provider).link();
  const { ledger } = engine.store;
  await ledger.want('con_1', engine.clock.now());
  provider.onPull = () => [
    { upserts: [row('t1')], checkpoint: '1' },
    async () => {
      await ledger.want('con_1', engine.clock.now());
    },
  ];
  await engine.sync();
  expect(await ledger.due(engine.clock.now(), 10)).toMatchObject([{ connectionId: 'con_1' }]);
  provider.publish({});
  await engine.sync();
  expect(await ledger.due(engine.clock.now(), 10)).toEqual([]);
});

test('several banks over one file: one writer at a time, nothing twice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bankweave-workers-'));
  try {
    const provider = new ScriptedProvider();
    provider.accounts = [account('a'), account('b')];
    const rows = Array.from({ length: 100 }, (_, i) => row(`t${i}`, { account: i % 2 ? 'a' : 'b' }));
    let shown = 0;
    provider.onPull = ({ checkpoint }) => {
      const from = Number(checkpoint ?? 0);
      const to = Math.min(rows.length, from + 25);
      return [{ upserts: rows.slice(from, to) }, { checkpoint: String(((shown = Math.max(shown, to)), to)) }];
    };
    const clock = new ManualClock();
    const engines = Array.from(
      { length: 4 },
      () => new Engine(provider, { store: sqliteStore(join(folder, 'bank.db')), clock }),
    );
    for (const engine of engines) await engine.link();
    const codes = new Set<string>();
    while (shown < rows.length)
      for (const result of await Promise.allSettled(engines.map((engine) => engine.sync())))
        if (result.status === 'rejected') codes.add((result.reason as { code: string }).code);
    expect([...codes]).toEqual(['lease_held']);
    const [first] = engines;
    const { store } = first as Engine;
    expect(await visible(store)).toHaveLength(rows.length);
    const added = (await changesOf(store, 'con_1')).filter(({ type }) => type === 'transaction.added');
    expect(added).toHaveLength(rows.length);
    for (const engine of engines) await engine.store.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('two processes on one file: one writer at a time, nothing twice, whoever is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bankweave-processes-'));
  const path = join(folder, 'bank.db');
  const child = fileURLToPath(new URL('worker-process.ts', import.meta.url));
  const start = () =>
    fork(child, [path], {
      execArgv: ['--conditions=@bankweave/source'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  const ended = (one: ReturnType<typeof start>): Promise<number | null> =>
    new Promise((resolve) => one.once('exit', (code) => resolve(code)));
  try {
    const store = sqliteStore(path);
    const engine = await new Engine(new ScriptedProvider(), {
      store,
      clock: new ManualClock(Date.now()),
    }).link();
    const [one, two, victim] = [start(), start(), start()];
    setTimeout(() => victim.kill('SIGKILL'), 900);
    const codes = await Promise.all([ended(one), ended(two), ended(victim)]);
    expect(codes.slice(0, 2)).toEqual([0, 0]);
    const rows = await visible(engine.store);
    expect(sorted(rows.map(({ ids }) => ids[0]))).toEqual(
      sorted(Array.from({ length: 400 }, (_, i) => `t${i}`)),
    );
    const added = (await changesOf(store, 'con_1')).filter(({ type }) => type === 'transaction.added');
    expect(added).toHaveLength(400);
    const runs = await store.ledger.runs(EVERY_USER, { connectionId: 'con_1' }, { limit: 500 });
    expect(runs.reduce((sum, run) => sum + run.counts.added, 0)).toBeLessThanOrEqual(400);
    await store.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
