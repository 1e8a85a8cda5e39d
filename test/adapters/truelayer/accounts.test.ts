import { trueLayer } from 'bankweave/adapters/truelayer';
import nock from 'nock';
import { expect, test } from 'vitest';
import { errorOf } from '../../client/banks.ts';
import { guardNetwork } from '../../support/nock.ts';
import { account, API, callFor, card, options, results, StillClock } from './harness.ts';

guardNetwork();

const listing = (side: 'accounts' | 'cards', ...rows: unknown[]) =>
  nock(API)
    .get(`/data/v1/${side}`)
    .reply(200, results(...rows));
const failing = (path: string, status: number, error: string) =>
  nock(API).get(`/data/v1${path}`).reply(status, { error, error_description: 'no' });
const balance = (path: string, more: object) =>
  nock(API)
    .get(`/data/v1${path}/balance`)
    .reply(200, results({ currency: 'GBP', ...more }));

test('accounts and cards with their balances; a card says what is owed as a positive amount', async () => {
  const adapter = trueLayer(options);
  listing('accounts', account());
  listing('cards', card());
  balance('/accounts/acc-1', {
    current: -12.3,
    available: 487.7,
    overdraft: 500,
    update_timestamp: '2026-11-20T11:00:00Z',
  });
  balance('/cards/card-1', {
    current: 120.55,
    available: 879.45,
    credit_limit: 1000,
    last_statement_balance: 300,
    last_statement_date: '2026-11-01T00:00:00',
    payment_due: 5,
    payment_due_date: '2026-11-25T00:00:00Z',
  });
  const { accounts, complete } = await adapter.accounts.list(callFor(adapter));
  expect(complete).toBe(true);
  expect(accounts).toMatchObject([
    {
      id: 'acc-1',
      name: 'Club Account',
      mask: '5555',
      type: 'depository',
      subtype: 'checking',
      holder: 'personal',
      balances: {
        kind: 'asset',
        current: { value: '-12.30', currency: 'GBP' },
        available: { value: '487.70' },
        limit: { value: '500.00' },
        asOf: '2026-11-20T11:00:00.000Z',
      },
    },
    {
      id: 'card-1',
      officialName: 'VISA',
      mask: '0044',
      type: 'credit',
      subtype: 'credit_card',
      balances: {
        kind: 'liability',
        current: { value: '120.55' },
        available: { value: '879.45' },
        limit: { value: '1000.00' },
      },
      credit: {
        statementBalance: { value: '300.00' },
        statementDate: '2026-11-01',
        minimumPayment: { value: '5.00' },
        dueDate: '2026-11-25',
      },
    },
  ]);
});

test('the number of an account leaves only as a keyed hash, the same however the bank writes it', async () => {
  const hashOf = async (number: object, clientSecret = 'one'): Promise<string | undefined> => {
    const adapter = trueLayer({ ...options, clientSecret, scopes: ['accounts'] });
    listing('accounts', account({ account_number: number }));
    const { accounts } = await adapter.accounts.list(callFor(adapter));
    expect(JSON.stringify(accounts)).not.toMatch(/BUKB|5555555/);
    return accounts[0]?.numberHash;
  };
  const iban = await hashOf({ iban: 'GB33 BUKB 2020 1555 5555 55' });
  expect(iban).toMatch(/^[\w-]{43}$/);
  expect(await hashOf({ iban: 'gb33bukb20201555555555' })).toBe(iban);
  const local = await hashOf({ number: '55555555', sort_code: '20-20-15' });
  expect(await hashOf({ number: '55555555', sort_code: '202015' })).toBe(local);
  expect(await hashOf({ number: '55555555', sort_code: '20-20-15' }, 'another')).not.toBe(local);
  // Two people at one bank have numbers of their own; without the bank's part there is none.
  expect(await hashOf({ number: '55555555' })).toBeUndefined();
});

test('a pot has no number but swift_bic, and emoji in its name', async () => {
  const adapter = trueLayer({ ...options, scopes: ['accounts'] });
  listing(
    'accounts',
    account({
      account_type: 'SAVINGS',
      display_name: '🌴 Holiday',
      account_number: { swift_bic: 'MONZGB2L' },
    }),
  );
  const { accounts } = await adapter.accounts.list(callFor(adapter));
  expect(accounts).toMatchObject([{ name: '🌴 Holiday', subtype: 'savings' }]);
  expect(accounts[0]).not.toHaveProperty('mask');
  expect(accounts[0]).not.toHaveProperty('numberHash');
});

test.each([
  ['BUSINESS_TRANSACTION', { type: 'depository', subtype: 'checking', holder: 'business' }],
  ['BUSINESS_SAVINGS', { type: 'depository', subtype: 'savings', holder: 'business' }],
  ['SAVING', { type: 'depository', subtype: 'savings' }],
  ['CRYPTO_VAULT', { type: 'other', subtype: 'crypto_vault' }],
])('the account type %s', async (account_type, expected) => {
  const adapter = trueLayer({ ...options, scopes: ['accounts'] });
  listing('accounts', account({ account_type }));
  expect((await adapter.accounts.list(callFor(adapter))).accounts).toMatchObject([expected]);
});

test('an unknown account type and a charge card keep the word of the bank', async () => {
  const adapter = trueLayer({ ...options, scopes: ['cards'] });
  listing('cards', card({ card_type: 'CHARGE', card_network: 'AMEX', partial_card_number: '31001' }));
  expect((await adapter.accounts.list(callFor(adapter))).accounts).toMatchObject([
    { type: 'credit', subtype: 'charge_card', mask: '1001' },
  ]);
});

test('Amex gives neither what is left nor a limit, and is a card all the same', async () => {
  const adapter = trueLayer({ ...options, scopes: ['cards', 'balance'] });
  listing('cards', card());
  balance('/cards/card-1', { current: 42 });
  const { accounts } = await adapter.accounts.list(callFor(adapter));
  expect(accounts[0]?.balances).toEqual({
    kind: 'liability',
    current: { value: '42.00', currency: 'GBP' },
    available: null,
    limit: null,
    asOf: null,
  });
});

test('the year 1 stands for no time at all', async () => {
  const adapter = trueLayer({ ...options, scopes: ['accounts', 'balance'] });
  listing('accounts', account());
  balance('/accounts/acc-1', { current: 1, update_timestamp: '0001-01-01T00:00:00Z' });
  expect((await adapter.accounts.list(callFor(adapter))).accounts[0]?.balances.asOf).toBeNull();
});

test('a cards-only bank says 501 for accounts, once: it is not asked again', async () => {
  const adapter = trueLayer(options);
  failing('/accounts', 501, 'endpoint_not_supported');
  listing('cards', card());
  balance('/cards/card-1', { current: 1 });
  expect(await adapter.accounts.list(callFor(adapter))).toMatchObject({
    accounts: [{ id: 'card-1' }],
    complete: true,
  });
  listing('cards', card());
  balance('/cards/card-1', { current: 1 });
  expect((await adapter.accounts.list(callFor(adapter))).accounts).toHaveLength(1);
});

test('an accounts-only bank refuses cards with 403: nothing is missing for good, and nothing fails', async () => {
  const adapter = trueLayer(options);
  listing('accounts', account());
  failing('/cards', 403, 'access_denied');
  balance('/accounts/acc-1', { current: 1 });
  expect(await adapter.accounts.list(callFor(adapter))).toMatchObject({
    accounts: [{ id: 'acc-1' }],
    complete: false,
  });
});

test('a bank that lists accounts only just after a sign-in proves nothing by not listing them', async () => {
  const adapter = trueLayer({ ...options, scopes: ['accounts'] });
  listing('accounts');
  expect(await adapter.accounts.list(callFor(adapter))).toEqual({ accounts: [], complete: false });
  const both = trueLayer(options);
  failing('/accounts', 403, 'access_denied');
  failing('/cards', 403, 'access_denied');
  expect(await errorOf(() => both.accounts.list(callFor(both)))).toMatchObject({ code: 'unsupported' });
});

test('what was not granted is not asked for', async () => {
  const adapter = trueLayer(options);
  listing('accounts', account());
  const clock = new StillClock();
  const call = callFor(adapter, { clock });
  const credentials = { ...call.credentials, scope: 'accounts transactions' };
  expect((await adapter.accounts.list({ ...call, credentials })).accounts[0]).toMatchObject({
    balancesUnread: true,
  });
});

test('a balance that fails leaves the account and the others as they are', async () => {
  const adapter = trueLayer({ ...options, scopes: ['accounts', 'balance'] });
  listing('accounts', account(), account({ account_id: 'acc-2' }));
  nock(API).get('/data/v1/accounts/acc-1/balance').times(2).reply(503, { error: 'provider_error' });
  balance('/accounts/acc-2', { current: 7 });
  const { accounts, complete } = await adapter.accounts.list(callFor(adapter));
  expect(complete).toBe(true);
  expect(accounts).toMatchObject([
    { id: 'acc-1', balancesUnread: true },
    { balances: { current: { value: '7.00' } } },
  ]);
});

test('an account that cannot be read does not hide the others', async () => {
  const adapter = trueLayer({ ...options, scopes: ['accounts'] });
  listing('accounts', { account_type: 'TRANSACTION' }, null, account());
  expect((await adapter.accounts.list(callFor(adapter))).accounts.map(({ id }) => id)).toEqual(['acc-1']);
});

test('ids are opaque and never become part of a path', async () => {
  const adapter = trueLayer({ ...options, scopes: ['accounts', 'balance'] });
  listing('accounts', account({ account_id: '../me?x=1' }));
  nock(API)
    .get('/data/v1/accounts/..%2Fme%3Fx%3D1/balance')
    .reply(200, results({ currency: 'GBP', current: 1 }));
  expect((await adapter.accounts.list(callFor(adapter))).accounts[0]?.id).toBe('../me?x=1');
});
