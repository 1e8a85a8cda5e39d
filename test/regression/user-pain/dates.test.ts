import { afterEach, expect, test } from 'vitest';
import { Engine } from '../../support/engine.ts';
import { front } from '../../support/front.ts';
import { changesOf, visible } from '../../support/ledger-state.ts';
import { pending, row, ScriptedProvider } from '../../support/scripted-adapter.ts';

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

const windowed = (overlapDays = 14): ScriptedProvider =>
  new ScriptedProvider({ removals: 'inferred', windowed: true, historyDays: 90, overlapDays });

test.each(['UTC', 'America/St_Johns', 'Pacific/Apia', 'Asia/Kathmandu', 'America/Los_Angeles'])(
  'user-pain row 45: a day of the bank is that day in %s',
  async (name) => {
    process.env['TZ'] = name;
    const provider = new ScriptedProvider();
    provider.publish({ upserts: [row('t1', { date: '2026-03-08' }), row('t2', { date: '2024-02-29' })] });
    const { ada, later } = await front(provider);
    await later();
    expect((await ada.transactions.list()).items.map(({ date }) => date)).toEqual([
      '2026-03-08',
      '2024-02-29',
    ]);
    expect((await ada.transactions.list({ from: '2026-03-08', to: '2026-03-08' })).items).toHaveLength(1);
  },
);

test('user-pain row 46: a clock that is behind or ahead skips no row', async () => {
  const provider = windowed();
  provider.onPull = ({ window }) => [
    { upserts: [row('tomorrow', { date: '2026-11-21' })], checkpoint: window.to },
  ];
  const engine = await new Engine(provider).link();
  await engine.sync();
  expect(await visible(engine.store)).toHaveLength(1);
  expect(provider.pulls[0]?.window.to).toBe('2026-11-21');
  // The clock goes back two days: what was read stays read, and the window still reaches as far.
  engine.clock.advance(-2 * 86_400_000);
  await engine.sync();
  expect(provider.pulls[1]?.window).toEqual({ from: '2026-11-06', to: '2026-11-21' });
});

test('user-pain row 47: every read goes back over days that may still change, and to what is unsettled', async () => {
  const provider = windowed(10);
  provider.onPull = ({ window }) => [{ upserts: [row('t1')], checkpoint: window.to }];
  const engine = await new Engine(provider).link();
  await engine.sync();
  provider.onPull = ({ window }) => [
    {
      upserts: [row('late', { date: '2026-11-12' }), pending('p', { date: '2026-10-20' })],
      checkpoint: window.to,
    },
  ];
  await engine.later();
  expect(provider.pulls[1]?.window.from).toBe('2026-11-10');
  expect(await visible(engine.store)).toHaveLength(3);
  await engine.later();
  expect(provider.pulls[2]?.window.from).toBe('2026-10-20');
});

test('user-pain row 47: days of a read that broke off half way are read again', async () => {
  const provider = windowed(3);
  provider.onPull = ({ window }) => [{ upserts: [row('t1')], checkpoint: window.to }];
  const engine = await new Engine(provider).link();
  await engine.sync();
  provider.onPull = ({ window }) => [{ upserts: [], checkpoint: `half of ${window.to}` }, new Error('cut')];
  await engine.later(40).catch(() => {});
  provider.onPull = ({ window }) => [
    { upserts: [row('between', { date: '2026-12-05' })], checkpoint: window.to },
  ];
  await engine.later();
  expect(provider.pulls.at(-1)?.window.from).toBe('2026-11-17');
});

test('user-pain row 48: history is read as deep as the adapter can, and the run says how deep', async () => {
  const provider = windowed();
  provider.onPull = ({ window }) => [{ upserts: [row('t1')], checkpoint: window.to }];
  const engine = await new Engine(provider).link();
  const run = await engine.sync();
  expect(provider.pulls[0]?.window.from).toBe('2026-08-22');
  expect(run.accounts).toMatchObject([{ historyFrom: '2026-08-22' }]);
});

test('user-pain row 49: the first part of the history is not all of it, and what follows is no news', async () => {
  const provider = new ScriptedProvider();
  provider.onPull = () => [{ readiness: 'not_ready' }];
  const engine = await new Engine(provider).link();
  expect(await engine.sync()).toMatchObject({ status: 'not_ready', counts: { received: 0 } });
  provider.publish({ upserts: [row('t1')], readiness: 'initial' });
  await engine.later();
  provider.publish({ upserts: [row('older', { date: '2026-01-05' })], readiness: 'complete' });
  await engine.later();
  provider.publish({ upserts: [row('new')], readiness: 'complete' });
  await engine.later();
  const origins = (await changesOf(engine.store, 'con_1')).flatMap((change) =>
    change.type === 'transaction.added' ? [[change.transaction.providerTransactionId, change.origin]] : [],
  );
  expect(origins).toEqual([
    ['t1', 'initial'],
    ['older', 'backfill'],
    ['new', 'live'],
  ]);
});

test('user-pain row 50: where a bank gave fewer days than were asked for, the run says so', async () => {
  const provider = windowed();
  provider.onPull = ({ window }) => [
    {
      upserts: [row('t1')],
      coverage: [{ account: 'a', from: '2026-10-01', to: window.to, status: 'posted' }],
      checkpoint: window.to,
    },
  ];
  const engine = await new Engine(provider).link();
  const run = await engine.sync();
  expect(provider.pulls[0]?.window.from).toBe('2026-08-22');
  expect(run.accounts).toMatchObject([{ historyFrom: '2026-10-01' }]);
});

test('user-pain row 50: days that nobody can read any more are named', async () => {
  const provider = windowed();
  provider.onPull = ({ window }) => [{ upserts: [], checkpoint: window.to }];
  const engine = await new Engine(provider).link();
  await engine.sync();
  const run = await engine.later(120);
  expect(run.anomalies).toMatchObject([{ type: 'history_gap' }]);
});

test('user-pain row 51: rows from before the first day that was asked for are dropped and counted', async () => {
  const provider = windowed();
  provider.onPull = ({ window }) => [
    { upserts: [row('t1'), row('older', { date: '2025-01-01' })], checkpoint: window.to },
  ];
  const engine = await new Engine(provider).link();
  const run = await engine.sync();
  expect(run.counts).toMatchObject({ received: 1, added: 1, skipped: 1 });
});
