import { describe, expect, test } from 'vitest';
import { expectSame, scene } from './wire-scene.ts';

// The whole way: the engine, this adapter and the real SDK over a socket to a Plaid that serves a bank world.

const SYNC = '/transactions/sync';
const CHECKING = 'river-bank.ada.checking';
const MUTATION = { error: 'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION' };

test('a world read through Plaid is that world, on the first day and on later ones', async () => {
  const there = await scene();
  expect((await there.bank.sync(there.connectionId)).status).toBe('complete');
  await expectSame(there);
  for (let day = 0; day < 5; day++) {
    there.world.advance({ days: 1 });
    expect((await there.bank.sync(there.connectionId)).status).toBe('complete');
    await expectSame(there);
  }
  const { items: accounts } = await there.ada.accounts.list();
  for (const { balances, mask } of accounts) {
    const account = there.world.login('river-bank', 'ada').accounts.find((one) => one.mask === mask);
    expect(balances.current).toEqual(account?.balances.current);
  }
  // The world is only two months old.
  const { findings } = await there.bank.check();
  expect(findings.filter(({ type }) => type !== 'short_history')).toEqual([]);
});

test('a mutation in the middle of many pages: the update begins again, and all of it is there', async () => {
  const there = await scene();
  there.control.sync.pageSize = 20;
  there.control.fail(SYNC, MUTATION, { nth: 3 });
  const run = await there.bank.sync(there.connectionId);
  expect(run.anomalies.map(({ type }) => type)).toContain('update_restarted');
  await expectSame(there);
});

test('data that changes while it is read kills the cursors of that update for good, and it begins again', async () => {
  const there = await scene();
  there.control.sync.pageSize = 20;
  let pulled = 0;
  const run = await there.bank.sync(there.connectionId, {
    onProgress: ({ stage }) => {
      if (stage === 'pulling' && ++pulled === 2) there.control.mutate(there.itemId);
    },
  });
  expect(run.status).toBe('complete');
  expect(run.anomalies.map(({ type }) => type)).toContain('update_restarted');
  await expectSame(there);
});

test('a login whose history comes late is not ready, then told bit by bit, and never as news', async () => {
  const day = 86_400_000;
  const there = await scene({}, { initialAfterMs: day, historicalAfterMs: 2 * day });
  expect((await there.bank.sync(there.connectionId)).status).toBe('not_ready');
  there.world.advance({ days: 1 });
  const early = (await there.bank.sync(there.connectionId)).counts.added;
  there.world.advance({ days: 1 });
  const late = await there.bank.sync(there.connectionId);
  expect(early).toBeGreaterThan(0);
  expect(late.counts.added).toBeGreaterThan(early / 2);
  const origins = new Set<string>();
  for await (const { origin } of there.ada.transactions.list()) origins.add(origin);
  expect([...origins].sort()).toEqual(['backfill', 'initial']);
  await expectSame(there);
});

describe('pending and posted apart', () => {
  test.each(['removed_first', 'added_first'] as const)(
    '%s, one row a page, with empty pages between',
    async (order) => {
      const there = await scene();
      await there.bank.sync(there.connectionId);
      const held = there.world.authorize(CHECKING, { amount: '-10.00', description: 'Odd Cafe' });
      await there.bank.sync(there.connectionId);
      const find = async () => (await there.ada.transactions.list({ text: 'Odd Cafe' })).items;
      const [pending] = await find();
      expect(pending?.status).toBe('pending');
      Object.assign(there.control.sync, { pageSize: 1, order, emptyPages: true });
      there.world.settle(held.id, { amount: '-12.00' });
      await there.bank.sync(there.connectionId);
      expect(await find()).toMatchObject([
        { id: pending?.id, status: 'posted', amount: { value: '-12.00' } },
      ]);
      await expectSame(there);
    },
  );
});

test('an update that is given twice changes nothing the second time', async () => {
  const there = await scene();
  there.control.sync.repeat = true;
  await there.bank.sync(there.connectionId);
  const { counts } = await there.bank.sync(there.connectionId);
  expect(counts).toMatchObject({ added: 0, modified: 0, removed: 0 });
  await expectSame(there);
});

test('three weeks of routine cost the subscription and nothing else', async () => {
  const there = await scene();
  for (let week = 0; week < 3; week++) {
    await there.bank.sync(there.connectionId);
    there.world.advance({ days: 7 });
  }
  expect(there.control.billed().map(({ what, kind }) => `${what} ${kind}`)).toEqual([
    'transactions subscription',
  ]);
  expect(Object.keys(there.control.counts()).sort()).toEqual([
    '/accounts/get',
    '/item/get',
    '/item/public_token/exchange',
    '/link/token/create',
    SYNC,
  ]);
});

test('a refresh of balances is one billed call, and no sync makes another one', async () => {
  const there = await scene();
  const { ada, bank, connectionId, control, world } = there;
  await bank.sync(connectionId);
  control.forgetCalls();
  world.advance({ hours: 1 });
  world.post(CHECKING, { amount: '-7.05', description: 'Corner Cafe' });
  const wanted = world.login('river-bank', 'ada').accounts.find(({ id }) => id === CHECKING);
  const refreshed = await ada.balances.refresh(connectionId);
  const mine = refreshed.find(({ mask }) => mask === wanted?.mask);
  expect(mine?.balances.current).toEqual(wanted?.balances.current);
  expect(await ada.accounts.get(mine?.id ?? '')).toEqual(mine);
  expect((await ada.balances.history(mine?.id ?? '')).items).toHaveLength(2);
  expect(control.counts()).toEqual({ '/accounts/balance/get': 1 });
  for (let day = 0; day < 3; day++) {
    world.advance({ days: 1 });
    await bank.sync(connectionId);
  }
  await expectSame(there);
  expect(control.billed().map(({ what, kind }) => `${what} ${kind}`)).toEqual(['balance call']);
});

test.each([
  ['truncated', 'provider_response'],
  ['null', 'provider_response'],
] as const)('an answer that is %s is an error, and the next sync is whole', async (answer, code) => {
  const there = await scene();
  there.control.fail(SYNC, { answer });
  await expect(there.bank.sync(there.connectionId)).rejects.toMatchObject({ code });
  await there.bank.sync(there.connectionId);
  await expectSame(there);
});

test.each(['bad_gateway', 'unavailable', 'reset'] as const)(
  'one %s on the way is tried again',
  async (answer) => {
    const there = await scene();
    there.control.fail(SYNC, { answer });
    expect((await there.bank.sync(there.connectionId)).status).toBe('complete');
    await expectSame(there);
  },
);

test('words that nobody knows, more fields and fewer fields, everywhere', async () => {
  for (const twist of ['unknown_enums', 'extra_fields', 'missing_optional'] as const) {
    const there = await scene();
    there.control.fail('*', { twist }, { times: Number.POSITIVE_INFINITY });
    const run = await there.bank.sync(there.connectionId);
    expect(run).toMatchObject({ status: 'complete', counts: { quarantined: 0 } });
    expect(run.counts.added).toBeGreaterThan(50);
  }
});

test('the terms of a card come with the product, and are billed once', async () => {
  const there = await scene({ optionalProducts: ['liabilities'] });
  await there.bank.sync(there.connectionId);
  const card = (await there.ada.accounts.list()).items.find(({ type }) => type === 'credit');
  expect(card?.credit?.apr).toMatch(/^\d+(\.\d+)?$/);
  expect(card?.credit?.minimumPayment?.currency).toBe('USD');
});
