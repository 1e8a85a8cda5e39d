import { CountryCode, type LinkTokenCreateRequest, Products } from 'plaid';
import { expect, test } from 'vitest';
import { linkItem, problemOf, servePlaid } from './served.ts';

const request: LinkTokenCreateRequest = {
  client_name: 'Test',
  language: 'en',
  country_codes: [CountryCode.Us],
  user: { client_user_id: 'u1' },
  products: [Products.Transactions],
};

test('a person goes through Link, and the app exchanges the token once', async () => {
  const { api, control, clock } = await servePlaid();
  const { data: token } = await api.linkTokenCreate({
    ...request,
    additional_consented_products: [Products.Liabilities],
    transactions: { days_requested: 30 },
  });
  expect(token.link_token).toMatch(/^link-sandbox-[0-9a-f-]{36}$/);
  expect(token.expiration).toBe('2026-11-20T19:00:00Z');
  const { publicToken, itemId } = await control.completeLink(token.link_token, {
    institution: 'river-bank',
    username: 'ada',
    accounts: ['river-bank.ada.checking'],
  });
  const { data } = await api.itemPublicTokenExchange({ public_token: publicToken ?? '' });
  expect(data.item_id).toBe(itemId);
  expect(await problemOf(api.itemPublicTokenExchange({ public_token: publicToken ?? '' }))).toMatchObject({
    error_code: 'INVALID_PUBLIC_TOKEN',
  });
  const { access_token } = data;
  const accounts = (await api.accountsGet({ access_token })).data.accounts;
  expect(accounts).toMatchObject([{ type: 'depository', subtype: 'checking', name: 'Everyday Checking' }]);
  const item = (await api.itemGet({ access_token })).data.item;
  expect(item).toMatchObject({ billed_products: ['transactions'], error: null, webhook: '' });
  expect(item.consented_products).toEqual(['liabilities', 'transactions']);
  const rows = (await api.transactionsSync({ access_token, count: 500 })).data.added;
  expect(rows.every(({ date }) => date >= '2026-10-21')).toBe(true);
  expect(control.billed()).toMatchObject([{ what: 'transactions', kind: 'subscription' }]);

  const late = (await api.linkTokenCreate(request)).data.link_token;
  const { publicToken: second } = await control.completeLink(late, { username: 'bob' });
  clock.at += 30 * 60_000;
  expect(await problemOf(api.itemPublicTokenExchange({ public_token: second ?? '' }))).toMatchObject({
    error_code: 'INVALID_PUBLIC_TOKEN',
  });
});

test('what Plaid refuses in a request for a link token', async () => {
  const { api, control } = await servePlaid();
  const { access_token } = await linkItem({ api, control });
  const wrong: [Partial<LinkTokenCreateRequest>, string][] = [
    [{ language: 'xx' }, 'INVALID_FIELD'],
    [{ country_codes: [] }, 'INVALID_FIELD'],
    [{ country_codes: ['JP' as CountryCode] }, 'INVALID_FIELD'],
    [{ user: { client_user_id: 'ada@example.com' } }, 'INVALID_FIELD'],
    [{ products: [] }, 'MISSING_FIELDS'],
    [{ products: [Products.Balance] }, 'INVALID_FIELD'],
    [{ optional_products: [Products.Transactions] }, 'INVALID_FIELD'],
    [{ redirect_uri: 'http://127.0.0.1/back?x=1' }, 'INVALID_FIELD'],
    [{ redirect_uri: 'http://127.0.0.1/back', android_package_name: 'a.b' }, 'INVALID_FIELD'],
    [{ webhook: 'nowhere' }, 'INVALID_FIELD'],
    [{ transactions: { days_requested: 731 } }, 'INVALID_FIELD'],
    [{ access_token }, 'INVALID_FIELD'],
    [{ colour: 'red' } as object, 'UNKNOWN_FIELDS'],
  ];
  for (const [change, code] of wrong) {
    expect([change, await problemOf(api.linkTokenCreate({ ...request, ...change }))]).toMatchObject([
      change,
      { status: 400, error_code: code },
    ]);
  }
  const { user: _, ...nobody } = request;
  expect(await problemOf(api.linkTokenCreate(nobody))).toMatchObject({ error_code: 'MISSING_FIELDS' });
});

test('update mode repairs the Item in place, and may change its accounts', async () => {
  const { api, control, world } = await servePlaid();
  const { access_token, itemId } = await linkItem({ api, control });
  const first = (await api.transactionsSync({ access_token, count: 500 })).data;
  const before = control.item(itemId).accounts;
  world.fail('river-bank.ada', { kind: 'login_required' });
  expect(await problemOf(api.accountsGet({ access_token }))).toMatchObject({
    error_code: 'ITEM_LOGIN_REQUIRED',
  });
  const { products: __, ...update } = request;
  const repair = (await api.linkTokenCreate({ ...update, access_token })).data;
  expect(repair.expiration).toBe('2026-11-20T15:30:00Z');
  expect(await control.completeLink(repair.link_token)).toEqual({ publicToken: null, itemId });
  expect((await api.accountsGet({ access_token })).data.accounts).toHaveLength(3);
  expect(control.item(itemId).accounts).toEqual(before);
  const same = (await api.transactionsSync({ access_token, cursor: first.next_cursor })).data;
  expect([same.added, same.removed]).toEqual([[], []]);

  const choose = async (accounts: string[]) => {
    const { data } = await api.linkTokenCreate({
      ...update,
      access_token,
      update: { account_selection_enabled: true },
    });
    await control.completeLink(data.link_token, { accounts });
  };
  await choose(['river-bank.ada.checking']);
  expect((await api.accountsGet({ access_token })).data.accounts).toHaveLength(1);
  const less = (await api.transactionsSync({ access_token, cursor: same.next_cursor })).data;
  expect(less.removed).toEqual([]);
  await choose(['river-bank.ada.checking', 'river-bank.ada.savings']);
  const savings = control.item(itemId).accounts.get('river-bank.ada.savings');
  expect(savings).not.toBe(before.get('river-bank.ada.savings'));
  const more = (await api.transactionsSync({ access_token, count: 500, cursor: less.next_cursor })).data;
  expect(new Set(more.added.map(({ account_id }) => account_id))).toEqual(new Set([savings]));
  expect(more.added).toHaveLength(world.ledger('river-bank.ada.savings').length);
});

test('accounts by filter, institutions by product and country, errors of Link', async () => {
  const { api, control, world } = await servePlaid();
  const token = async (change: Partial<LinkTokenCreateRequest>) =>
    (await api.linkTokenCreate({ ...request, ...change })).data.link_token;
  const filters = { credit: { account_subtypes: ['credit card' as never] } };
  const cards = await control.completeLink(await token({ account_filters: filters }), { username: 'ada' });
  expect([...control.item(cards.itemId).accounts.keys()]).toEqual(['river-bank.ada.credit']);
  const refuses = async (change: Partial<LinkTokenCreateRequest>, institution: string, code: string) =>
    expect(control.completeLink(await token(change), { institution })).rejects.toMatchObject({ code });
  await refuses({}, 'thames-bank', 'PRODUCTS_NOT_SUPPORTED');
  await refuses({ products: [Products.Investments] }, 'river-bank', 'PRODUCTS_NOT_SUPPORTED');
  await refuses({}, 'sakura-bank', 'INVALID_INSTITUTION');
  world.fail('river-bank', { kind: 'outage' });
  await refuses({}, 'river-bank', 'INSTITUTION_DOWN');
  const used = await token({});
  await control.exitLink(used, 'ITEM_LOCKED');
  await expect(control.completeLink(used)).rejects.toMatchObject({ code: 'INVALID_LINK_TOKEN' });
});

test('Hosted Link reports by webhook and by /link/token/get', async () => {
  const heard: Record<string, unknown>[] = [];
  const { api, control } = await servePlaid({
    deliver: async (webhook) => {
      heard.push((await webhook.json()) as Record<string, unknown>);
      return new Response(null, { status: 200 });
    },
  });
  const hosted = { ...request, webhook: 'https://app.example/hook', hosted_link: {} };
  const { data: token } = await api.linkTokenCreate(hosted);
  expect(token.hosted_link_url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/hl\/[A-Za-z0-9]{37}$/);
  expect((await api.linkTokenGet({ link_token: token.link_token })).data.link_sessions).toBeUndefined();
  const { publicToken } = await control.completeLink(token.link_token, { username: 'ada' });
  expect(heard).toMatchObject([
    {
      webhook_type: 'LINK',
      webhook_code: 'ITEM_ADD_RESULT',
      public_token: publicToken,
      environment: 'sandbox',
    },
    {
      webhook_code: 'SESSION_FINISHED',
      status: 'SUCCESS',
      public_tokens: [publicToken],
      link_token: token.link_token,
    },
  ]);
  const shown = (await api.linkTokenGet({ link_token: token.link_token })).data;
  expect(shown.link_sessions?.[0]?.results?.item_add_results).toMatchObject([
    { public_token: publicToken, institution: { name: 'First River Bank' } },
  ]);
  expect(shown.metadata).toMatchObject({
    initial_products: ['transactions'],
    webhook: 'https://app.example/hook',
  });

  const other = (await api.linkTokenCreate(hosted)).data.link_token;
  await control.exitLink(other, 'ITEM_LOCKED');
  expect(heard.at(-1)).toMatchObject({ webhook_code: 'SESSION_FINISHED', status: 'EXITED' });
  const left = (await api.linkTokenGet({ link_token: other })).data;
  expect(left.link_sessions?.[0]?.exit?.error).toMatchObject({ error_code: 'ITEM_LOCKED' });
});
