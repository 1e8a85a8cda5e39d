import { describe, expect, test } from 'vitest';
import { expectSame, scene, bothSides } from './wire-scene.ts';

// The whole way: the engine, this adapter and the real SDK over a socket to a Plaid that serves a bank world.

const CHECKING = 'river-bank.ada.checking';

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

describe('webhooks', () => {
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

describe('a login that breaks', () => {
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

test('an account that the person no longer shares is missing; its rows stay', async () => {
  const there = await scene();
  await there.bank.sync(there.connectionId);
  const before = (await bothSides(there))[0];
  there.control.revokeAccount(there.itemId, CHECKING);
  expect((await there.bank.sync(there.connectionId)).status).toBe('complete');
  const statuses = (await there.ada.accounts.list()).items.map(({ status }) => status);
  expect(statuses.filter((status) => status === 'missing')).toHaveLength(1);
  expect((await bothSides(there))[0]).toEqual(before);
});

test('a hosted link is finished on its page and completed without a token of the app', async () => {
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

test('two syncs of one item at a time are one after the other', async () => {
  const there = await scene();
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => there.bank.sync(there.connectionId)));
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'lease_held' });
  expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
  await expectSame(there);
});

test('a token is replaced, and all goes on with the new one', async () => {
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

test('a person who is erased leaves nothing at Plaid either', async () => {
  const there = await scene();
  await there.bank.sync(there.connectionId);
  await there.ada.erase();
  await there.bank.runDue();
  expect(there.control.item(there.itemId).removed).toBe(true);
  expect((await there.ada.connections.list()).items).toEqual([]);
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
