import { readFileSync } from 'node:fs';
import { trueLayer } from 'bankweave/adapters/truelayer';
import nock from 'nock';
import { expect, test } from 'vitest';
import { guardNetwork } from '../../support/nock.ts';
import { sharedPath } from '../../support/shared.ts';
import { API, app, callFor, options, pull, results, row } from './harness.ts';

guardNetwork();

const adapter = trueLayer(options);

/** What becomes of rows of an account, or of a card. */
async function read(rows: readonly unknown[], side: 'accounts' | 'cards' = 'accounts') {
  const path = `/data/v1/${side}/acc-1/transactions`;
  nock(API)
    .get(path)
    .query(true)
    .reply(200, results(...rows));
  nock(API).get(`${path}/pending`).reply(200, results());
  const warned: string[] = [];
  const accountType = side === 'cards' ? 'credit' : 'depository';
  const pulled = await pull(adapter, callFor(adapter, { warned }), { accountType });
  return { ...pulled, rejected: pulled.batches.flatMap(({ rejected = [] }) => rejected), warned };
}

test.each([
  ['accounts', -3.2, 'DEBIT', '-3.20', false],
  ['accounts', 900, 'CREDIT', '900.00', false],
  ['accounts', -20.5, 'CREDIT', '-20.50', true],
  ['accounts', 20.5, 'DEBIT', '20.50', true],
  ['accounts', -1, undefined, '-1.00', false],
  ['cards', 3.2, 'DEBIT', '-3.20', false],
  ['cards', -50, 'CREDIT', '50.00', false],
  ['cards', -3.2, 'DEBIT', '-3.20', true],
  ['cards', 50, 'CREDIT', '50.00', true],
  ['cards', 7, undefined, '-7.00', false],
  ['cards', 0, 'DEBIT', '0.00', false],
] as const)(
  'signs: %s, %d and %s is %s, contradiction: %s',
  async (side, amount, transaction_type, value, conflict) => {
    // The category never decides: a purchase with money in is a refund.
    const { rows, warned } = await read([row({ amount, transaction_type })], side);
    expect(rows[0]?.amount.value).toBe(value);
    expect(warned.some((text) => text.includes('sign_conflict'))).toBe(conflict);
  },
);

test.each([
  ['2026-11-10T23:30:00Z', '2026-11-10', '2026-11-10T23:30:00.000Z'],
  ['2026-11-10T23:30:00+00:00', '2026-11-10', '2026-11-10T23:30:00.000Z'],
  ['2026-11-10T23:30:00', '2026-11-10', undefined],
  ['2026-11-10T00:00:00Z', '2026-11-10', undefined],
  ['2026-11-10T00:00:00', '2026-11-10', undefined],
  ['2026-11-10T08:01:02.1234567Z', '2026-11-10', '2026-11-10T08:01:02.123Z'],
  ['2026-11-10T01:30:00+02:00', '2026-11-10', '2026-11-09T23:30:00.000Z'],
  ['2026-11-10', '2026-11-10', undefined],
])('dates: %s is the day %s, taken from the text, with the moment %s', async (timestamp, date, datetime) => {
  const { rows } = await read([row({ timestamp })]);
  expect([rows[0]?.date, rows[0]?.datetime, rows[0]?.postedDate]).toEqual([date, datetime, date]);
});

test('amounts are exact in the digits of their currency, never times a hundred', async () => {
  const { rows } = await read([
    row({ amount: -1234.5, currency: 'JPY', transaction_id: 'a' }),
    row({ amount: -1.234, currency: 'KWD' }),
    row({ amount: -0.1 }),
    row({ amount: -1234567.89 }),
  ]);
  expect(rows.map(({ amount }) => amount.value)).toEqual(['-1234.5', '-1.234', '-0.10', '-1234567.89']);
});

test('a row that cannot be read is put apart with its day, and the others go on', async () => {
  const { rows, rejected } = await read([
    row(),
    row({ amount: 'a lot' }),
    row({ timestamp: 'yesterday' }),
    null,
  ]);
  expect(rows).toHaveLength(1);
  expect(rejected.map(({ path, date }) => [path, date])).toEqual([
    ['amount', '2026-11-10'],
    ['timestamp', undefined],
    ['', undefined],
  ]);
});

test('every id is named, the best first; the hash of a row is only a hint', async () => {
  const { rows } = await read([
    row({
      normalised_provider_transaction_id: 'txn-1',
      provider_transaction_id: 'p-1',
      transaction_id: 'h-1',
    }),
    row({ transaction_id: 'h-2' }),
  ]);
  expect(rows.map(({ ids }) => ids)).toEqual([
    [
      { scheme: 'normalised_provider_transaction_id', value: 'txn-1', stable: true },
      { scheme: 'provider_transaction_id', value: 'p-1', stable: true },
      { scheme: 'transaction_id', value: 'h-1', stable: false },
    ],
    [{ scheme: 'transaction_id', value: 'h-2', stable: false }],
  ]);
});

test('an id that two different rows of one answer have is nobody’s, with a warning; the same row twice is one', async () => {
  const twice = row({ provider_transaction_id: 'p-9', description: 'THE SAME' });
  const { rows, warned } = await read([
    row({ provider_transaction_id: 'p-1', description: 'ONE' }),
    row({ provider_transaction_id: 'p-1', description: 'ANOTHER' }),
    twice,
    twice,
  ]);
  expect(rows.map(({ description }) => description)).toEqual(['ONE', 'ANOTHER', 'THE SAME']);
  expect(rows.map(({ ids }) => ids[0]?.stable)).toEqual([false, false, true]);
  expect(warned.some((text) => text.includes('share an id'))).toBe(true);
});

test('two equal coffees on one day are two rows', async () => {
  const coffee = row({ transaction_id: 'same-hash' });
  expect((await read([coffee, coffee])).rows).toHaveLength(2);
});

test.each([
  [['Food & Dining', 'Restaurants'], 'PURCHASE', 'food_and_drink', 'PURCHASE > Food & Dining > Restaurants'],
  [[' Bills and Utilities '], 'DIRECT_DEBIT', 'rent_and_utilities', 'DIRECT_DEBIT > Bills and Utilities'],
  [['Auto & Transport', 'Taxi'], 'PURCHASE', 'transportation', 'PURCHASE > Auto & Transport > Taxi'],
  [[], 'ATM', 'transfer_out', 'ATM'],
  [['Llama grooming'], 'ROUND_UP', 'other', 'ROUND_UP > Llama grooming'],
  [undefined, undefined, 'other', undefined],
])('category: %o and %s', async (transaction_classification, transaction_category, primary, provider) => {
  const { rows } = await read([row({ transaction_classification, transaction_category })]);
  expect([rows[0]?.category.primary, rows[0]?.category.provider]).toEqual([primary, provider]);
});

test('whose money it was: the merchant, else whom the bank names, never the description', async () => {
  const { rows } = await read([
    row({ merchant_name: 'Corner Coffee', meta: { provider_merchant_name: 'CC LTD' } }),
    row({ meta: { provider_merchant_name: 'CC LTD' } }),
    row({ meta: { counter_party_preferred_name: 'Jansen' } }),
    row({ meta: null }),
  ]);
  expect(rows.map(({ merchant, counterparties }) => [merchant?.name, counterparties[0]?.name])).toEqual([
    ['Corner Coffee', 'Corner Coffee'],
    ['CC LTD', 'CC LTD'],
    [undefined, 'Jansen'],
    [undefined, undefined],
  ]);
});

test('a running balance that cannot be read is no reason to lose the row', async () => {
  const { rows } = await read([
    row({ running_balance: { amount: 12.5, currency: 'GBP' } }),
    row({ running_balance: { amount: 'much' } }),
  ]);
  expect(rows.map(({ runningBalance }) => runningBalance?.value)).toEqual(['12.50', undefined]);
});

const folder = sharedPath('recordings', 'truelayer');
const recorded = (name: string): { results: Record<string, unknown>[] } =>
  JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as never;

test.skipIf(folder === undefined)(
  'real answers of a bank and a card go through the whole pipe: nothing lost, exact amounts, signs and days',
  async () => {
    const { link, bank, ada } = app();
    const { id } = await link();
    const [accounts, cards] = [recorded('accounts'), recorded('cards')];
    const rows = recorded('transactions-2023-01-01-to-2023-01-07');
    // Moved into what a bank still gives, each by the same number of days.
    const moved: Record<string, unknown>[] = rows.results.map((one) => ({
      ...one,
      timestamp: String(one['timestamp']).replace('2023-01', '2026-11'),
    }));
    const first = accounts.results[0]?.['account_id'];
    nock(API)
      .get('/data/v1/me')
      .reply(200, results({ credentials_id: 'cred-1' }));
    nock(API).get('/data/v1/accounts').reply(200, accounts);
    nock(API).get('/data/v1/cards').reply(200, cards);
    for (const { account_id } of accounts.results) {
      const path = `/data/v1/accounts/${String(account_id)}`;
      nock(API).get(`${path}/balance`).reply(200, recorded('balance'));
      nock(API)
        .get(`${path}/transactions`)
        .query(true)
        .reply(200, account_id === first ? { ...rows, results: moved } : results());
      nock(API).get(`${path}/transactions/pending`).reply(200, results());
    }
    for (const { account_id } of cards.results) {
      const path = `/data/v1/cards/${String(account_id)}`;
      nock(API).get(`${path}/balance`).reply(200, recorded('card-balance'));
      nock(API).get(`${path}/transactions`).query(true).reply(200, results());
      nock(API).get(`${path}/transactions/pending`).reply(501, { error: 'endpoint_not_supported' });
    }
    const run = await bank.sync(id);
    expect(run).toMatchObject({
      status: 'complete',
      counts: { received: moved.length, added: moved.length, quarantined: 0 },
    });
    const told = (await ada.transactions.list({ limit: 500 })).items;
    const wanted = moved.map((one) => {
      const amount = Number(one['amount']).toFixed(2);
      return [String(one['timestamp']).slice(0, 10), amount, one['normalised_provider_transaction_id']].join(
        ' ',
      );
    });
    expect(
      told.map((one) => [one.date, one.amount.value, one.providerTransactionId].join(' ')).sort(),
    ).toEqual(wanted.sort());
    const held = (await ada.accounts.list({ limit: 50 })).items;
    expect(held).toHaveLength(accounts.results.length + cards.results.length);
    expect(held.filter(({ type }) => type === 'credit').map(({ balances }) => balances)).toMatchObject([
      {
        kind: 'liability',
        current: { value: '20.00' },
        available: { value: '3279.00' },
        limit: { value: '1464.00' },
      },
    ]);
    const [main] = held.filter(({ mask }) => mask === '8737');
    expect(main?.balances).toMatchObject({ kind: 'asset', current: { value: '1234.56' }, available: null });
  },
);
