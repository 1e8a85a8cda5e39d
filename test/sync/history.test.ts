import { type Coverage, UnsupportedError } from 'bankweave/adapter-kit';
import { expect, test } from 'vitest';
import { Engine } from '../support/engine.ts';
import { accountsOf } from '../support/ledger-state.ts';
import { account, row, ScriptedProvider } from '../support/scripted-adapter.ts';

const CLOSES = '2026-11-20T12:05:00.000Z';
const MINUTE = 60_000;

/** A bank that gives two years in the minutes after a sign-in, and 90 days afterwards. */
function bank(): ScriptedProvider {
  const provider = new ScriptedProvider({
    scope: 'account',
    removals: 'inferred',
    pending: 'none',
    windowed: true,
    historyDays: 730,
    closedHistoryDays: 90,
    overlapDays: 10,
  });
  let read = 0;
  provider.onPull = () => [{ upserts: [row('t1')], checkpoint: `${++read}` }];
  return provider;
}

const windows = (provider: ScriptedProvider) => provider.pulls.map(({ window }) => window.from);

test('before the deep history closes, all of it is planned for, and again after another sign-in', async () => {
  const provider = bank();
  provider.historyClosesAt = CLOSES;
  const engine = await new Engine(provider).link();
  expect((await engine.sync()).anomalies).toEqual([]);
  engine.clock.advance(4 * MINUTE);
  await engine.sync();
  engine.clock.advance(2 * MINUTE);
  await engine.sync();
  expect(windows(provider)).toEqual(['2024-11-20', '2024-11-20', '2026-11-10']);
  provider.historyClosesAt = '2026-11-20T13:00:00.000Z';
  await engine.sync();
  expect(windows(provider).at(-1)).toBe('2024-11-20');
});

test('after it has closed, a first sync reads what is open and names the days that are not', async () => {
  const provider = bank();
  provider.historyClosesAt = CLOSES;
  const engine = await new Engine(provider).link();
  engine.clock.advance(10 * MINUTE);
  const run = await engine.sync();
  expect(windows(provider)).toEqual(['2026-08-22']);
  expect(run).toMatchObject({
    status: 'complete',
    anomalies: [
      {
        type: 'history_gap',
        message: 'Nobody can read the days from 2024-11-20 to 2026-08-22 until the person signs in again.',
      },
    ],
  });
  // It is said once; from then on there is nothing new to say.
  expect((await engine.later(1)).anomalies).toEqual([]);
});

test('days that passed while nobody read are a gap, although older ones were read before', async () => {
  const provider = bank();
  provider.historyClosesAt = CLOSES;
  const engine = await new Engine(provider).link();
  await engine.sync();
  const run = await engine.later(120);
  expect(windows(provider).at(-1)).toBe('2026-12-20');
  expect(run.anomalies).toMatchObject([{ type: 'history_gap' }]);
});

test('rows from before all that was read are no new activity', async () => {
  const provider = bank();
  const engine = await new Engine(provider).link();
  await engine.sync();
  provider.historyClosesAt = '2026-11-21T13:00:00.000Z';
  provider.onPull = () => [
    { upserts: [row('t1'), row('new'), row('old', { date: '2025-03-01' })], checkpoint: 'deep' },
  ];
  await engine.later(1);
  const added = engine.events.flatMap((event) =>
    event.type === 'transaction.added' ? [[event.transaction.providerTransactionId, event.origin]] : [],
  );
  expect(Object.fromEntries(added)).toEqual({ t1: 'initial', old: 'backfill', new: 'live' });
});

test('rows that a first read said it did not reach are no new activity, and later ones are', async () => {
  const provider = bank();
  provider.historyClosesAt = CLOSES;
  const claim = (from: string) => ({ account: 'a', from, to: '2026-11-20' }) as Coverage;
  provider.onPull = () => [{ upserts: [row('t1')], coverage: [claim('2026-09-01')], checkpoint: '1' }];
  const engine = await new Engine(provider).link();
  await engine.sync();
  const came = [
    row('t1'),
    row('new'),
    row('late', { date: '2026-09-02' }),
    row('old', { date: '2026-03-01' }),
  ];
  provider.onPull = () => [{ upserts: came, coverage: [claim('2026-02-01')], checkpoint: '2' }];
  await engine.later(1);
  provider.onPull = () => [{ upserts: [...came, row('later', { date: '2026-03-02' })], checkpoint: '3' }];
  await engine.later(1);
  const added = engine.events.flatMap((event) =>
    event.type === 'transaction.added' ? [[event.transaction.providerTransactionId, event.origin]] : [],
  );
  expect(Object.fromEntries(added)).toEqual({
    t1: 'initial',
    new: 'live',
    late: 'live',
    old: 'backfill',
    later: 'live',
  });
});

test('an account whose figures could not be read keeps those that are known', async () => {
  const provider = bank();
  const engine = await new Engine(provider).link();
  await engine.sync();
  const nothing = { kind: 'asset', current: null, available: null, limit: null, asOf: null } as const;
  provider.accounts = [account('a', { name: 'Renamed', balances: nothing, balancesUnread: true })];
  await engine.later(1);
  const [held] = await accountsOf(engine.store, 'con_1');
  expect(held?.account).toMatchObject({ name: 'Renamed', balances: { current: { value: '100.00' } } });
});

test('a bank that does not list its accounts now is read by the accounts that are known', async () => {
  const provider = bank();
  const engine = await new Engine(provider).link();
  await engine.sync();
  Object.defineProperty(provider, 'accounts', {
    get: () => {
      throw new UnsupportedError('not now', { scope: 'account' });
    },
  });
  const run = await engine.later(1);
  expect(run).toMatchObject({
    status: 'complete',
    accounts: [{ providerAccountId: 'a', status: 'complete' }],
  });
});

test('a pull of one account is told what kind of account it is', async () => {
  const provider = bank();
  provider.accounts = [account('a'), account('c', { type: 'credit', subtype: 'credit_card' })];
  await (await new Engine(provider).link()).sync();
  expect(provider.pulls.map(({ account: id, accountType }) => [id, accountType])).toEqual([
    ['a', 'depository'],
    ['c', 'credit'],
  ]);
});
