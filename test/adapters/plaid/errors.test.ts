import { inspect } from 'node:util';
import { Configuration, PlaidApi } from 'plaid';
import { describe, expect, test } from 'vitest';
import { plaid } from 'bankweave/adapters/plaid';
import { errorOf } from '../../../adapters/plaid/to-error.ts';
import { documentedCodes } from '../../conformance/plaid-codes.ts';
import { guardNetwork } from '../../support/nock.ts';
import {
  callFor,
  fault,
  front,
  HOST,
  item,
  keys,
  ok,
  page,
  pullAll,
  row,
  session,
  stubPlaid,
  testClock,
  TOKEN,
} from './harness.ts';

guardNetwork();

const SYNC = '/transactions/sync';
const of = (code: string, status = 400, more: object = {}) =>
  errorOf({ status, headers: {}, body: { error_code: code, request_id: 'r1', ...more } });

test.each(
  Object.entries(documentedCodes).flatMap(([outcome, codes]) =>
    codes.map((code) => [code, outcome] as const),
  ),
)('the code %s is %s', (code, outcome) => {
  const error = of(code);
  const action = (error as { action?: string }).action;
  expect(`${error.code} ${action ?? error.remedy} ${error.scope}`).toBe(outcome);
  expect(error).toMatchObject({ provider: 'plaid', providerCode: code, requestId: 'r1' });
  expect(error.message).not.toContain(code);
});

test('an unknown code goes by its status, and is kept', () => {
  const kinds = [
    [418, 'provider_response'],
    [400, 'provider_response'],
    [429, 'rate_limited'],
    [500, 'provider_unavailable'],
    [503, 'provider_unavailable'],
  ] as const;
  for (const [status, code] of kinds)
    expect(of('BRAND_NEW_CODE', status)).toMatchObject({ code, status, providerCode: 'BRAND_NEW_CODE' });
  for (const body of [undefined, null, 'text', [], { error_code: 7 }])
    expect(errorOf({ status: 400, headers: {}, body })).toMatchObject({ code: 'provider_response' });
});

describe('limits, outages and broken answers', () => {
  test('429 CREDITS_EXHAUSTED is not tried again', async () => {
    const stub = stubPlaid({ [SYNC]: () => fault('CREDITS_EXHAUSTED', 429) });
    const there = await front();
    await expect(there.bank.sync(there.connectionId)).rejects.toMatchObject({
      code: 'provider_authentication',
      remedy: 'fix_keys',
      providerCode: 'CREDITS_EXHAUSTED',
    });
    expect(stub.count(SYNC)).toBe(1);
  });

  test.each([
    ['without Retry-After', {}, [33_000]],
    ['with Retry-After', { 'retry-after': '7' }, [7_700]],
  ])('429 TRANSACTIONS_SYNC_LIMIT %s is waited for and tried again', async (_, headers, slept) => {
    const stub = stubPlaid({
      [SYNC]: (__, count) =>
        count === 1
          ? ([...fault('TRANSACTIONS_SYNC_LIMIT', 429), headers] as never)
          : page({ added: [row('t', 1)] }),
    });
    const adapter = plaid(keys);
    const clock = testClock(undefined, 50_000);
    const batches = await pullAll(adapter, callFor(adapter, { clock }));
    expect(batches[0]?.upserts).toHaveLength(1);
    expect(stub.count(SYNC)).toBe(2);
    expect(clock.slept.map(Math.round)).toEqual(slept);
  });

  test.each([
    [
      '502 HTML',
      'provider_unavailable',
      () => [502, '<html>Bad gateway</html>', { 'content-type': 'text/html' }],
    ],
    ['503 with nothing', 'provider_unavailable', () => [503, '']],
    ['500 JSON', 'provider_unavailable', () => fault('INTERNAL_SERVER_ERROR', 500)],
    ['200 with truncated JSON', 'provider_response', () => [200, '{"added": [{"transaction_id": "x"']],
    ['200 null', 'provider_response', () => [200, 'null']],
    ['200 HTML', 'provider_response', () => [200, '<html>Hello</html>']],
    ['200 without arrays', 'provider_response', () => ok({ has_more: false })],
    ['200 with another shape', 'provider_response', () => page({ has_more: 'yes' })],
  ] as const)('%s is a typed error: %s', async (_, code, reply) => {
    stubPlaid({ [SYNC]: reply as never });
    const adapter = plaid(keys);
    await expect(pullAll(adapter, callFor(adapter))).rejects.toMatchObject({ code, provider: 'plaid' });
  });
});

describe('nothing that is thrown holds a secret', () => {
  const replies = {
    refused: () => fault('INVALID_ACCESS_TOKEN', 400, { error_message: `bad ${TOKEN} ${keys.secret}` }),
    'server error': () => fault('INTERNAL_SERVER_ERROR', 500, { display_message: keys.secret }),
    html: () => [502, `<html>${TOKEN} ${keys.secret}</html>`] as const,
    'strange shape': () => [200, { [TOKEN]: keys.secret, added: keys.secret }] as const,
    'strange code': () => fault(keys.secret, 400, { request_id: TOKEN }),
  };
  const ways = {
    'the keys': () => plaid(keys),
    'an own client': () =>
      plaid({
        client: new PlaidApi(
          new Configuration({
            basePath: HOST,
            baseOptions: { headers: { 'PLAID-CLIENT-ID': keys.clientId, 'PLAID-SECRET': keys.secret } },
          }),
        ),
      }),
  };
  const leaks = (error: unknown): boolean => {
    const { message, stack, cause } = error as Error;
    const shown = [
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
      message,
      stack,
      inspect(cause),
    ];
    return shown.some((text) => text?.includes(TOKEN) || text?.includes(keys.secret));
  };
  test.each(Object.keys(ways).flatMap((way) => Object.keys(replies).map((reply) => [way, reply] as const)))(
    'with %s: %s',
    async (way, reply) => {
      const stub = stubPlaid();
      for (const path of [SYNC, '/item/get', '/accounts/get', '/item/remove', '/item/public_token/exchange'])
        stub.on[path] = replies[reply as keyof typeof replies] as never;
      const adapter = ways[way as keyof typeof ways]();
      const call = callFor(adapter, { clock: testClock(undefined, 50_000) });
      const outcomes = await Promise.allSettled([
        pullAll(adapter, call),
        adapter.connection.inspect(call),
        adapter.accounts.list(call),
        adapter.connection.revoke(call),
        adapter.link.exchange({ session, params: { publicToken: TOKEN } }, call),
      ]);
      for (const outcome of outcomes) {
        const reason = outcome.status === 'rejected' ? outcome.reason : undefined;
        if (reason === undefined) continue;
        expect(reason).toMatchObject({ provider: 'plaid' });
        expect(leaks(reason)).toBe(false);
      }
      expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(2);
    },
  );
});

describe('the states of a login', () => {
  const error = (code: string, reason: string | null = null, type = 'ITEM_ERROR') => ({
    error_type: type,
    error_code: code,
    error_code_reason: reason,
    error_message: 'm',
    display_message: null,
  });
  test.each([
    [null, 'reauthenticate'],
    ['OAUTH_INVALID_TOKEN', 'reauthenticate'],
    ['OAUTH_USER_REVOKED', 'reauthenticate'],
    ['OAUTH_CONSENT_EXPIRED', 'renew_consent'],
    ['SOME_NEW_REASON', 'reauthenticate'],
  ])('ITEM_LOGIN_REQUIRED for %s asks to %s, by the Item as by a refused call', async (reason, action) => {
    const problem = error('ITEM_LOGIN_REQUIRED', reason);
    const stub = stubPlaid({ '/item/get': () => ok({ item: item({ error: problem }) }) });
    const adapter = plaid(keys);
    expect(await adapter.connection.inspect(callFor(adapter))).toMatchObject({
      auth: 'action_required',
      action,
    });
    stub.on[SYNC] = () => [400, { ...problem, request_id: 'r' }];
    await expect(pullAll(adapter, callFor(adapter))).rejects.toMatchObject({
      code: 'action_required',
      action,
    });
  });

  test.each(['ITEM_ERROR', 'INVALID_INPUT'])(
    'USER_PERMISSION_REVOKED ends it, under the type %s too',
    async (type) => {
      stubPlaid({
        '/item/get': () => ok({ item: item({ error: error('USER_PERMISSION_REVOKED', null, type) }) }),
      });
      const adapter = plaid(keys);
      expect(await adapter.connection.inspect(callFor(adapter))).toMatchObject({ auth: 'revoked' });
    },
  );

  test('a login that is about to end goes on until it does', async () => {
    const soon = '2026-11-25T00:00:00Z';
    stubPlaid({
      '/item/get': () => ok({ item: item({ consent_expiration_time: soon }), status: {} }),
      [SYNC]: () => page({ added: [row('t', 1)] }),
    });
    const there = await front();
    expect(await there.bank.sync(there.connectionId)).toMatchObject({
      status: 'complete',
      counts: { added: 1 },
    });
    expect(await there.ada.connections.get(there.connectionId)).toMatchObject({
      status: 'active',
      health: { auth: 'expiring', consent: 'expiring' },
    });
  });

  test('a login that works again is well again', async () => {
    const stub = stubPlaid({ [SYNC]: () => page({ added: [row('t', 1)] }) });
    const there = await front();
    await there.bank.sync(there.connectionId);
    const problem = error('ITEM_LOGIN_REQUIRED');
    stub.on['/item/get'] = () => ok({ item: item({ error: problem }) });
    stub.on[SYNC] = stub.on['/accounts/get'] = () => [400, problem];
    await expect(there.later()).rejects.toMatchObject({ code: 'action_required' });
    expect((await there.ada.connections.get(there.connectionId)).status).toBe('action_required');
    stub.on['/item/get'] = () => ok({ item: item() });
    stub.on['/accounts/get'] = () => ok({ accounts: [], item: item() });
    stub.on[SYNC] = () => page({ added: [row('u', 2)], next_cursor: 'c2' });
    expect((await there.later()).counts.added).toBe(1);
    expect((await there.ada.connections.get(there.connectionId)).status).toBe('active');
    // The cursor was kept through it all.
    expect(stub.requests.filter(({ path }) => path === SYNC).at(-1)?.body['cursor']).toBe('c1');
  });

  test('an institution that is down is no reason to ask the person', async () => {
    stubPlaid({ '/item/get': () => ok({ item: item({ error: error('INSTITUTION_DOWN') }) }) });
    const adapter = plaid(keys);
    expect(await adapter.connection.inspect(callFor(adapter))).toMatchObject({ auth: 'ok' });
  });
});
