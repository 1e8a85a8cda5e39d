import { describe, expect, test } from 'vitest';
import { plaid } from 'bankweave/adapters/plaid';
import { guardNetwork } from '../../support/nock.ts';
import { callFor, fault, front, item, keys, ok, page, row, stubPlaid } from './harness.ts';

guardNetwork();

test('removing is idempotent', async () => {
  const stub = stubPlaid();
  const there = await front();
  stub.on['/item/remove'] = (_, count) => (count === 1 ? ok({}) : fault('ITEM_NOT_FOUND'));
  const adapter = plaid(keys);
  await adapter.connection.revoke(callFor(adapter));
  await adapter.connection.revoke(callFor(adapter));
  expect((await there.ada.connections.remove(there.connectionId)).status).toBe('removed');
  expect(stub.count('/item/remove')).toBe(3);
});

describe('rotation', () => {
  const INVALIDATE = '/item/access_token/invalidate';
  const tokens = (stub: ReturnType<typeof stubPlaid>) =>
    stub.requests.filter(({ path }) => path === '/item/get').map(({ body }) => body['access_token']);

  test('is one call, stored before it is used, and all goes on with the new token', async () => {
    const stub = stubPlaid({ [INVALIDATE]: () => ok({ new_access_token: 'access-sandbox-new' }) });
    const there = await front();
    await there.bank.sync(there.connectionId);
    await there.ada.connections.rotate(there.connectionId);
    expect(stub.count(INVALIDATE)).toBe(1);
    await there.later();
    expect(tokens(stub).at(-1)).toBe('access-sandbox-new');
  });

  test('that fails is not sent twice; a token that is lost is not held against the person, and nothing is deleted', async () => {
    const stub = stubPlaid({ '/transactions/sync': () => page({ added: [row('t', 1)] }) });
    const there = await front();
    await there.bank.sync(there.connectionId);
    // The answer got lost: Plaid has replaced the token, and nobody knows by which.
    stub.on[INVALIDATE] = () => [502, ''];
    await expect(there.ada.connections.rotate(there.connectionId)).rejects.toMatchObject({
      code: 'provider_unavailable',
    });
    expect(stub.count(INVALIDATE)).toBe(1);
    stub.on['/item/get'] = stub.on[INVALIDATE] = () => fault('INVALID_ACCESS_TOKEN');
    await expect(there.later()).rejects.toMatchObject({
      code: 'provider_authentication',
      remedy: 'fix_keys',
    });
    await expect(there.ada.connections.rotate(there.connectionId)).rejects.toMatchObject({
      providerCode: 'INVALID_ACCESS_TOKEN',
    });
    expect((await there.ada.transactions.list()).items).toHaveLength(1);
  });

  test('and a sync are never under way together', async () => {
    const stub = stubPlaid({ [INVALIDATE]: () => ok({ new_access_token: 'access-sandbox-new' }) });
    const there = await front();
    let outcome: Promise<unknown> | undefined;
    stub.on['/accounts/get'] = () => {
      outcome ??= there.ada.connections.rotate(there.connectionId).catch((error: unknown) => error);
      return ok({ accounts: [], item: item() });
    };
    await there.bank.sync(there.connectionId);
    expect(await outcome).toMatchObject({ code: 'lease_held' });
    expect(stub.count(INVALIDATE)).toBe(0);
  });
});

test('webhooks of a connection can be sent elsewhere, or nowhere', async () => {
  const stub = stubPlaid({ '/item/webhook/update': () => ok({ item: item() }) });
  const there = await front();
  for (const url of ['https://app.example/new', null]) {
    await there.ada.connections.sendWebhooksTo(there.connectionId, url);
    expect(stub.requests.at(-1)?.body).toEqual({ access_token: expect.any(String), webhook: url });
  }
  const refused = there.ada.connections.sendWebhooksTo(there.connectionId, 'javascript:alert(1)');
  await expect(refused).rejects.toMatchObject({ code: 'invalid_input', field: 'url' });
  stub.on['/item/webhook/update'] = () => fault('INVALID_FIELD');
  await expect(
    there.ada.connections.sendWebhooksTo(there.connectionId, 'https://x.example/'),
  ).rejects.toMatchObject({
    providerCode: 'INVALID_FIELD',
  });
});
