import { expect, test } from 'vitest';
import type { BankQuirks } from 'bankweave/adapters/truelayer/sandbox';
import { Bench, type Linked, type Row } from './bench.ts';

const setup = async (quirks: BankQuirks = {}) => {
  const bench = new Bench({ unattendedCalls: null, banks: { 'thames-bank': quirks } });
  return { bench, ada: await bench.linked() };
};

const card = (ada: Linked) => ada.results(`/cards/${ada.account('credit')}/transactions`);
const ids = (rows: readonly Row[], field: string) => rows.map((row) => row[field]);

test('a transaction_id may be another one in each answer; the normalised id is not', async () => {
  const { ada } = await setup({ rehash: true });
  const [one, two] = [await card(ada), await card(ada)];
  expect(one.length).toBeGreaterThan(5);
  for (const [i, row] of one.entries()) {
    expect(row['transaction_id']).not.toBe(two[i]?.['transaction_id']);
    expect(row['normalised_provider_transaction_id']).toBe(two[i]?.['normalised_provider_transaction_id']);
  }
  const { ada: calm } = await setup();
  expect(ids(await card(calm), 'transaction_id')).toEqual(ids(await card(calm), 'transaction_id'));
});

test('banks without ids: two equal purchases cannot be told apart', async () => {
  const { bench, ada } = await setup({ normalisedIds: false, providerIds: false, timestamps: 'midnight' });
  for (let n = 0; n < 2; n++)
    bench.world.post(ada.worldAccount('credit'), { amount: '-3.20', merchant: 'Cafe' });
  const [one, two] = await card(ada);
  expect(one).toMatchObject({ amount: 3.2, timestamp: '2026-11-20T00:00:00Z' });
  expect(one).toEqual({ ...two, running_balance: one?.['running_balance'] });
  expect(JSON.stringify(await card(ada))).not.toContain('provider_id');
});

test('a pending row gets another id when it is booked, unless the bank keeps it', async () => {
  for (const keepsIdOnSettlement of [false, true]) {
    const { bench, ada } = await setup({ keepsIdOnSettlement });
    const held = bench.world.authorize(ada.worldAccount('credit'), { amount: '-40.00', merchant: 'Fuel' });
    const [before] = await ada.results(`/cards/${ada.account('credit')}/transactions/pending`);
    bench.world.settle(held.id, { amount: '-48.00' });
    const [after] = await card(ada);
    expect(after).toMatchObject({ amount: 48 });
    expect(after?.['transaction_id']).not.toBe(before?.['transaction_id']);
    const kept = after?.['provider_transaction_id'] === before?.['provider_transaction_id'];
    expect(kept).toBe(keepsIdOnSettlement);
  }
});

test('every notation of a moment, and its first ten characters are always the booking day', async () => {
  const { bench, ada } = await setup({ timestamps: 'mixed' });
  const rows = await card(ada);
  const shapes = new Set(rows.map((row) => String(row['timestamp']).replaceAll(/\d/g, '9')));
  expect(shapes.size).toBeGreaterThan(4);
  expect([...shapes].every((shape) => shape.startsWith('9999-99-99T99:99:99'))).toBe(true);
  const days = bench.world
    .ledger(ada.worldAccount('credit'), bench.world.now(), { from: '2026-08-22', to: '2026-11-20' })
    .filter((row) => row.status === 'posted')
    .map((row) => row.date)
    .reverse();
  expect(rows.map((row) => String(row['timestamp']).slice(0, 10))).toEqual(days);
});

test('cards-only and accounts-only banks, and how they say so', async () => {
  const absent = async (quirks: BankQuirks, path: string) => {
    const { bench, ada } = await setup(quirks);
    const list = (await bench.send('GET', '/api/providers')).body as unknown as readonly Row[];
    const { status, body } = await ada.get(path);
    const scopes = list.find((each) => each['provider_id'] === 'ob-thames-bank')?.['scopes'];
    return [status, body.error, scopes];
  };
  const cardScopes = ['info', 'balance', 'transactions', 'cards', 'offline_access'];
  expect(await absent({ serves: 'cards' }, '/accounts')).toEqual([501, 'endpoint_not_supported', cardScopes]);
  expect(await absent({ serves: 'accounts', absence: 'denied' }, '/cards')).toMatchObject([
    403,
    'access_denied',
    expect.not.arrayContaining(['cards']),
  ]);
  expect(await absent({ serves: 'accounts', absence: 'empty' }, '/cards')).toMatchObject([
    200,
    undefined,
    {},
  ]);
});

test('a bank without pending rows answers 501 or 403', async () => {
  for (const [pending, status] of [
    ['not_supported', 501],
    ['denied', 403],
  ] as const) {
    const { ada } = await setup({ pending });
    const path = `/cards/${ada.account('credit')}/transactions/pending`;
    expect((await ada.get(path)).status).toBe(status);
  }
  const bench = new Bench();
  const summit = await bench.linked({ institution: 'summit-card', username: 'ada' });
  expect((await summit.get(`/cards/${summit.account('credit')}/transactions/pending`)).status).toBe(501);
});

test('balances may lack `available` and the limit; pots have nothing but a BIC', async () => {
  const { ada } = await setup({ available: false, pots: true });
  const [balance] = await ada.results(`/accounts/${ada.account('checking')}/balance`);
  expect(balance).toHaveProperty('current');
  expect(balance).not.toHaveProperty('available');
  const [owed] = await ada.results(`/cards/${ada.account('credit')}/balance`);
  expect(owed).not.toHaveProperty('credit_limit');
  const [current, pot] = await ada.results('/accounts');
  expect(current?.['account_number']).toHaveProperty('iban');
  expect(Object.keys(pot?.['account_number'] as object)).toEqual(['swift_bic']);
});

test('type and sign may contradict each other, on accounts and on cards', async () => {
  const { bench, ada } = await setup({ typeConflicts: true, cardSigns: 'as_accounts' });
  bench.world.post(ada.worldAccount('checking'), { amount: '-20.50', merchant: 'Shop' });
  const [row] = await ada.results(`/accounts/${ada.account('checking')}/transactions`);
  expect(row).toMatchObject({ amount: -20.5, transaction_type: 'CREDIT', transaction_category: 'PURCHASE' });
  const debits = (await card(ada)).filter((each) => each['transaction_type'] === 'DEBIT');
  expect(debits.length).toBeGreaterThan(0);
  expect(debits.every((each) => Number(each['amount']) < 0)).toBe(true);
});

test('without enrichment only `meta` names the shop', async () => {
  const { ada } = await setup({ enrichment: false });
  const rows = await card(ada);
  expect(rows.some((row) => 'merchant_name' in row)).toBe(false);
  expect(rows.every((row) => (row['transaction_classification'] as string[]).length === 0)).toBe(true);
  expect(rows.some((row) => 'counter_party_preferred_name' in (row['meta'] as object))).toBe(true);
});

test('words nobody knows, and the year 1', async () => {
  const { ada } = await setup({ oddities: true });
  expect((await ada.results('/accounts'))[1]).toMatchObject({ account_type: 'POT' });
  expect((await ada.results('/info'))[0]).toMatchObject({ update_timestamp: '0001-01-01T00:00:00Z' });
  expect((await card(ada))[0]).toMatchObject({
    transaction_category: 'ROUND_UP',
    meta: { constellation: 'Cassiopeia' },
  });
});

test('a bank that is not there is a mistake', async () => {
  expect(() => new Bench({ banks: { 'no-bank': {} } })).toThrow('no-bank');
  expect(() => new Bench({ banks: { mock: {} } })).not.toThrow();
  expect(() => new Bench().control.bank('no-bank', {})).toThrow('no-bank');
});

test('habits can change while running; account ids may follow the consent', async () => {
  const { bench, ada } = await setup();
  expect((await bench.linked()).account('checking')).toBe(ada.account('checking'));
  bench.control.bank('*', { accountIdsPerConsent: true });
  const other = await bench.linked();
  expect(other.account('checking')).not.toBe(ada.account('checking'));
  expect((await other.results('/accounts'))[0]).toMatchObject({ account_id: other.account('checking') });
});

test('the list of banks is an array for anybody, and empty for a country', async () => {
  const { bench } = await setup();
  const { body } = await bench.send('GET', '/api/providers?clientId=sandbox-client');
  const list = body as unknown as readonly Row[];
  expect(list.find((each) => each['provider_id'] === 'ob-thames-bank')).toMatchObject({ country: 'uk' });
  expect(ids(list, 'provider_id')).not.toContain('ob-keystone-lending');
  expect((await bench.send('GET', '/api/providers?country=uk')).body).toEqual([]);
});

test('every currency keeps its own digits', async () => {
  const bench = new Bench();
  for (const [institution, currency, digits] of [
    ['sakura-bank', 'JPY', 0],
    ['gulf-bank', 'KWD', 3],
  ] as const) {
    const ada = await bench.linked({ institution, username: 'ada' });
    const account = bench.world.account(`${institution}.ada.checking`);
    const [balance] = await ada.results(`/accounts/${ada.account('checking')}/balance`);
    expect(balance).toMatchObject({ currency, current: Number(account.balances.current.value) });
    expect(String(balance?.['current']).split('.')[1]?.length ?? 0).toBeLessThanOrEqual(digits);
  }
});
