import { expect, test } from 'vitest';
import { plaidWire } from 'bankweave/adapters/plaid/sandbox';
import { linkItem, problemOf, servePlaid } from './served.ts';

test('an error of Plaid strikes the route, the call and the Item that it was armed for', async () => {
  const { api, control } = await servePlaid();
  const ada = await linkItem({ api, control });
  const bob = await linkItem({ api, control }, 'river-bank', { username: 'bob' });
  const ask = (item: typeof ada) => problemOf(api.accountsGet({ access_token: item.access_token }));
  control.fail('/accounts/get', { error: 'ITEM_LOCKED' }, { nth: 2, times: 2, itemId: ada.itemId });
  expect(await ask(bob)).toEqual({ status: 200 });
  expect(await ask(ada)).toEqual({ status: 200 });
  expect(await ask(ada)).toMatchObject({ status: 400, error_type: 'ITEM_ERROR', error_code: 'ITEM_LOCKED' });
  expect(await ask(bob)).toEqual({ status: 200 });
  expect(await ask(ada)).toMatchObject({ error_code: 'ITEM_LOCKED' });
  expect(await ask(ada)).toEqual({ status: 200 });

  control.fail(
    '*',
    { error: 'NEVER_HEARD_OF', status: 418, type: 'NEW_ERROR', reason: 'WHO_KNOWS' },
    { times: Infinity },
  );
  expect(await ask(bob)).toMatchObject({
    status: 418,
    error_type: 'NEW_ERROR',
    error_code_reason: 'WHO_KNOWS',
  });
  control.clearFaults();
  expect(await ask(bob)).toEqual({ status: 200 });
});

test('429 with and without Retry-After, 500, 502, 503 and 307', async () => {
  const { control, url, wire, api } = await servePlaid();
  const { access_token } = await linkItem({ api, control });
  const ask = () =>
    wire.handle(
      new Request(`${url}/item/get`, {
        method: 'POST',
        body: JSON.stringify({ client_id: 'sandbox-client', secret: 'sandbox-secret', access_token }),
      }),
    );
  control.fail('/item/get', { error: 'ITEM_GET_LIMIT', retryAfterSeconds: 7 });
  control.fail('/item/get', { error: 'CREDITS_EXHAUSTED' });
  control.fail('/item/get', { error: 'INTERNAL_SERVER_ERROR' });
  control.fail('/item/get', { answer: 'bad_gateway' });
  control.fail('/item/get', { answer: 'unavailable' });
  control.fail('/item/get', { redirect: 'http://127.0.0.1:9/elsewhere' });
  const seen = [];
  for (let i = 0; i < 7; i++) {
    const answer = await ask();
    seen.push([
      answer.status,
      answer.headers.get('retry-after') ?? answer.headers.get('location'),
      (await answer.text())[0],
    ]);
  }
  expect(seen).toEqual([
    [429, '7', '{'],
    [429, null, '{'],
    [500, null, '{'],
    [502, null, '<'],
    [503, null, undefined],
    [307, 'http://127.0.0.1:9/elsewhere', undefined],
    [200, null, '{'],
  ]);
});

test('answers that are cut, empty, broken off, or never come', async () => {
  const { api, control } = await servePlaid();
  const { access_token } = await linkItem({ api, control });
  const ask = (timeout = 5000) => api.itemGet({ access_token }, { timeout });
  control.fail('/item/get', { answer: 'truncated' });
  expect(typeof (await ask()).data).toBe('string');
  control.fail('/item/get', { answer: 'null' });
  expect((await ask()).data).toBeNull();
  control.fail('/item/get', { answer: 'reset' });
  await expect(ask()).rejects.toThrow();
  for (const answer of ['hang', 'stall'] as const) {
    control.fail('/item/get', { answer });
    await expect(ask(150)).rejects.toMatchObject({ code: 'ECONNABORTED' });
  }
  control.fail('/item/get', { answer: 'drip' });
  expect((await ask()).data.item.error).toBeNull();
  expect((await ask()).status).toBe(200);
});

test('an answer that is lost was done all the same', async () => {
  const { api, control } = await servePlaid();
  const { access_token } = await linkItem({ api, control });
  control.fail('/item/access_token/invalidate', { answer: 'reset' });
  await expect(api.itemAccessTokenInvalidate({ access_token })).rejects.toThrow();
  expect(await problemOf(api.itemGet({ access_token }))).toMatchObject({
    error_code: 'INVALID_ACCESS_TOKEN',
  });
});

test('proper answers with words, members and amounts that nobody expects', async () => {
  const { api, control } = await servePlaid();
  const { access_token } = await linkItem({ api, control });
  const rows = async () => (await api.transactionsSync({ access_token, count: 5 })).data.added;
  control.fail('/transactions/sync', { twist: 'unknown_enums' });
  expect(await rows()).toMatchObject([{ payment_channel: 'never_heard_of' }, {}, {}, {}, {}]);
  control.fail('/transactions/sync', { twist: 'extra_fields' });
  expect(await rows()).toMatchObject([{ x_new: {}, location: { x_new: {} } }, {}, {}, {}, {}]);
  control.fail('/transactions/sync', { twist: 'missing_optional' });
  const [bare] = await rows();
  expect(Object.keys(bare ?? {})).not.toContain('counterparties');
  expect(bare).toHaveProperty('transaction_id');
  control.fail('/transactions/sync', {
    twist: (body) => ({
      ...body,
      added: (body['added'] as object[]).map((row) => ({ ...row, amount: 1.23456 })),
    }),
  });
  expect((await rows())[0]?.amount).toBe(1.23456);
  control.sync.currency = 'unofficial';
  expect(await rows()).toMatchObject([
    { iso_currency_code: null, unofficial_currency_code: 'BTC' },
    {},
    {},
    {},
    {},
  ]);
  control.sync.currency = 'none';
  expect(await rows()).toMatchObject([
    { iso_currency_code: null, unofficial_currency_code: null },
    {},
    {},
    {},
    {},
  ]);
});

test('options that do not exist are refused, and so is a wire without a world', async () => {
  expect(() => plaidWire({ initialAfterMS: 5 } as object)).toThrow(/initialAfterMs/);
  expect(() => plaidWire({ initialAfterMs: 5, historicalAfterMs: 1 })).toThrow(/historicalAfterMs/);
  await expect(plaidWire().handle(new Request('http://127.0.0.1/item/get'))).rejects.toThrow(/bind/);
  expect(() => plaidWire().control.fail('/item/get', { error: 'X' }, { nth: 0 })).toThrow(RangeError);
});
