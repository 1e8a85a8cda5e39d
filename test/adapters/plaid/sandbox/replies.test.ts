import { expect, test } from 'vitest';
import { openSpec } from '../../../support/spec.ts';
import { servePlaid } from './served.ts';

const spec = openSpec('plaid-2020-09-14.yml');

/** Calls by hand, so that nothing stands between the wire and the description. */
async function caller() {
  const served = await servePlaid();
  const found: string[] = [];
  const call = async (path: string, body: object) => {
    const asked = new Request(`${served.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'plaid-client-id': 'sandbox-client',
        'plaid-secret': 'sandbox-secret',
      },
      body: JSON.stringify(body),
    });
    const answer = await served.wire.handle(asked);
    const text = await answer.text();
    const json = JSON.parse(text) as Record<string, unknown>;
    found.push(
      ...(spec?.problems({ method: 'POST', path, status: answer.status, body: json }) ?? []).map(
        (problem) => `${path} ${answer.status}: ${problem}`,
      ),
    );
    return { status: answer.status, text, json, headers: answer.headers };
  };
  const item = async (bank: string, products: string[]) => {
    const created = await call('/sandbox/public_token/create', {
      institution_id: served.control.institutionId(bank),
      initial_products: products,
      options: { override_username: 'ada', transactions: { days_requested: 730 } },
    });
    const { json } = await call('/item/public_token/exchange', {
      public_token: created.json['public_token'],
    });
    return String(json['access_token']);
  };
  return { ...served, call, item, found };
}

test.skipIf(!spec)('every good answer is as the description says', async () => {
  const { call, item, found, control, world } = await caller();
  for (const bank of ['river-bank', 'summit-card', 'thames-bank', 'rhine-bank', 'harbor-savings']) {
    const access_token = await item(bank, ['transactions']);
    for (let cursor = '', more = true; more; ) {
      const { json, status } = await call('/transactions/sync', {
        access_token,
        count: 500,
        ...(cursor === '' ? {} : { cursor }),
        options: { include_original_description: true },
      });
      expect(status).toBe(200);
      [cursor, more] = [String(json['next_cursor']), json['has_more'] === true];
    }
    await call('/accounts/get', { access_token });
    await call('/accounts/balance/get', { access_token });
    await call('/item/get', { access_token });
    await call('/transactions/recurring/get', { access_token });
    await call('/transactions/get', { access_token, start_date: '2026-10-01', end_date: '2026-11-20' });
    await call('/transactions/refresh', { access_token });
    await call('/item/webhook/update', { access_token, webhook: 'http://127.0.0.1:9/none' });
    await call('/sandbox/item/fire_webhook', { access_token, webhook_code: 'SYNC_UPDATES_AVAILABLE' });
    await call('/sandbox/item/reset_login', { access_token });
    expect((await call('/item/get', { access_token })).json).toMatchObject({
      item: { error: { error_code: 'ITEM_LOGIN_REQUIRED' } },
    });
    await call('/item/access_token/invalidate', { access_token });
  }
  for (const bank of ['keystone-lending', 'river-bank']) {
    const access_token = await item(bank, ['liabilities']);
    expect((await call('/liabilities/get', { access_token })).status).toBe(200);
    await call('/item/remove', { access_token });
  }
  const invested = await item('northgate-invest', ['investments']);
  expect((await call('/investments/holdings/get', { access_token: invested })).status).toBe(200);
  const some = await call('/investments/transactions/get', {
    access_token: invested,
    start_date: '2026-09-20',
    end_date: '2026-11-20',
    options: { count: 500 },
  });
  expect(Number(some.json['total_investment_transactions'])).toBeGreaterThan(3);
  await call('/investments/refresh', { access_token: invested });
  await call('/item/products/terminate', { access_token: invested, reason_code: 'OTHER' });
  const institution_id = control.institutionId('river-bank');
  const country_codes = ['US', 'GB'];
  await call('/institutions/get_by_id', {
    institution_id,
    country_codes,
    options: { include_optional_metadata: true, include_status: true },
  });
  await call('/institutions/search', { query: 'bank', country_codes, products: ['transactions'] });
  const all = await call('/institutions/get', { count: 500, offset: 0, country_codes });
  expect(all.json['total']).toBe(world.institutions.filter(({ country }) => /US|GB/.test(country)).length);
  const { json } = await call('/link/token/create', {
    client_name: 'Test',
    language: 'en',
    country_codes: ['US'],
    user: { client_user_id: 'u1' },
    products: ['transactions'],
    hosted_link: {},
  });
  await control.completeLink(String(json['link_token']), { institution: 'river-bank', username: 'ada' });
  await call('/link/token/get', { link_token: json['link_token'] });
  await call('/webhook_verification_key/get', { key_id: control.webhooks.rotateKey() });
  expect(found).toEqual([]);
});

test.skipIf(!spec)('every error is as the description says', async () => {
  const { call, found } = await caller();
  for (const [path, body, code] of [
    ['/accounts/get', { access_token: 'nonsense' }, 'INVALID_ACCESS_TOKEN'],
    ['/accounts/get', {}, 'MISSING_FIELDS'],
    ['/accounts/get', { access_token: 'x', more: 1 }, 'UNKNOWN_FIELDS'],
    ['/accounts/get', { access_token: 1 }, 'INVALID_FIELD'],
    ['/transactions/sync', { access_token: 'x', count: 501 }, 'INVALID_FIELD'],
    ['/item/public_token/exchange', { public_token: 'x' }, 'INVALID_PUBLIC_TOKEN'],
    ['/link/token/get', { link_token: 'x' }, 'INVALID_LINK_TOKEN'],
    ['/institutions/get_by_id', { institution_id: 'ins_1', country_codes: ['US'] }, 'INVALID_INSTITUTION'],
    ['/institutions/get_by_id', { institution_id: 'ins_1' }, 'MISSING_FIELDS'],
    ['/webhook_verification_key/get', { key_id: 'x' }, 'INVALID_WEBHOOK_VERIFICATION_KEY_ID'],
  ] as const) {
    const { json, status } = await call(path, body);
    expect([path, status, json['error_code']]).toEqual([path, 400, code]);
  }
  expect(found).toEqual([]);
});

test('answers look as they do at Plaid', async () => {
  const { call, url, item, wire } = await caller();
  const access_token = await item('river-bank', ['transactions']);
  const one = await call('/item/get', { access_token });
  expect(one.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(one.headers.get('plaid-version')).toBe('2020-09-14');
  expect(one.text).toBe(JSON.stringify(one.json, null, 2));
  const sync = await call('/transactions/sync', { access_token });
  expect(Object.keys(sync.json)).toEqual(Object.keys(sync.json).sort());
  const [row = {}] = sync.json['added'] as object[];
  expect(Object.keys(row)).toEqual(Object.keys(row).sort());
  const ids = [one.json['request_id'], (await call('/item/get', { access_token })).json['request_id']];
  expect(new Set(ids).size).toBe(2);
  expect(ids[0]).toMatch(/^[A-Za-z0-9]{15}$/);
  expect(access_token).toMatch(/^access-sandbox-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect((one.json['item'] as { item_id: string; webhook: string }).item_id).toMatch(/^[A-Za-z0-9]{37}$/);
  expect((one.json['item'] as { webhook: string }).webhook).toBe('');

  const bare = async (path: string, body: string, headers: Record<string, string> = {}) => {
    const answer = await wire.handle(new Request(`${url}${path}`, { method: 'POST', body, headers }));
    return [answer.status, ((await answer.json()) as Record<string, unknown>)['error_code']];
  };
  const keys = { client_id: 'sandbox-client', secret: 'sandbox-secret' };
  expect(await bare('/item/get', '{')).toEqual([400, 'INVALID_BODY']);
  expect(await bare('/item/get', '{}')).toEqual([400, 'MISSING_FIELDS']);
  expect(await bare('/item/get', JSON.stringify({ ...keys, secret: 'other' }))).toEqual([
    400,
    'INVALID_API_KEYS',
  ]);
  expect(await bare('/item/get', JSON.stringify({ ...keys, access_token }))).toEqual([200, undefined]);
  expect(await bare('/item/got', JSON.stringify(keys))).toEqual([404, 'NOT_FOUND']);
});
