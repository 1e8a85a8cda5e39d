import { Products } from 'plaid';
import { expect, test } from 'vitest';
import { linkItem, problemOf, servePlaid } from './served.ts';

test('a routine sync costs nothing; what costs is counted', async () => {
  const { api, control } = await servePlaid();
  const { access_token, itemId } = await linkItem({ api, control });
  await api.itemGet({ access_token });
  await api.accountsGet({ access_token });
  await api.transactionsSync({ access_token, count: 500 });
  expect(control.billed()).toMatchObject([{ itemId, what: 'transactions', kind: 'subscription' }]);
  control.forgetCalls();
  await api.accountsBalanceGet({ access_token });
  await api.transactionsRefresh({ access_token });
  await api.transactionsRecurringGet({ access_token });
  await api.transactionsRecurringGet({ access_token });
  expect(control.billed().map(({ what, kind }) => `${what} ${kind}`)).toEqual([
    'balance call',
    'transactions_refresh call',
    'recurring_transactions subscription',
  ]);
  expect(control.counts()).toEqual({
    '/accounts/balance/get': 1,
    '/transactions/refresh': 1,
    '/transactions/recurring/get': 2,
  });
});

test('a call can add a product and start its bill, or needs consent, or finds nothing to tell', async () => {
  const { api, control } = await servePlaid();
  const us = await linkItem({ api, control });
  expect(await problemOf(api.liabilitiesGet({ access_token: us.access_token }))).toMatchObject({
    status: 400,
    error_code: 'ADDITIONAL_CONSENT_REQUIRED',
  });
  expect(await problemOf(api.investmentsHoldingsGet({ access_token: us.access_token }))).toMatchObject({
    error_code: 'PRODUCTS_NOT_SUPPORTED',
  });
  const uk = await linkItem({ api, control }, 'thames-bank');
  control.forgetCalls();
  expect((await api.liabilitiesGet({ access_token: uk.access_token })).data.liabilities.credit).toHaveLength(
    1,
  );
  expect(control.billed()).toMatchObject([{ itemId: uk.itemId, what: 'liabilities' }]);
  expect(control.item(uk.itemId).products).toContain('liabilities');
  const [card] = [...control.item(uk.itemId).accounts].filter(([account]) => !account.endsWith('credit'));
  expect(
    await problemOf(
      api.liabilitiesGet({ access_token: uk.access_token, options: { account_ids: [card?.[1] ?? ''] } }),
    ),
  ).toMatchObject({ error_code: 'NO_LIABILITY_ACCOUNTS' });
});

test('accounts: signs, limits, filters, and an id that outlives the Item', async () => {
  const { api, control, world } = await servePlaid();
  const { access_token, itemId } = await linkItem({ api, control });
  const { accounts } = (await api.accountsGet({ access_token })).data;
  const byType = new Map(accounts.map((account) => [account.type as string, account]));
  const card = world.account('river-bank.ada.credit').balances;
  expect(byType.get('credit')?.balances).toMatchObject({
    current: Number(card.current.value),
    limit: Number(card.limit?.value),
    iso_currency_code: 'USD',
  });
  const one = accounts[0]?.account_id ?? '';
  const only = { access_token, options: { account_ids: [one] } };
  expect((await api.accountsGet(only)).data.accounts).toHaveLength(1);
  expect(
    await problemOf(api.accountsGet({ access_token, options: { account_ids: ['nope'] } })),
  ).toMatchObject({ error_code: 'INVALID_ACCOUNT_ID' });
  const again = await linkItem({ api, control });
  const second = (await api.accountsGet({ access_token: again.access_token })).data.accounts;
  expect(second.map(({ account_id }) => account_id)).not.toContain(one);
  const persistent = (list: typeof accounts) => list.map((each) => each.persistent_account_id);
  expect(persistent(second)).toEqual(persistent(accounts));
  expect(persistent(accounts).filter(Boolean)).toHaveLength(2);
  world.closeAccount('river-bank.ada.savings');
  expect((await api.accountsGet({ access_token })).data.accounts).toHaveLength(2);
  control.revokeAccount(itemId, 'river-bank.ada.credit');
  expect((await api.accountsGet({ access_token })).data.accounts).toHaveLength(1);
});

test('loans are owed, and their terms are told', async () => {
  const { api, control, world } = await servePlaid();
  const { access_token } = await linkItem({ api, control }, 'keystone-lending', {
    products: [Products.Liabilities],
  });
  const { accounts, liabilities } = (await api.liabilitiesGet({ access_token })).data;
  expect(new Set(accounts.map(({ subtype }) => subtype as string))).toEqual(
    new Set(['auto', 'consumer', 'mortgage', 'student']),
  );
  expect(liabilities.credit).toBeNull();
  const mortgage = world.account('keystone-lending.ada.mortgage');
  expect(liabilities.mortgage).toMatchObject([
    {
      interest_rate: { percentage: 5.85, type: 'fixed' },
      next_monthly_payment: Number(mortgage.credit?.minimumPayment?.value),
      next_payment_due_date: '2026-12-01',
    },
  ]);
  expect(liabilities.student?.[0]).toMatchObject({ interest_rate_percentage: 4.99 });
});

test('holdings come to the balance of the account', async () => {
  const { api, control } = await servePlaid();
  const { access_token } = await linkItem({ api, control }, 'northgate-invest', {
    products: [Products.Investments],
  });
  const { accounts, holdings, securities } = (await api.investmentsHoldingsGet({ access_token })).data;
  const sum = holdings.reduce((total, { institution_value }) => total + institution_value, 0);
  expect(Math.round(sum * 100) / 100).toBe(accounts[0]?.balances.current);
  expect(new Set(holdings.map(({ security_id }) => security_id)).size).toBe(securities.length);
  const range = { start_date: '2026-09-20', end_date: '2026-11-20' };
  const all = (await api.investmentsTransactionsGet({ access_token, ...range })).data;
  const deposits = all.investment_transactions.filter(
    ({ subtype }) => (subtype as string) === 'contribution',
  );
  expect(deposits.length).toBeGreaterThan(0);
  expect(deposits.every(({ amount, quantity }) => amount < 0 && quantity < 0)).toBe(true);
  const page = (
    await api.investmentsTransactionsGet({ access_token, ...range, options: { count: 1, offset: 1 } })
  ).data;
  expect(page.investment_transactions).toEqual(all.investment_transactions.slice(1, 2));
  expect(page.total_investment_transactions).toBe(all.total_investment_transactions);
  expect(control.billed().map(({ what }) => what)).toEqual(['investments', 'investments_transactions']);
});

test('removed, rotated, revoked', async () => {
  const { api, control } = await servePlaid();
  const one = await linkItem({ api, control });
  const { new_access_token } = (await api.itemAccessTokenInvalidate({ access_token: one.access_token })).data;
  expect(await problemOf(api.itemGet({ access_token: one.access_token }))).toMatchObject({
    error_code: 'INVALID_ACCESS_TOKEN',
  });
  const access_token = new_access_token;
  control.breakItem(one.itemId, 'USER_PERMISSION_REVOKED');
  expect(await problemOf(api.accountsGet({ access_token }))).toMatchObject({
    error_code: 'USER_PERMISSION_REVOKED',
  });
  expect((await api.itemGet({ access_token })).data.item.error?.error_code).toBe('USER_PERMISSION_REVOKED');
  await api.itemRemove({ access_token });
  for (const call of [
    api.itemGet({ access_token }),
    api.itemRemove({ access_token }),
    api.accountsGet({ access_token }),
  ])
    expect(await problemOf(call)).toMatchObject({ error_code: 'ITEM_NOT_FOUND' });
});

test('faults of the world in words of Plaid', async () => {
  const { api, control, world } = await servePlaid();
  const { access_token } = await linkItem({ api, control });
  const cases = [
    ['outage', 400, 'INSTITUTION_ERROR', 'INSTITUTION_DOWN'],
    ['provider_error', 500, 'API_ERROR', 'INTERNAL_SERVER_ERROR'],
    ['throttled', 429, 'RATE_LIMIT_EXCEEDED', 'TRANSACTIONS_SYNC_LIMIT'],
    ['keys_refused', 400, 'INVALID_INPUT', 'INVALID_API_KEYS'],
    ['unauthorized', 400, 'INVALID_INPUT', 'INVALID_ACCESS_TOKEN'],
    ['login_required', 400, 'ITEM_ERROR', 'ITEM_LOGIN_REQUIRED'],
    ['mfa', 400, 'ITEM_ERROR', 'ITEM_LOGIN_REQUIRED'],
    ['act_at_bank', 400, 'ITEM_ERROR', 'USER_SETUP_REQUIRED'],
    ['consent_expired', 400, 'ITEM_ERROR', 'ITEM_LOGIN_REQUIRED'],
    ['revoked', 400, 'INVALID_INPUT', 'USER_PERMISSION_REVOKED'],
  ] as const;
  for (const [kind, status, error_type, error_code] of cases) {
    world.fail('river-bank.ada', { kind, times: 1 });
    expect([kind, await problemOf(api.transactionsSync({ access_token }))]).toMatchObject([
      kind,
      { status, error_type, error_code },
    ]);
    expect([kind, await problemOf(api.transactionsSync({ access_token }))]).toEqual([kind, { status: 200 }]);
  }
  world.fail('river-bank.ada', { kind: 'history_pending', times: 1 });
  expect((await api.transactionsSync({ access_token })).data.transactions_update_status).toBe(
    'INITIAL_UPDATE_COMPLETE',
  );
  expect((await api.transactionsSync({ access_token })).data.transactions_update_status).toBe(
    'HISTORICAL_UPDATE_COMPLETE',
  );
});

test('a consent ends where the bank lets it, and update mode renews it', async () => {
  const { api, control, clock } = await servePlaid();
  const { access_token } = await linkItem({ api, control }, 'thames-bank');
  expect((await api.itemGet({ access_token })).data.item.consent_expiration_time).toBe(
    '2027-02-18T15:00:00Z',
  );
  clock.at += 90 * 86_400_000;
  expect(await problemOf(api.accountsGet({ access_token }))).toMatchObject({
    error_code: 'ITEM_LOGIN_REQUIRED',
    error_code_reason: 'OAUTH_CONSENT_EXPIRED',
  });
  const { data } = await api.linkTokenCreate({
    client_name: 'Test',
    language: 'en',
    country_codes: ['GB' as never],
    user: { client_user_id: 'u1' },
    access_token,
  });
  await control.completeLink(data.link_token);
  expect((await api.itemGet({ access_token })).data.item.consent_expiration_time).toBe(
    '2027-05-19T15:00:00Z',
  );
  expect(await problemOf(api.accountsGet({ access_token }))).toEqual({ status: 200 });
});

test('while the bank is out of reach, what was known is shown, with its age', async () => {
  const { api, control, world } = await servePlaid();
  const { access_token } = await linkItem({ api, control });
  const first = (await api.transactionsSync({ access_token, count: 500 })).data;
  world.fail('river-bank.ada', { kind: 'stale' });
  world.advance({ days: 3 });
  const later = (await api.transactionsSync({ access_token, cursor: first.next_cursor })).data;
  expect([later.added, later.modified, later.removed]).toEqual([[], [], []]);
  const { status } = (await api.itemGet({ access_token })).data;
  expect(status?.transactions).toEqual({
    last_failed_update: '2026-11-23T15:00:00.000Z',
    last_successful_update: '2026-11-20T15:00:00.000Z',
  });
  world.heal('river-bank.ada');
  expect(
    (await api.transactionsSync({ access_token, cursor: later.next_cursor })).data.added.length,
  ).toBeGreaterThan(0);
});

test('with cached reads an Item that needs its person still shows what is known', async () => {
  const { api, control } = await servePlaid({ cachedReads: true });
  const { access_token, itemId } = await linkItem({ api, control });
  control.breakItem(itemId);
  expect(await problemOf(api.accountsGet({ access_token }))).toEqual({ status: 200 });
  expect(await problemOf(api.accountsBalanceGet({ access_token }))).toMatchObject({
    error_code: 'ITEM_LOGIN_REQUIRED',
  });
});

test('the dynamic user of the sandbox takes transactions by hand', async () => {
  const { api, control } = await servePlaid();
  const dynamic = await linkItem({ api, control }, 'river-bank', { username: 'user_transactions_dynamic' });
  const { access_token } = dynamic;
  const first = (await api.transactionsSync({ access_token, count: 500 })).data;
  await api.sandboxTransactionsCreate({
    access_token,
    transactions: [
      { date_transacted: '2026-11-19', date_posted: '2026-11-20', amount: 12.34, description: 'By hand' },
      { date_transacted: '2026-11-20', date_posted: '2026-11-22', amount: -5, description: 'Still pending' },
    ],
  });
  const next = (await api.transactionsSync({ access_token, cursor: first.next_cursor })).data;
  expect(next.added).toMatchObject([
    { amount: 12.34, name: 'By hand', pending: false },
    { amount: -5, name: 'Still pending', pending: true },
  ]);
  await api.transactionsRefresh({ access_token });
  const moved = (await api.transactionsSync({ access_token, cursor: next.next_cursor })).data;
  const pending = next.added.find((row) => row.pending)?.transaction_id;
  expect(moved.removed.map(({ transaction_id }) => transaction_id)).toContain(pending);
  expect(moved.added.filter((row) => row.pending_transaction_id === pending)).toHaveLength(1);
  expect(moved.added.filter((row) => row.pending)).toHaveLength(6);
  expect(moved.modified.length).toBeGreaterThan(0);
  const { access_token: other } = await linkItem({ api, control });
  expect(
    await problemOf(
      api.sandboxTransactionsCreate({
        access_token: other,
        transactions: [
          { date_transacted: '2026-11-19', date_posted: '2026-11-20', amount: 1, description: 'x' },
        ],
      }),
    ),
  ).toMatchObject({ error_code: 'SANDBOX_PRODUCT_NOT_ENABLED' });
});

test('nothing the log shows is a secret', async () => {
  const { api, control } = await servePlaid();
  const { access_token, itemId } = await linkItem({ api, control });
  await api.transactionsSync({ access_token, cursor: '', count: 7 });
  await problemOf(api.accountsGet({ access_token: 'access-sandbox-wrong' }));
  const [sync] = control.requests('/transactions/sync');
  expect(sync).toMatchObject({ itemId, status: 200, errorCode: null, fields: { cursor: '', count: 7 } });
  expect(control.requests('/accounts/get')).toMatchObject([
    { status: 400, errorCode: 'INVALID_ACCESS_TOKEN', itemId: null },
  ]);
  const shown = JSON.stringify([control.requests(), control.items(), control.billed()]);
  for (const secret of ['access-sandbox', 'public-sandbox', 'sandbox-secret'])
    expect(shown).not.toContain(secret);
});
