import { expect, test } from 'vitest';
import { Bench } from './bench.ts';

const categories =
  'ATM BILL_PAYMENT CASH CASHBACK CHEQUE CORRECTION CREDIT DEBIT DIRECT_DEBIT DIVIDEND FEE_CHARGE INTEREST OTHER PURCHASE STANDING_ORDER TRANSFER UNKNOWN'.split(
    ' ',
  );

test('the whole way: link, code, tokens, me, accounts, cards', async () => {
  const bench = new Bench();
  const ada = await bench.linked();
  expect(ada.tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
  expect(ada.tokens.access_token.split('.')).toHaveLength(3);
  const [me] = await ada.results('/me');
  expect(me).toMatchObject({
    credentials_id: ada.id,
    provider: { provider_id: 'ob-thames-bank' },
    consent_expires_at: new Date(bench.world.now() + 90 * 86_400_000).toISOString(),
  });
  const accounts = await ada.results('/accounts');
  expect(accounts.map((account) => account['account_type'])).toEqual(['TRANSACTION', 'SAVINGS']);
  expect(accounts[0]).toMatchObject({ account_id: ada.account('checking'), currency: 'GBP' });
  expect(await ada.results(`/accounts/${ada.account('checking')}`)).toEqual([accounts[0]]);
  const [card] = await ada.results('/cards');
  expect(card).toMatchObject({ account_id: ada.account('credit'), card_type: 'CREDIT' });
  const [info] = await ada.results('/info');
  const { person } = bench.world.login('thames-bank', 'ada');
  expect(info).toMatchObject({ full_name: `${person.firstName} ${person.lastName}`, emails: [person.email] });
});

test('balances and rows are those of the world; on cards both are the other way round', async () => {
  const bench = new Bench();
  const { world } = bench;
  const ada = await bench.linked();
  const checking = world.account(ada.worldAccount('checking'));
  const credit = world.account(ada.worldAccount('credit'));
  expect(await ada.results(`/accounts/${ada.account('checking')}/balance`)).toMatchObject([
    {
      current: Number(checking.balances.current.value),
      available: Number(checking.balances.available?.value),
    },
  ]);
  const [owed] = await ada.results(`/cards/${ada.account('credit')}/balance`);
  expect(owed).toMatchObject({ current: Number(credit.balances.current.value) });
  expect(Number(owed?.['current'])).toBeGreaterThan(0);
  for (const [slug, path, sign] of [
    ['checking', 'accounts', 1],
    ['credit', 'cards', -1],
  ] as const) {
    const rows = await ada.results(
      `/${path}/${ada.account(slug)}/transactions?from=2026-09-01&to=2026-11-20`,
    );
    const shown = world
      .ledger(ada.worldAccount(slug), world.now(), { from: '2026-09-01', to: '2026-11-20' })
      .filter((row) => row.status === 'posted');
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.map((row) => row['amount'])).toEqual(
      shown.map((row) => sign * Number(row.amount.value)).reverse(),
    );
    for (const row of rows) {
      const out = sign * Number(row['amount']) < 0;
      expect(row['transaction_type']).toBe(out ? 'DEBIT' : 'CREDIT');
      expect(categories).toContain(row['transaction_category']);
      expect(row['transaction_classification']).toBeInstanceOf(Array);
      expect(row['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
    expect(rows.map((row) => String(row['timestamp']).slice(0, 10))).toEqual(
      shown.map((row) => row.date).reverse(),
    );
    const after = world.runningBalances(ada.worldAccount(slug));
    expect(rows[0]?.['running_balance']).toMatchObject({
      amount: Number(after.get(shown.at(-1)?.id ?? '')?.value),
    });
  }
});

test('rows say what they are in TrueLayer’s words', async () => {
  const bench = new Bench();
  const ada = await bench.linked();
  const rows = await ada.results(`/accounts/${ada.account('checking')}/transactions`);
  const categoryOf = (start: string) =>
    rows.find((row) => String(row['description']).startsWith(start))?.['transaction_category'];
  expect(categoryOf('STANDING ORDER')).toBe('STANDING_ORDER');
  expect(categoryOf('CARD AUTOPAY')).toBe('DIRECT_DEBIT');
  expect(categoryOf('INTERNAL TRANSFER')).toBe('TRANSFER');
  const paid = await ada.results(`/cards/${ada.account('credit')}/transactions`);
  const shops = paid.filter((row) => 'merchant_name' in row && row['transaction_type'] === 'DEBIT');
  expect(new Set(shops.map((row) => row['transaction_category']))).toEqual(new Set(['PURCHASE']));
  expect(new Set(shops.map((row) => (row['transaction_classification'] as string[]).length))).toContain(2);
});

test('pending rows are an answer of their own', async () => {
  const bench = new Bench();
  const ada = await bench.linked();
  const row = bench.world.authorize(ada.worldAccount('credit'), {
    amount: '-12.30',
    merchant: 'Corner Shop',
  });
  const rows = await ada.results(`/cards/${ada.account('credit')}/transactions/pending`);
  expect(rows[0]).toMatchObject({ amount: 12.3, transaction_type: 'DEBIT', provider_transaction_id: row.id });
  expect(rows[0]).not.toHaveProperty('running_balance');
  expect(rows[0]).not.toHaveProperty('normalised_provider_transaction_id');
  const booked = await ada.results(`/cards/${ada.account('credit')}/transactions`);
  expect(booked.map((each) => each['provider_transaction_id'])).not.toContain(row.id);
});

test('an account that is not there, or that the person did not share', async () => {
  const bench = new Bench();
  const ada = await bench.linked({
    institution: 'thames-bank',
    username: 'ada',
    accounts: ['thames-bank.ada.checking'],
  });
  expect(await ada.results('/accounts')).toHaveLength(1);
  expect(await ada.results('/cards')).toEqual([]);
  for (const id of ['nobody', ada.account('savings')]) {
    const { status, body } = await ada.get(`/accounts/${id}/balance`);
    expect([status, body.error]).toEqual([404, 'account_not_found']);
  }
});

test('scopes are enforced, and running balances need `balance`', async () => {
  const bench = new Bench();
  const ada = await bench.linked(undefined, { scope: 'accounts transactions' });
  expect(ada.tokens.refresh_token).toBeUndefined();
  for (const path of ['/cards', '/info', `/accounts/${ada.account('checking')}/balance`]) {
    expect(await ada.get(path)).toMatchObject({ status: 403, body: { error: 'access_denied' } });
  }
  const rows = await ada.results(`/accounts/${ada.account('checking')}/transactions`);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter((row) => 'running_balance' in row)).toEqual([]);
});

test('what TrueLayer does not have is 404 and 405', async () => {
  const bench = new Bench();
  const ada = await bench.linked();
  expect(await ada.get(`/cards/${ada.account('credit')}/standing_orders`)).toMatchObject({ status: 404 });
  expect(await bench.send('GET', '/connect/token')).toMatchObject({ status: 405 });
  expect(await bench.send('GET', '/data/v1/me')).toMatchObject({
    status: 401,
    body: { error: 'unauthorized' },
  });
});
