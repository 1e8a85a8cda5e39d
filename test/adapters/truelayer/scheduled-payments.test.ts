import { trueLayer } from 'bankweave/adapters/truelayer';
import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { guardNetwork } from '../../support/nock.ts';
import { API, callFor, credentials, options, results, StillClock } from './harness.ts';
import { served } from './served.ts';

guardNetwork(['localhost', '127.0.0.1']);

const ORDERS = '/data/v1/accounts/acc-1/standing_orders';
const DEBITS = '/data/v1/accounts/acc-1/direct_debits';
const where = { account: 'acc-1', accountType: 'depository' } as const;

const order = (more: object = {}): object => ({
  frequency: 'IntrvlMnthDay:01:23',
  status: 'Active',
  timestamp: '2026-11-20T12:00:00Z',
  currency: 'GBP',
  payee: 'A Landlord',
  reference: 'RENT',
  next_payment_date: '2026-12-23T00:00:00Z',
  next_payment_amount: 900.1,
  previous_payment_timestamp: '2026-11-23T00:00:00',
  previous_payment_amount: 900.1,
  ...more,
});
const debit = (more: object = {}): object => ({
  direct_debit_id: 'changes',
  name: 'Water',
  status: 'Active',
  timestamp: '2026-11-20T12:00:00Z',
  currency: 'GBP',
  previous_payment_timestamp: '2026-11-03T00:00:00+00:00',
  previous_payment_amount: 31,
  meta: { provider_mandate_identification: 'mandate-1' },
  ...more,
});

const listing = (orders: [number, object], debits: [number, object], warned: string[] = []) => {
  nock(API)
    .get(ORDERS)
    .reply(...orders);
  nock(API)
    .get(DEBITS)
    .reply(...debits);
  const adapter = trueLayer(options);
  return adapter.scheduledPayments.list(where, callFor(adapter, { warned }));
};

test('what is paid is money out, exactly, on the day that is written', async () => {
  const [first, second] = await listing([200, results(order())], [200, results(debit())]);
  expect(first).toMatchObject({
    type: 'standing_order',
    status: 'active',
    payee: 'A Landlord',
    reference: 'RENT',
    rhythm: { unit: 'month', every: 1, provider: 'IntrvlMnthDay:01:23' },
    lastDate: '2026-11-23',
    lastAmount: { value: '-900.10', currency: 'GBP' },
    nextDate: '2026-12-23',
    nextAmount: { value: '-900.10', currency: 'GBP' },
  });
  expect(second).toEqual({
    id: 'mandate-1',
    type: 'direct_debit',
    status: 'active',
    payee: 'Water',
    lastDate: '2026-11-03',
    lastAmount: { value: '-31.00', currency: 'GBP' },
  });
});

test('a standing order has no id, and one of our own stays the same when it is paid', async () => {
  const later = { next_payment_date: '2027-01-23', previous_payment_timestamp: '2026-12-23', timestamp: 'x' };
  const [[one], [two], [other]] = [
    await listing([200, results(order())], [200, results()]),
    await listing([200, results(order(later))], [200, results()]),
    await listing([200, results(order({ payee: 'Another' }))], [200, results()]),
  ];
  expect(two?.id).toBe(one?.id);
  expect(other?.id).not.toBe(one?.id);
});

test('the id of a direct debit may change with every request; the mandate’s is taken', async () => {
  const [changed] = await listing([200, results()], [200, results(debit({ direct_debit_id: 'new' }))]);
  expect(changed?.id).toBe('mandate-1');
});

test.each([
  ['EvryDay', { unit: 'day', every: 1 }],
  ['EvryWorkgDay', { unit: 'day', every: 1 }],
  ['IntrvlDay:15', { unit: 'day', every: 15 }],
  ['IntrvlWkDay:02:3', { unit: 'week', every: 2 }],
  ['WkInMnthDay:02:03', { unit: 'month', every: 1 }],
  ['IntrvlMnthDay:06:15', { unit: 'month', every: 6 }],
  ['QtrDay:ENGLISH', { unit: 'quarter', every: 1 }],
  ['whenever', { unit: 'other' }],
  ['constructor', { unit: 'other' }],
])('the rhythm %s', async (frequency, expected) => {
  const [read] = await listing([200, results(order({ frequency }))], [200, results()]);
  expect(read?.rhythm).toEqual({ ...expected, provider: frequency });
});

test('unknown words and what is missing cost nothing; a row that cannot be read costs itself', async () => {
  const warned: string[] = [];
  const read = await listing(
    [200, results({ status: 'Paused' }, order({ next_payment_amount: 'much' }))],
    [200, results({ name: 'Only a name' })],
    warned,
  );
  expect(read).toMatchObject([
    { type: 'standing_order', status: 'other' },
    { type: 'direct_debit', status: 'other', payee: 'Only a name' },
  ]);
  expect(warned).toEqual(['truelayer: scheduled payments could not be read']);
});

describe('a bank that does not have them', () => {
  const unsupported = { error: 'endpoint_not_supported' };

  test('501 of one kind leaves the other, and is remembered', async () => {
    const adapter = trueLayer(options);
    const call = callFor(adapter);
    nock(API).get(ORDERS).once().reply(501, unsupported);
    nock(API).get(DEBITS).twice().reply(200, results(debit()));
    expect(await adapter.scheduledPayments.list(where, call)).toHaveLength(1);
    expect(await adapter.scheduledPayments.list(where, call)).toHaveLength(1);
  });

  test('501 of both is said to be unsupported', async () => {
    await expect(listing([501, unsupported], [501, unsupported])).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  test('403 is what one bank says of an account without any: an empty list, and nobody is disconnected', async () => {
    expect(await listing([200, results()], [403, { error: 'access_denied' }])).toEqual([]);
  });

  test('a card has none: the path does not exist, and nothing is asked', async () => {
    const adapter = trueLayer(options);
    await expect(
      adapter.scheduledPayments.list({ account: 'card-1', accountType: 'credit' }, callFor(adapter)),
    ).rejects.toMatchObject({ code: 'unsupported' });
  });

  test('what the person did not grant is not asked for', async () => {
    const adapter = trueLayer({ ...options, scopes: ['accounts', 'standing_orders', 'offline_access'] });
    const clock = new StillClock();
    nock(API).get(ORDERS).reply(200, results(order()));
    const call = callFor(adapter, { clock, credentials: credentials(clock) });
    expect(await adapter.scheduledPayments.list(where, call)).toHaveLength(1);
  });
});

test('from the sandbox, through the whole library: the rent is a standing order, the card’s bill a direct debit', async () => {
  const { bank, ada, link, world } = await served();
  const connection = await link();
  await bank.sync(connection.id);
  const { items } = await ada.accounts.list();
  const checking = items.find(({ name }) => name === world.account('thames-bank.ada.checking').name);
  const payments = await ada.scheduledPayments.list(checking?.id ?? '');
  const { person } = world.login('thames-bank', 'ada');
  expect(payments.find(({ type }) => type === 'standing_order')).toMatchObject({
    accountId: checking?.id,
    payee: person.landlord,
    status: 'active',
    nextDate: '2026-12-02',
  });
  expect(payments.filter(({ type }) => type === 'direct_debit').map(({ payee }) => payee)).toContain(
    'Classic Credit Card',
  );
  expect(
    payments.every(({ lastAmount }) => lastAmount === undefined || lastAmount.value.startsWith('-')),
  ).toBe(true);
});
