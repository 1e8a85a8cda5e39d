import { Configuration, PlaidApi } from 'plaid';
import { plaid, type PlaidClient, type PlaidOptions } from 'bankweave/adapters/plaid';
import { createHttp } from 'bankweave/adapter-kit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { guardNetwork } from '../../support/nock.ts';
import {
  callFor,
  fault,
  front,
  HOST,
  keys,
  ok,
  page,
  pullAll,
  row,
  session,
  stubPlaid,
  TOKEN,
} from './harness.ts';

guardNetwork();
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('keys', () => {
  test('come from the environment where the options leave them out', async () => {
    vi.stubEnv('PLAID_CLIENT_ID', ' from-env ');
    vi.stubEnv('PLAID_SECRET', 'secret-env');
    vi.stubEnv('PLAID_ENV', 'production');
    vi.stubEnv('PLAID_WEBHOOK_URL', 'https://app.example/hooks');
    vi.stubEnv('PLAID_REDIRECT_URI', 'https://app.example/oauth');
    expect(plaid().traits.hosts).toEqual(['production.plaid.com']);
    const stub = stubPlaid();
    const adapter = plaid({ environment: 'sandbox' });
    await adapter.link.start({ session, input: undefined }, callFor(adapter));
    expect(stub.requests[0]?.headers).toMatchObject({
      'plaid-client-id': 'from-env',
      'plaid-secret': 'secret-env',
    });
    expect(stub.requests[0]?.body).toMatchObject({
      webhook: 'https://app.example/hooks',
      redirect_uri: 'https://app.example/oauth',
    });
  });

  test.each<[PlaidOptions, string]>([
    [{}, 'clientId'],
    [{ clientId: 'x' }, 'secret'],
    [{ clientId: 'x', secret: 'two words' }, 'secret'],
    [{ ...keys, environment: 'development' as 'sandbox' }, 'environment'],
    [{ ...keys, baseUrl: 'ftp://x' }, 'baseUrl'],
    [{ ...keys, categoryVersion: 'v3' as 'v2' }, 'categoryVersion'],
    [{ ...keys, client: {} as PlaidClient }, 'client'],
    [{ ...keys, clientid: 'x' } as PlaidOptions, 'clientid'],
  ])('%j is refused, by name and without its value', (options, field) => {
    for (const name of ['PLAID_CLIENT_ID', 'PLAID_SECRET', 'PLAID_ENV']) vi.stubEnv(name, '');
    const error = (() => {
      try {
        return plaid(options);
      } catch (caught) {
        return caught as Error;
      }
    })();
    expect(error).toMatchObject({ code: 'invalid_configuration', field });
    expect(JSON.stringify(error)).not.toContain('two words');
  });

  test('only this machine may stand in for Plaid', () => {
    const adapter = plaid({ ...keys, baseUrl: 'https://plaid.evil.example' });
    const make = () =>
      createHttp({ ...adapter.http, hosts: adapter.traits.hosts, clock: {} as never, random: {} as never });
    expect(make).toThrow(/baseUrl/);
  });
});

describe('a client of the app’s own', () => {
  const own = () =>
    new PlaidApi(
      new Configuration({
        basePath: HOST,
        baseOptions: { headers: { 'PLAID-CLIENT-ID': keys.clientId, 'PLAID-SECRET': keys.secret } },
      }),
    );

  test('is used for everything, and nothing of it is asked for twice', async () => {
    const stub = stubPlaid({ '/transactions/sync': () => page({ added: [row('t', 1)] }) });
    const adapter = plaid({ client: own() });
    const call = callFor(adapter);
    expect((await adapter.accounts.list(call)).accounts).toHaveLength(1);
    expect((await adapter.connection.inspect(call)).auth).toBe('ok');
    expect((await pullAll(adapter, call))[0]?.upserts).toHaveLength(1);
    const exchanged = await adapter.link.exchange(
      { session, params: { publicToken: 'public-sandbox-1' } },
      call,
    );
    expect(exchanged).toEqual({
      credentials: { accessToken: TOKEN, itemId: 'item1' },
      providerConnectionId: 'item1',
    });
    expect(new Set(stub.requests.map(({ headers }) => headers['plaid-secret']))).toEqual(
      new Set([keys.secret]),
    );
  });

  test('that answers with half a JSON, or something else, is checked all the same', async () => {
    for (const answer of ['{"added": [', '<html>', null, undefined, 7]) {
      const client = { transactionsSync: async () => ({ data: answer }) } as unknown as PlaidClient;
      const adapter = plaid({ client });
      await expect(pullAll(adapter, callFor(adapter))).rejects.toMatchObject({
        code: 'provider_response',
        provider: 'plaid',
      });
    }
  });

  test('that throws what it likes is told as an error of ours, without what was in it', async () => {
    const odd = Object.assign(new TypeError(TOKEN), { config: { headers: { 'PLAID-SECRET': keys.secret } } });
    const refusedConnection = Object.assign(new Error(TOKEN), { isAxiosError: true, code: 'ECONNREFUSED' });
    const limited = {
      isAxiosError: true,
      response: { status: 429, headers: { 'retry-after': '9' }, data: { error_code: 'RATE_LIMIT' } },
    };
    for (const [thrown, expected] of [
      [odd, { code: 'invalid_configuration', field: 'client' }],
      [refusedConnection, { code: 'provider_unavailable', providerCode: 'ECONNREFUSED' }],
      [limited, { code: 'rate_limited', retryAfterMs: 9_000 }],
      [undefined, { code: 'invalid_configuration' }],
    ] as const) {
      const client = { transactionsSync: () => Promise.reject(thrown as Error) } as unknown as PlaidClient;
      const adapter = plaid({ client });
      const error: unknown = await pullAll(adapter, callFor(adapter)).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ ...expected, provider: 'plaid' });
      expect(JSON.stringify(error)).not.toContain(TOKEN);
      expect((error as Error).cause).toBeUndefined();
    }
  });
});

test('a passing fault on the way does not end in the next call', async () => {
  let down = true;
  stubPlaid({
    '/accounts/get': () => (down ? fault('INTERNAL_SERVER_ERROR', 500) : ok({ accounts: [], item: {} })),
  });
  const there = await front();
  await expect(there.bank.sync(there.connectionId)).rejects.toMatchObject({ code: 'provider_unavailable' });
  down = false;
  expect((await there.bank.sync(there.connectionId)).status).toBe('complete');
});

// The last one: after it the modules of this file are not the same any more.
test('without the peer the error says what to install, and making an adapter needs no peer', async () => {
  vi.resetModules();
  vi.doMock('plaid', () => {
    throw new Error('Cannot find package');
  });
  const fresh = await import('../../../adapters/plaid/index.ts');
  const adapter = fresh.plaid(keys);
  await expect(adapter.link.start({ session, input: undefined }, callFor(adapter))).rejects.toMatchObject({
    code: 'invalid_configuration',
    message: expect.stringContaining('npm install plaid'),
  });
  vi.doUnmock('plaid');
});
