import { plaid, type PlaidOptions } from 'bankweave/adapters/plaid';
import { describe, expect, test } from 'vitest';
import { guardNetwork } from '../../support/nock.ts';
import {
  account,
  callFor,
  fault,
  front,
  type Handler,
  item,
  keys,
  ok,
  page,
  row,
  stubPlaid,
} from './harness.ts';

guardNetwork();

const LIABILITIES = '/liabilities/get';
const card = account({
  account_id: 'card',
  type: 'credit',
  subtype: 'credit card',
  name: 'Card',
  mask: '3333',
});
const has = (more: object) => ({
  '/accounts/get': () => ok({ accounts: [account(), card], item: item(more as never) }),
});

test('a routine sync makes no call that is billed: balances, refresh, liabilities, investments', async () => {
  const stub = stubPlaid({ ...has({}), '/transactions/sync': () => page({ added: [row('t', 1)] }) });
  const there = await front();
  for (let day = 0; day < 3; day++) await there.later();
  expect(new Set(stub.requests.map(({ path }) => path))).toEqual(
    new Set([
      '/link/token/create',
      '/item/public_token/exchange',
      '/item/get',
      '/accounts/get',
      '/transactions/sync',
    ]),
  );
});

describe('terms of cards and loans', () => {
  const terms: Handler = () =>
    ok({
      accounts: [],
      liabilities: {
        credit: [
          {
            account_id: 'card',
            aprs: [
              { apr_type: 'cash_apr', apr_percentage: 29.99 },
              { apr_type: 'purchase_apr', apr_percentage: 21.5 },
            ],
            last_statement_balance: 410.5,
            last_statement_issue_date: '2026-11-01',
            minimum_payment_amount: 20,
            next_payment_due_date: '2026-12-01',
          },
          { account_id: null },
          null,
        ],
        mortgage: [
          {
            account_id: 'home',
            next_monthly_payment: 1500,
            interest_rate: { percentage: 3.99, type: 'fixed' },
          },
        ],
        student: null,
        brand_new: [{}],
      },
    });
  const listed = async (options: PlaidOptions, more: object, reply = terms) => {
    const stub = stubPlaid({ ...has(more), [LIABILITIES]: reply });
    const adapter = plaid({ ...keys, ...options });
    const { accounts } = await adapter.accounts.list(callFor(adapter));
    return { calls: stub.count(LIABILITIES), credit: accounts.find(({ id }) => id === 'card')?.credit };
  };

  test.each([
    ['neither asked for nor there', {}, {}, 0],
    ['consented to, but never asked for', {}, { consented_products: ['liabilities'] }, 0],
    [
      'asked for, but not consented to',
      { optionalProducts: ['liabilities'] },
      { consented_products: ['transactions'] },
      0,
    ],
    [
      'asked for and consented to',
      { optionalProducts: ['liabilities'] },
      { consented_products: ['liabilities'] },
      1,
    ],
    [
      'asked for, and no word of consent',
      { products: ['transactions', 'liabilities'] },
      { consented_products: undefined },
      1,
    ],
    ['already with the login', {}, { billed_products: ['transactions', 'liabilities'] }, 1],
  ])('%s', async (_, options, more, calls) => {
    expect((await listed(options, more)).calls).toBe(calls);
  });

  test('are read exactly', async () => {
    expect((await listed({}, { products: ['liabilities'] })).credit).toEqual({
      statementBalance: { value: '410.50', currency: 'USD' },
      statementDate: '2026-11-01',
      minimumPayment: { value: '20.00', currency: 'USD' },
      dueDate: '2026-12-01',
      apr: '21.5',
    });
  });

  test('are not asked for where there is nothing to owe on', async () => {
    const stub = stubPlaid({
      '/accounts/get': () => ok({ accounts: [account()], item: item({ products: ['liabilities'] }) }),
    });
    const adapter = plaid(keys);
    await adapter.accounts.list(callFor(adapter));
    expect(stub.count(LIABILITIES)).toBe(0);
  });

  test.each([
    'NO_LIABILITY_ACCOUNTS',
    'PRODUCTS_NOT_SUPPORTED',
    'PRODUCT_NOT_READY',
    'ADDITIONAL_CONSENT_REQUIRED',
  ])('%s is no reason to lose the accounts', async (code) => {
    expect(await listed({}, { products: ['liabilities'] }, () => fault(code))).toEqual({ calls: 1 });
  });

  test('a login that is broken is broken', async () => {
    await expect(
      listed({}, { products: ['liabilities'] }, () => fault('ITEM_LOGIN_REQUIRED')),
    ).rejects.toMatchObject({
      code: 'action_required',
    });
  });
});

describe('live balances', () => {
  const BALANCE = '/accounts/balance/get';
  test('are asked for explicitly', async () => {
    const stub = stubPlaid({ [BALANCE]: () => ok({ accounts: [account()], item: item() }) });
    const adapter = plaid(keys);
    expect(await adapter.balances.refresh(callFor(adapter))).toMatchObject([
      { id: 'acc1', balances: { current: { value: '110.00' } } },
    ]);
    expect(stub.count(BALANCE)).toBe(1);
  });

  test('of cards that have none are as fresh as the bank allows, or else those at hand', async () => {
    const stub = stubPlaid({
      [BALANCE]: ({ options }) => (options ? ok({ accounts: [card], item: item() }) : fault('INVALID_FIELD')),
    });
    const adapter = plaid(keys);
    expect(await adapter.balances.refresh(callFor(adapter))).toMatchObject([{ id: 'card' }]);
    expect(stub.requests.at(-1)?.body['options']).toEqual({
      min_last_updated_datetime: '2026-11-19T12:00:00Z',
    });
    stub.on[BALANCE] = ({ options }) =>
      fault(options ? 'LAST_UPDATED_DATETIME_OUT_OF_RANGE' : 'INVALID_FIELD');
    expect(await adapter.balances.refresh(callFor(adapter))).toMatchObject([{ id: 'acc1' }]);
  });
});
