import { expect, test } from 'vitest';
import { memoryStore } from 'bankweave/store';
import {
  CheckpointInvalidError,
  ProviderUnavailableError,
  UpdateRestartedError,
} from 'bankweave/adapter-kit';
import { Engine } from '../../support/engine.ts';
import { FaultPoint, faultyStore } from '../../support/fault-point.ts';
import { accountsOf, visible } from '../../support/ledger-state.ts';
import { row, ScriptedProvider } from '../../support/scripted-adapter.ts';

const checkpointOf = async (engine: Engine): Promise<string | null | undefined> =>
  (await engine.store.ledger.checkpoints('con_1'))[0]?.checkpoint;

test('user-pain row 52: an update that changes under the reader begins again from where it began', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1')] });
  const engine = await new Engine(provider).link();
  await engine.sync();
  let times = 0;
  provider.onPull = () =>
    times++ < 2
      ? [{ upserts: [row('ghost'), row('g', { account: 'ghost' })] }, new UpdateRestartedError('again')]
      : [{ upserts: [row('t2')] }, { checkpoint: 'end' }];
  const run = await engine.later();
  expect(provider.pulls.slice(1).map(({ checkpoint }) => checkpoint)).toEqual(['1', '1', '1']);
  expect((await visible(engine.store)).map(({ ids }) => ids[0])).toEqual(['t1', 't2']);
  expect(await accountsOf(engine.store, 'con_1')).toHaveLength(1);
  expect(run.anomalies.map(({ type, count }) => [type, count])).toEqual([
    ['update_restarted', 1],
    ['update_restarted', 2],
  ]);
});

test('user-pain row 52: an update that never holds still ends after a few times, and nothing moved', async () => {
  const provider = new ScriptedProvider();
  provider.onPull = () => [{ upserts: [row('ghost')] }, new UpdateRestartedError('again')];
  const engine = await new Engine(provider).link();
  await expect(engine.sync()).rejects.toMatchObject({ code: 'update_restarted' });
  expect(provider.pulls).toHaveLength(6);
  expect(await visible(engine.store)).toEqual([]);
});

test('user-pain row 53: a position that belongs to another token leads to one full pass, not to a dead end', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1'), row('t2')] });
  const engine = await new Engine(provider).link();
  await engine.sync();
  provider.onPull = ({ checkpoint }) =>
    checkpoint === null
      ? [{ upserts: [row('t1'), row('t2'), row('t3')], checkpoint: 'fresh' }]
      : [new CheckpointInvalidError('cursor not associated with access_token')];
  expect((await engine.later()).counts).toMatchObject({ added: 1, unchanged: 2 });
  expect(await checkpointOf(engine)).toBe('fresh');
});

test('user-pain row 53: a position that is dead at once every time does not go round for ever', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1')] });
  const engine = await new Engine(provider).link();
  await engine.sync();
  provider.onPull = ({ checkpoint }) =>
    checkpoint === null
      ? [{ checkpoint: 'dead' }, new CheckpointInvalidError('dead')]
      : [new CheckpointInvalidError('dead')];
  await engine.later().catch(() => {});
  expect(provider.pulls.length).toBeLessThan(5);
});

test('user-pain row 54: a feed without an end is an error, and the position stays', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1')] });
  const engine = await new Engine(provider).link();
  await engine.sync();
  let given = 0;
  provider.onPull = function* () {
    yield { upserts: [row('t2')] };
    for (;;) {
      given++;
      yield {};
    }
  };
  await expect(engine.later()).rejects.toMatchObject({ code: 'feed_stalled' });
  expect(given, 'batches without a row').toBeLessThan(1_000);
  provider.onPull = function* () {
    for (let n = 0; ; n++) yield { upserts: [], checkpoint: ['x', 'y'][n % 2] as string };
  };
  await engine.later().catch((error: unknown) => expect(error).toMatchObject({ code: 'feed_stalled' }));
  expect(await visible(engine.store)).toHaveLength(1);
});

test('user-pain row 55: a read that is cut short is an error with nothing committed of it', async () => {
  const provider = new ScriptedProvider();
  provider.onPull = () => [
    { upserts: [row('t1')] },
    new ProviderUnavailableError('continuation key rejected'),
  ];
  const engine = await new Engine(provider).link();
  await expect(engine.sync()).rejects.toMatchObject({ code: 'provider_unavailable' });
  expect(await visible(engine.store)).toEqual([]);
  // An adapter that just stops inside an update is told so, whatever it held.
  for (const batch of [
    { upserts: [row('t1')] },
    { rejected: [{ account: 'a', path: 'date', reason: 'a date' }] },
  ]) {
    provider.onPull = () => [batch];
    await expect(engine.later()).rejects.toMatchObject({ code: 'adapter_contract' });
  }
  const [latest] = await engine.store.ledger.runs({ userId: 'ada' }, {}, { limit: 1 });
  expect(latest).toMatchObject({ status: 'failed', error: { code: 'adapter_contract' } });
});

test('user-pain row 56: a failure moves neither the window nor the position, nor when it was last well', async () => {
  const provider = new ScriptedProvider({
    removals: 'inferred',
    windowed: true,
    historyDays: 60,
    overlapDays: 5,
  });
  provider.onPull = ({ window }) => [{ upserts: [row('t1')], checkpoint: window.to }];
  const engine = await new Engine(provider).link();
  await engine.sync();
  const before = await engine.store.ledger.connection({ userId: 'ada' }, 'con_1');
  provider.onPull = () => [new ProviderUnavailableError('down')];
  await engine.later(20).catch(() => {});
  await engine.later(1).catch(() => {});
  const after = await engine.store.ledger.connection({ userId: 'ada' }, 'con_1');
  expect(after?.connection.lastSyncedAt).toBe(before?.connection.lastSyncedAt);
  expect(await checkpointOf(engine)).toBe('2026-11-21');
  expect(provider.pulls.at(-1)?.window.from).toBe(provider.pulls.at(-2)?.window.from);
});

test('user-pain row 57: what was read and could not be written is read again', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1')] });
  const engine = await new Engine(provider).link();
  const counting = new FaultPoint();
  const commitsAt: number[] = [];
  await new Engine(provider, { clock: engine.clock, store: faultyStore(memoryStore(), counting) }).link();
  for (let at = 1; at < 40; at++) {
    const point = new FaultPoint(at, 'fail before');
    const attempt = new Engine(provider, { clock: engine.clock, store: faultyStore(engine.store, point) });
    await attempt.sync().catch(() => {});
    if (point.where !== 'update.commit') continue;
    commitsAt.push(at);
    break;
  }
  expect(commitsAt).toHaveLength(1);
  expect(await visible(engine.store)).toEqual([]);
  await engine.later();
  expect((await visible(engine.store)).map(({ ids }) => ids[0])).toEqual(['t1']);
});
