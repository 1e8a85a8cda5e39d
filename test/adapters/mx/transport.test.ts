import { inspect } from 'node:util';
import * as sdk from 'mx-platform-node';
import { isBankweaveError } from 'bankweave';
import { mx, type MxClient } from 'bankweave/adapters/mx';
import { describe, expect, test, vi } from 'vitest';
import { guardNetwork } from '../../support/nock.ts';
import { bankOver, HOST, KEY, linked, MxStub, USER } from './stub.ts';

// Every request goes through the whole stack, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

guardNetwork();

const MEMBERS = `GET /users/${USER}/members/MBR-1`;

test('every request says the version in both headers, and sends the keys without being asked', async () => {
  const stub = new MxStub();
  await (await linked()).sync();
  expect(stub.asked.length).toBeGreaterThan(8);
  for (const { headers } of stub.asked) {
    expect(headers['accept-version']).toBe('v20111101');
    expect(headers['accept']).toBe('application/vnd.mx.api.v1+json');
    expect(headers['authorization']).toBe(`Basic ${Buffer.from(`sandbox-client:${KEY}`).toString('base64')}`);
  }
});

test('trap: MX may refuse the two headers together (406); then the version goes beside plain JSON, for good', async () => {
  const stub = new MxStub();
  stub.on('GET /users', ({ headers }) => (headers['accept'] === 'application/json' ? [500] : [406, {}]));
  await (await linked()).sync();
  const [first, ...others] = stub.asked;
  expect(first?.headers['accept']).toBe('application/vnd.mx.api.v1+json');
  for (const { headers } of others) expect(headers['accept']).toBe('application/json');
});

test('a 406 that stays is an error that names the header', async () => {
  const stub = new MxStub();
  stub.on('GET /users', [406, {}], { always: true });
  const { bank } = bankOver();
  await expect(bank.user('ada').links.start('mx')).rejects.toMatchObject({
    code: 'invalid_configuration',
    message: expect.stringContaining('Accept-Version'),
  });
});

test('trap: each version refuses the dates of the other: days for 2011, epoch seconds for 2025', async () => {
  const stub = new MxStub();
  await (await linked({ apiVersion: 'v20250224' })).sync();
  const lists = stub.asked.filter(({ path }) => path.endsWith('/transactions'));
  expect(lists.length).toBeGreaterThan(0);
  for (const { query, headers } of lists) {
    expect(query.get('from_date')).toMatch(/^\d{10}$/);
    expect(Number(query.get('to_date')) % 86_400).toBe(0);
    expect(headers['accept']).toBe('application/json');
    expect(headers['accept-version']).toBe('v20250224');
  }
  const widget = stub.to(`POST /users/${USER}/widget_urls`)[0]?.body['widget_url'];
  expect(widget).toMatchObject({ data_request: { products: ['transactions'] } });
  expect(widget).not.toHaveProperty('mode');
});

describe('errors', () => {
  const cases = [
    [400, 'invalid_input'],
    [401, 'provider_authentication'],
    [403, 'provider_authentication'],
    [405, 'provider_response'],
    [409, 'provider_response'],
    [422, 'invalid_input'],
    [429, 'rate_limited'],
    [500, 'provider_unavailable'],
    [502, 'provider_unavailable'],
    [503, 'provider_unavailable'],
    [504, 'provider_unavailable'],
  ] as const;
  test.each(cases)('%i is %s', async (status, code) => {
    const stub = new MxStub();
    const { sync } = await linked();
    stub.on(MEMBERS, [status, { error: { message: `key ${KEY}` } }], { always: true });
    const outcome = await sync().catch((error: unknown) => error);
    if (status === 429) expect(outcome).toMatchObject({ status: 'deferred' });
    else expect(outcome).toMatchObject({ code });
    expectNoKey(outcome);
  });

  test('trap: 404 on a member means that it was deleted', async () => {
    const stub = new MxStub();
    const { sync, ada, connection } = await linked();
    stub.on(MEMBERS, [404, {}], { always: true });
    await expect(sync()).rejects.toMatchObject({ code: 'connection_revoked' });
    expect((await ada.connections.get(connection.id)).status).toBe('revoked');
  });

  test.each([MEMBERS, `${MEMBERS}/accounts`, `${MEMBERS}/status`])(
    'trap: one 404 on %s ends nothing, since the end is for good',
    async (route) => {
      const stub = new MxStub();
      const { sync, ada, connection } = await linked();
      stub.on(route, [404, {}]);
      await expect(sync()).rejects.toMatchObject({ code: 'provider_unavailable', remedy: 'retry' });
      const after = await ada.connections.get(connection.id);
      expect(after).toMatchObject({ status: 'active', health: { auth: 'ok' } });
      expect(after.nextSyncAt).not.toBeNull();
      expect((await sync()).status).toBe('complete');
    },
  );

  test('trap: keys of another client know nobody; the connection outlives them', async () => {
    const stub = new MxStub();
    const { sync, ada, connection } = await linked();
    stub.on(MEMBERS, [404, {}], { always: true }).on(`GET /users/${USER}`, [404, {}], { always: true });
    await expect(sync()).rejects.toMatchObject({ code: 'provider_authentication', scope: 'connection' });
    const after = await ada.connections.get(connection.id);
    expect(after.status).not.toBe('revoked');
    expect(after.nextSyncAt).not.toBeNull();
  });

  test('trap: 503 means that MX is being updated: it waits minutes, not seconds', async () => {
    const stub = new MxStub();
    const { sync } = await linked();
    stub.on(MEMBERS, [503, 'down'], { always: true });
    await expect(sync()).rejects.toMatchObject({ retryAfterMs: 300_000 });
    expect(stub.to(MEMBERS)).toHaveLength(3);
  });

  test.each([
    ['JSON that breaks off', '{"member":{"guid":"MBR-1"'],
    ['a page of HTML', '<html><body>proxy</body></html>'],
    ['a JSON text', '"fine"'],
    ['a body of another shape', '{"accounts":[]}'],
  ])('trap: 200 with %s is a typed error', async (_, body) => {
    const stub = new MxStub();
    const { sync } = await linked();
    stub.on(MEMBERS, [200, body], { always: true });
    const error = await sync().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'provider_response' });
    expectNoKey(error);
  });
});

describe("an application's own client", () => {
  const own = (): MxClient => {
    const configuration = new sdk.Configuration({
      username: 'sandbox-client',
      password: KEY,
      basePath: HOST,
    });
    return {
      users: new sdk.UsersApi(configuration),
      members: new sdk.MembersApi(configuration),
      accounts: new sdk.AccountsApi(configuration),
      transactions: new sdk.TransactionsApi(configuration),
      widgets: new sdk.WidgetsApi(configuration),
      institutions: new sdk.InstitutionsApi(configuration),
    };
  };

  test('is used as it is, with our headers', async () => {
    const stub = new MxStub();
    const { sync } = await linked({ client: own() });
    expect((await sync()).status).toBe('complete');
    for (const { headers } of stub.asked) expect(headers['accept-version']).toBe('v20111101');
  });

  test.each([[401], [404], [409], [429], [500]])(
    'its errors are rebuilt without the key: %i',
    async (status) => {
      const stub = new MxStub();
      const { sync } = await linked({ client: own() });
      stub.on(MEMBERS, [status, { error: { message: 'no' } }, { 'retry-after': '7' }], { always: true });
      const outcome = await sync().catch((error: unknown) => error);
      expectNoKey(outcome);
      if (status !== 429) expect(isBankweaveError(outcome)).toBe(true);
    },
  );

  test('a body that is no JSON is a typed error', async () => {
    const stub = new MxStub();
    const { sync } = await linked({ client: own() });
    stub.on(MEMBERS, [200, '<html>'], { always: true });
    await expect(sync()).rejects.toMatchObject({ code: 'provider_response' });
  });
});

describe('options', () => {
  test.each([
    [{ clientId: undefined }, 'clientId'],
    [{ apiKey: ' ' }, 'apiKey'],
    [{ clientId: 'a:b' }, 'clientId'],
    [{ environment: undefined }, 'environment'],
    [{ environment: 'sandbox' }, 'environment'],
    [{ historyDays: 1000 }, 'historyDays'],
    [{ overlapDays: 14 }, 'overlapDays'],
    [{ missingCurrency: 'dollar' }, 'missingCurrency'],
    [{ webhookUsername: 'mx' }, 'webhookPassword'],
    [{ apikey: 'misspelt' }, 'apikey'],
  ])('%o is refused', (wrong, field) => {
    const options = { clientId: 'c', apiKey: KEY, environment: 'integration', ...wrong };
    const make = (): unknown => mx(options as never);
    expect(make).toThrow(expect.objectContaining({ code: 'invalid_configuration', field }) as Error);
    try {
      make();
    } catch (error) {
      expectNoKey(error);
    }
  });

  test('what is left out comes from the environment', async () => {
    process.env['MX_CLIENT_ID'] = 'sandbox-client';
    process.env['MX_API_KEY'] = KEY;
    process.env['MX_ENV'] = 'integration';
    try {
      const stub = new MxStub();
      await linked({ clientId: undefined, apiKey: undefined, environment: undefined });
      expect(stub.asked.length).toBeGreaterThan(0);
    } finally {
      for (const name of ['MX_CLIENT_ID', 'MX_API_KEY', 'MX_ENV']) delete process.env[name];
    }
  });
});

function expectNoKey(value: unknown): void {
  const looks = [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value) ?? ''];
  if (value instanceof Error) looks.push(value.message, value.stack ?? '');
  const spellings = [KEY, Buffer.from(`sandbox-client:${KEY}`).toString('base64')];
  for (const look of looks) for (const spelling of spellings) expect(look).not.toContain(spelling);
}
