import { expect, test } from 'vitest';
import {
  ActionRequiredError,
  InstitutionUnavailableError,
  ProviderUnavailableError,
  RateLimitError,
  UnauthorizedError,
} from 'bankweave/adapter-kit';
import { EVERY_USER } from 'bankweave/store';
import { Engine } from '../../support/engine.ts';
import { sorted, visible } from '../../support/ledger-state.ts';
import { account, row, ScriptedProvider } from '../../support/scripted-adapter.ts';

const DAY = 86_400_000;
const statusOf = async (engine: Engine) =>
  (await engine.store.ledger.connection(EVERY_USER, 'con_1'))?.connection;

/** Five accounts, of which one cannot be read. */
function fiveAccounts(error: Error): ScriptedProvider {
  const provider = new ScriptedProvider({ scope: 'account' });
  provider.accounts = ['a', 'b', 'c', 'd', 'e'].map((id) => account(id));
  provider.onPull = ({ account: where = '', checkpoint }) =>
    where === 'c'
      ? [error]
      : [{ upserts: checkpoint ? [] : [row(`${where}1`, { account: where })], checkpoint: where }];
  return provider;
}

test('user-pain row 58: one bad account of five does not stop the other four, and carries its own error', async () => {
  const provider = fiveAccounts(
    new InstitutionUnavailableError('This account is being moved.', { scope: 'account' }),
  );
  const engine = await new Engine(provider).link();
  const run = await engine.sync();
  expect(run).toMatchObject({ status: 'partial', counts: { added: 4 } });
  const outcomes = new Map(run.accounts.map((one) => [one.providerAccountId, one]));
  expect(outcomes.get('c')).toMatchObject({ status: 'failed', error: { code: 'institution_unavailable' } });
  expect([...outcomes.values()].filter(({ status }) => status === 'complete')).toHaveLength(4);
  expect((await statusOf(engine))?.status).toBe('degraded');
  // The next run asks the bad one from where it was, and the others for what is new.
  await engine.later();
  const asked = provider.pulls.slice(5).map(({ account: where, checkpoint }) => [where, checkpoint]);
  expect(sorted(asked)).toEqual([
    ['a', 'a'],
    ['b', 'b'],
    ['c', null],
    ['d', 'd'],
    ['e', 'e'],
  ]);
});

test('user-pain row 58: an account that fails inside a feed for all of them is told apart, too', async () => {
  const provider = new ScriptedProvider();
  provider.accounts = [account('a'), account('b')];
  provider.onPull = () => [
    {
      upserts: [row('t1')],
      failures: [{ account: 'b', error: new ProviderUnavailableError('later', { scope: 'account' }) }],
      checkpoint: '1',
    },
  ];
  const engine = await new Engine(provider).link();
  const run = await engine.sync();
  expect(run.status).toBe('partial');
  expect(sorted(run.accounts.map(({ providerAccountId, status }) => [providerAccountId, status]))).toEqual([
    ['a', 'complete'],
    ['b', 'failed'],
  ]);
  provider.publish({ upserts: [row('t2', { account: 'b' })] });
  expect(await engine.later()).toMatchObject({ status: 'complete' });
});

test('user-pain row 59: an error heals by itself: the connection is asked again, more rarely each time', async () => {
  const provider = new ScriptedProvider();
  provider.onInspect = () => {
    throw new InstitutionUnavailableError('down');
  };
  const engine = await new Engine(provider).link();
  const waits: number[] = [];
  for (let i = 0; i < 6; i++) {
    await engine.sync().catch(() => {});
    const due = (await engine.store.ledger.due(Number.MAX_SAFE_INTEGER, 10))[0]?.dueAt ?? 0;
    waits.push(due - engine.clock.now());
    engine.clock.advance(Math.max(0, due - engine.clock.now()));
  }
  expect(waits.every((wait) => wait > 0 && wait <= DAY)).toBe(true);
  expect(Math.max(...waits.slice(3))).toBeGreaterThan(waits[0] ?? 0);
  expect((await statusOf(engine))?.health.attempt).toBe('failing');
  provider.onInspect = () => {};
  provider.publish({ upserts: [row('t1')] });
  expect(await engine.sync()).toMatchObject({ status: 'complete' });
  expect(await statusOf(engine)).toMatchObject({ status: 'active', health: { attempt: 'ok' } });
});

test('user-pain row 60: a bank that stands still behind green lights is stale', async () => {
  const provider = new ScriptedProvider();
  const asOf = '2026-11-20T08:00:00.000Z';
  provider.onPull = ({ checkpoint }) => [{ upserts: [], dataAsOf: asOf, checkpoint: checkpoint ?? '1' }];
  const engine = await new Engine(provider).link();
  await engine.sync();
  expect(await statusOf(engine)).toMatchObject({ status: 'active', health: { freshness: 'fresh' } });
  const run = await engine.later(5);
  expect(run.status).toBe('complete');
  expect(await statusOf(engine)).toMatchObject({
    status: 'degraded',
    health: { attempt: 'ok', freshness: 'stale' },
  });
});

test('user-pain row 61: zero rows where there should be some is an anomaly, and nothing is lost by it', async () => {
  const provider = new ScriptedProvider({
    removals: 'inferred',
    windowed: true,
    historyDays: 60,
    overlapDays: 30,
  });
  const rows = ['1', '2', '3'].map((id) => row(id));
  const give = (upserts: typeof rows): void => {
    provider.onPull = ({ window }) => [
      {
        upserts,
        coverage: [{ account: 'a', from: window.from, to: window.to, status: 'posted' }],
        checkpoint: `${provider.pulls.length}`,
      },
    ];
  };
  give(rows);
  const engine = await new Engine(provider).link();
  await engine.sync();
  give([]);
  for (let read = 1; read <= 3; read++) {
    const run = await engine.later();
    expect(run.anomalies.map(({ type }) => type).sort()).toEqual(['mass_disappearance', 'zero_rows']);
    expect(await visible(engine.store)).toHaveLength(3);
  }
  // The same four times over is no slip any more.
  await engine.later();
  expect(await visible(engine.store)).toEqual([]);
  give(rows);
  await engine.later();
  expect(await visible(engine.store)).toHaveLength(3);
});

test('user-pain row 65: an account that lets nobody in does not end the session of the others', async () => {
  const provider = fiveAccounts(
    new ActionRequiredError('closed for you', { action: 'act_at_bank', scope: 'account' }),
  );
  const engine = await new Engine(provider).link();
  const run = await engine.sync();
  expect(run.status).toBe('partial');
  expect(await statusOf(engine)).toMatchObject({ status: 'degraded', health: { auth: 'ok' } });
});

test('user-pain row 65: what is wrong with the whole connection stops at once', async () => {
  const provider = fiveAccounts(new UnauthorizedError('who are you?', { scope: 'connection' }));
  const engine = await new Engine(provider).link();
  const run = await engine.sync();
  expect(provider.pulls.map(({ account: where }) => where)).not.toContain('e');
  expect(run.error).toMatchObject({ code: 'action_required' });
  expect((await statusOf(engine))?.status).toBe('action_required');
});

test('user-pain row 69: "too many requests" is not "no activity"', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1')] });
  const engine = await new Engine(provider).link();
  await engine.sync();
  const before = await statusOf(engine);
  provider.onPull = () => [new RateLimitError('slow down', { retryAfterMs: 3_600_000 })];
  const run = await engine.later();
  expect(run).toMatchObject({ status: 'deferred', counts: { received: 0 }, error: { code: 'rate_limited' } });
  const after = await statusOf(engine);
  expect(after?.lastSyncedAt).toBe(before?.lastSyncedAt);
  expect(Date.parse(after?.nextSyncAt ?? '') - engine.clock.now()).toBeGreaterThanOrEqual(3_600_000);
  expect((await engine.store.ledger.checkpoints('con_1'))[0]?.checkpoint).toBe('1');
});
