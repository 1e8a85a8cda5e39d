import { type Bankweave, createBankweave, memoryStore, type User } from 'bankweave';
import { plaid, type PlaidAdapter, type PlaidOptions } from 'bankweave/adapters/plaid';
import { plaidWire, type PlaidWireOptions } from 'bankweave/adapters/plaid/sandbox';
import { createWorld, serveSandbox, type World } from 'bankweave/sandbox';
import { describe, expect, onTestFinished, test } from 'vitest';
import { testClock } from './harness.ts';

// The whole way: the engine, this adapter and the real SDK over a socket to a Plaid that serves a bank world.

const SYNC = '/transactions/sync';
const CHECKING = 'river-bank.ada.checking';
const MUTATION = { error: 'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION' };

interface Scene {
  readonly world: World;
  readonly control: ReturnType<typeof plaidWire>['control'];
  readonly bank: Bankweave<readonly [PlaidAdapter]>;
  readonly ada: User<readonly [PlaidAdapter]>;
  readonly connectionId: string;
  readonly itemId: string;
  /** What each webhook was answered with. */
  readonly answers: number[];
}

async function scene(options: PlaidOptions = {}, wireOptions: PlaidWireOptions = {}): Promise<Scene> {
  const answers: number[] = [];
  const world = createWorld({ seed: 7, clock: testClock(), epoch: '2026-09-20' });
  const deliver = async (request: Request): Promise<Response> => {
    const { status } = await bank.webhooks.receive('plaid', request);
    answers.push(status);
    return new Response(null, { status });
  };
  const wire = plaidWire({ deliver, ...wireOptions });
  const { urls, close } = await serveSandbox({ world, wires: [wire] });
  onTestFinished(() => close());
  const adapter = plaid({
    clientId: 'sandbox-client',
    secret: 'sandbox-secret',
    environment: 'sandbox',
    baseUrl: urls['plaid'] ?? '',
    webhookUrl: 'https://app.example/hooks/plaid',
    ...options,
  });
  const bank = createBankweave({ adapters: [adapter], store: memoryStore(), clock: world.clock });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  const link = await ada.links.start('plaid');
  const { publicToken, itemId } = await wire.control.completeLink(link.token ?? '', {
    institution: 'river-bank',
    username: 'ada',
  });
  const { id: connectionId } = await ada.links.complete('plaid', link.id, { publicToken: publicToken ?? '' });
  return { world, control: wire.control, bank, ada, connectionId, itemId, answers };
}

/** The ledger beside the world's own: amounts and days of every row that counts. */
async function bothSides({ ada, world }: Scene): Promise<readonly [string[], string[]]> {
  const [ours, theirs]: [string[], string[]] = [[], []];
  for await (const { amount, date, status } of ada.transactions.list())
    ours.push(`${status} ${date} ${amount.value} ${amount.currency}`);
  for (const { id } of world.login('river-bank', 'ada').accounts)
    for (const { amount, date, status } of world.ledger(id))
      theirs.push(`${status} ${date} ${amount.value} ${amount.currency}`);
  return [ours.sort(), theirs.sort()];
}

async function expectSame(there: Scene): Promise<void> {
  const [ours, theirs] = await bothSides(there);
  expect(ours).toEqual(theirs);
  expect(ours.length).toBeGreaterThan(50);
}

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

test('1. a mutation in the middle of many pages: the update begins again, and all of it is there', async () => {
  const there = await scene();
  there.control.sync.pageSize = 20;
  there.control.fail(SYNC, MUTATION, { nth: 3 });
  const run = await there.bank.sync(there.connectionId);
  expect(run.anomalies.map(({ type }) => type)).toContain('update_restarted');
  await expectSame(there);
});

test('1. data that changes while it is read kills the cursors of that update for good, and it begins again', async () => {
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

test('3. and 7. a login whose history comes late is not ready, then told bit by bit, and never as news', async () => {
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

describe('4. pending and posted apart', () => {
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

test('6. an update that is given twice changes nothing the second time', async () => {
  const there = await scene();
  there.control.sync.repeat = true;
  await there.bank.sync(there.connectionId);
  const { counts } = await there.bank.sync(there.connectionId);
  expect(counts).toMatchObject({ added: 0, modified: 0, removed: 0 });
  await expectSame(there);
});

test('11. three weeks of routine cost the subscription and nothing else', async () => {
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

test('the institution of a connection is found by its id', async () => {
  const { ada, connectionId } = await scene();
  const { institution } = await ada.connections.get(connectionId);
  expect(await ada.institutions.get('plaid', institution.id)).toMatchObject({
    id: institution.id,
    name: institution.name,
  });
  await expect(ada.institutions.get('plaid', 'ins_none')).rejects.toMatchObject({
    code: 'not_found',
    field: 'institutionId',
  });
});

test('11. a refresh of balances is one billed call, and no sync makes another one', async () => {
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
] as const)('12. an answer that is %s is an error, and the next sync is whole', async (answer, code) => {
  const there = await scene();
  there.control.fail(SYNC, { answer });
  await expect(there.bank.sync(there.connectionId)).rejects.toMatchObject({ code });
  await there.bank.sync(there.connectionId);
  await expectSame(there);
});

test.each(['bad_gateway', 'unavailable', 'reset'] as const)(
  '12. one %s on the way is tried again',
  async (answer) => {
    const there = await scene();
    there.control.fail(SYNC, { answer });
    expect((await there.bank.sync(there.connectionId)).status).toBe('complete');
    await expectSame(there);
  },
);

describe('15. webhooks', () => {
  test('are signed for real, lead to a sync, and are worth nothing when forged', async () => {
    const there = await scene();
    await there.bank.sync(there.connectionId);
    await there.bank.runDue();
    there.world.advance({ hours: 1 });
    const { answers } = there;
    answers.length = 0;
    const fire = async (forge?: Parameters<typeof there.control.webhooks.fire>[4]) => {
      await there.control.webhooks.fire(there.itemId, 'TRANSACTIONS', 'SYNC_UPDATES_AVAILABLE', {}, forge);
      return answers.at(-1) ?? 0;
    };
    const forgeries = [
      { tampered: true },
      { shiftSeconds: -301 },
      { shiftSeconds: 120 },
      { unknownKey: true },
      { environment: 'production' },
    ];
    for (const forgery of forgeries) expect(await fire(forgery)).toBeGreaterThanOrEqual(400);
    expect(await fire({ itemId: 'somebody-elses' })).toBe(200);
    expect(await there.bank.runDue()).toEqual([]);
    there.world.post(CHECKING, { amount: '-3.21', description: 'News' });
    expect(await fire()).toBe(200);
    there.control.webhooks.rotateKey();
    there.world.advance({ minutes: 1 });
    expect(await fire()).toBe(200);
    there.world.advance({ minutes: 2 });
    const [due] = await there.bank.runDue();
    expect(due?.run?.counts.added).toBeGreaterThan(0);
    expect((await there.ada.transactions.list({ text: 'News' })).items).toHaveLength(1);
    // A key is asked for again after an hour, and what was retired meanwhile is then known.
    there.world.advance({ minutes: 61 });
    expect(await fire({ retiredKey: true })).toBeGreaterThanOrEqual(400);
  });
});

describe('16. and 17. a login that breaks', () => {
  test('asks for the person, keeps its cursor, and is repaired without an exchange', async () => {
    const there = await scene();
    await there.bank.sync(there.connectionId);
    there.control.breakItem(there.itemId);
    there.world.advance({ days: 1 });
    await expect(there.bank.sync(there.connectionId)).rejects.toMatchObject({
      code: 'action_required',
      action: 'reauthenticate',
    });
    const status = async () => (await there.ada.connections.get(there.connectionId)).status;
    expect(await status()).toBe('action_required');
    there.control.forgetCalls();
    const repair = await there.ada.links.repair(there.connectionId);
    const { publicToken, itemId } = await there.control.completeLink(repair.token ?? '');
    expect([publicToken, itemId]).toEqual([null, there.itemId]);
    await there.ada.links.complete('plaid', repair.id);
    expect(await status()).toBe('active');
    await there.bank.sync(there.connectionId);
    expect(there.control.counts()['/item/public_token/exchange']).toBeUndefined();
    await expectSame(there);
  });

  test('and heals by itself goes on by itself', async () => {
    const there = await scene();
    await there.bank.sync(there.connectionId);
    there.control.breakItem(there.itemId);
    await there.bank.sync(there.connectionId).catch(() => undefined);
    there.control.repairItem(there.itemId);
    await there.control.announce(there.itemId);
    await there.control.webhooks.fire(there.itemId, 'ITEM', 'LOGIN_REPAIRED');
    there.world.advance({ minutes: 2 });
    await there.bank.runDue();
    expect((await there.ada.connections.get(there.connectionId)).status).toBe('active');
  });

  test('that the person revoked has ended', async () => {
    const there = await scene();
    await there.bank.sync(there.connectionId);
    there.control.breakItem(there.itemId, 'USER_PERMISSION_REVOKED');
    await there.control.webhooks.fire(there.itemId, 'ITEM', 'USER_PERMISSION_REVOKED');
    there.world.advance({ minutes: 1 });
    await there.bank.runDue();
    expect((await there.ada.connections.get(there.connectionId)).status).toBe('revoked');
    expect((await there.ada.transactions.list()).items.length).toBeGreaterThan(0);
  });
});

test('8. an account that the person no longer shares is missing; its rows stay', async () => {
  const there = await scene();
  await there.bank.sync(there.connectionId);
  const before = (await bothSides(there))[0];
  there.control.revokeAccount(there.itemId, CHECKING);
  expect((await there.bank.sync(there.connectionId)).status).toBe('complete');
  const statuses = (await there.ada.accounts.list()).items.map(({ status }) => status);
  expect(statuses.filter((status) => status === 'missing')).toHaveLength(1);
  expect((await bothSides(there))[0]).toEqual(before);
});

test('17. a hosted link is finished on its page and completed without a token of the app', async () => {
  const there = await scene();
  const link = await there.ada.links.start('plaid', { hostedLink: true });
  expect(link.kind).toBe('redirect');
  expect(link.url).toMatch(/^https?:/);
  await expect(there.ada.links.complete('plaid', link.id)).rejects.toMatchObject({ code: 'action_required' });
  there.control.forgetCalls();
  await there.control.completeLink(link.token ?? '', { institution: 'harbor-savings', username: 'ada' });
  const made = await there.ada.links.complete('plaid', link.id);
  expect((await there.ada.links.complete('plaid', link.id)).id).toBe(made.id);
  expect(there.control.counts()['/item/public_token/exchange']).toBe(1);
  expect((await there.bank.sync(made.id)).status).toBe('complete');
});

test('19. words that nobody knows, more fields and fewer fields, everywhere', async () => {
  for (const twist of ['unknown_enums', 'extra_fields', 'missing_optional'] as const) {
    const there = await scene();
    there.control.fail('*', { twist }, { times: Number.POSITIVE_INFINITY });
    const run = await there.bank.sync(there.connectionId);
    expect(run).toMatchObject({ status: 'complete', counts: { quarantined: 0 } });
    expect(run.counts.added).toBeGreaterThan(50);
  }
});

test('20. two syncs of one item at a time are one after the other', async () => {
  const there = await scene();
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => there.bank.sync(there.connectionId)));
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'lease_held' });
  expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
  await expectSame(there);
});

test('18. a token is replaced, and all goes on with the new one', async () => {
  const there = await scene();
  await there.bank.sync(there.connectionId);
  await there.ada.connections.rotate(there.connectionId);
  there.world.advance({ days: 1 });
  expect((await there.bank.sync(there.connectionId)).status).toBe('complete');
  await expectSame(there);
  await there.ada.connections.sendWebhooksTo(there.connectionId, 'https://app.example/elsewhere');
  expect(there.control.item(there.itemId).webhook).toBe('https://app.example/elsewhere');
  await there.ada.connections.remove(there.connectionId);
  expect(there.control.item(there.itemId).removed).toBe(true);
});

test('18. a person who is erased leaves nothing at Plaid either', async () => {
  const there = await scene();
  await there.bank.sync(there.connectionId);
  await there.ada.erase();
  await there.bank.runDue();
  expect(there.control.item(there.itemId).removed).toBe(true);
  expect((await there.ada.connections.list()).items).toEqual([]);
});

test('the terms of a card come with the product, and are billed once', async () => {
  const there = await scene({ optionalProducts: ['liabilities'] });
  await there.bank.sync(there.connectionId);
  const card = (await there.ada.accounts.list()).items.find(({ type }) => type === 'credit');
  expect(card?.credit?.apr).toMatch(/^\d+(\.\d+)?$/);
  expect(card?.credit?.minimumPayment?.currency).toBe('USD');
});

test('a token that Plaid does not know is the matter of its connection alone, and nothing is ended for it', async () => {
  const there = await scene();
  const { ada, bank, control, world } = there;
  const link = await ada.links.start('plaid');
  const given = await control.completeLink(link.token ?? '', { institution: 'river-bank', username: 'bob' });
  const { id: other } = await ada.links.complete('plaid', link.id, { publicToken: given.publicToken ?? '' });
  for (let n = 0; n < 4; n++) {
    world.fail('river-bank.ada', { kind: 'unauthorized', times: 1 });
    await expect(bank.sync(there.connectionId)).rejects.toMatchObject({
      code: 'provider_authentication',
      providerCode: 'INVALID_ACCESS_TOKEN',
      scope: 'connection',
    });
    expect((await bank.sync(other)).status).toBe('complete');
    world.advance({ hours: 1 });
  }
  expect((await ada.connections.get(other)).status).toBe('active');
  const bad = await ada.connections.get(there.connectionId);
  expect(bad).toMatchObject({
    status: 'degraded',
    health: { attempt: 'failing' },
    error: { remedy: 'fix_keys' },
  });
  expect(bad.nextSyncAt).not.toBeNull();
  expect((await bank.sync(there.connectionId)).status).toBe('complete');
  expect((await ada.connections.get(there.connectionId)).status).toBe('active');
});
