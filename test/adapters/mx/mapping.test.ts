import { DETAILED_CATEGORIES } from 'bankweave';
import { expect, test } from 'vitest';
import { typeOf } from '../../../adapters/mx/account-types.ts';
import { toCategory } from '../../../adapters/mx/categories.ts';
import { categoryNames } from '../../../adapters/mx/sandbox/category-names.ts';
import { toAccount } from '../../../adapters/mx/to-account.ts';
import { toTransaction } from '../../../adapters/mx/to-transaction.ts';
import { Account, Transaction } from '../../../adapters/mx/wire.ts';
import { type Json, transaction } from './stub.ts';

const read = (more: Json = {}, currency: string | undefined = 'USD') =>
  toTransaction(Transaction.parse(transaction('TRN-1', '2026-11-10', more)), () => currency);
const account = (more: Json) =>
  toAccount(Account.parse({ guid: 'ACT-1', name: 'A', balance: 500, ...more }), 'USR-1', 'USD');

test.each([
  ['a purchase from checking', { type: 'DEBIT', amount: 10 }, '-10.00'],
  ['a paycheck', { type: 'CREDIT', amount: 10 }, '10.00'],
  ['a payment that a card or a mortgage received', { type: 'CREDIT', amount: 10 }, '10.00'],
  ['a late fee on a loan', { type: 'DEBIT', amount: 10 }, '-10.00'],
  ['the type as a number', { type: 2, amount: 10 }, '-10.00'],
  ['no type, but a hint', { type: null, is_expense: true, amount: 10 }, '-10.00'],
  ['no type, but the other hint', { type: null, is_income: true, amount: 10 }, '10.00'],
  ['an amount as text', { type: 'DEBIT', amount: '0.10' }, '-0.10'],
  ['a sign in front, which says nothing', { type: 'DEBIT', amount: -10 }, '-10.00'],
  ['a sign in front of text', { type: 'CREDIT', amount: '-10' }, '10.00'],
] as const)('trap: money is signed by type alone: %s', (_, more, value) => {
  expect(read(more)?.amount).toEqual({ value, currency: 'USD' });
});

test.each([[{ type: null }], [{ type: 'SIDEWAYS' }], [{ type: null, is_income: true, is_expense: true }]])(
  'a direction that nobody tells is no guess: %o',
  (more) => {
    expect(() => read(more)).toThrow(expect.objectContaining({ field: 'type' }) as Error);
  },
);

test('trap: noon is padding, so a stamp at noon is a day and no moment', () => {
  expect(read({ transacted_at: '2026-11-10T12:00:00Z' })?.datetime).toBeUndefined();
  expect(read({ transacted_at: '2026-11-10T00:00:00Z' })?.datetime).toBeUndefined();
  expect(read({ transacted_at: '2026-11-10T17:41:05Z' })?.datetime).toBe('2026-11-10T17:41:05.000Z');
});

test('trap: a row may be booked tomorrow, and a date may come as a timestamp', () => {
  const row = read({ date: '2026-11-10T12:00:00Z', posted_at: '2026-11-11T12:00:00Z' });
  expect(row).toMatchObject({ date: '2026-11-11', postedDate: '2026-11-11', authorizedDate: '2026-11-10' });
});

test('while pending the day is that of the purchase, whatever posted_at guesses', () => {
  const row = read({ status: 'PENDING', posted_at: '2026-11-14T12:00:00Z' });
  expect(row).toMatchObject({ status: 'pending', date: '2026-11-10' });
  expect(row?.postedDate).toBeUndefined();
  expect(read({ status: 2 })?.status).toBe('pending');
});

test('trap: no currency is no dollar: it is inherited from the account, or unknown', () => {
  expect(read({ currency_code: null }, 'CAD')?.amount.currency).toBe('CAD');
  const none = toTransaction(
    Transaction.parse(transaction('TRN-1', '2026-11-10', { currency_code: null })),
    () => undefined,
  );
  expect(none?.amount.currency).toBe('XXX');
});

test('trap: the parts of a split are no rows of the bank', () => {
  expect(read({ parent_guid: 'TRN-0' })).toBeUndefined();
  expect(read({ has_been_split: true })).toBeDefined();
});

test('the merchant comes with id, logo and site; a place with a name that has a blank', () => {
  const row = read({
    merchant: {
      guid: 'MCH-1',
      name: 'Corner Coffee',
      logo_url: 'https://l.example/c.png',
      website_url: null,
    },
    geolocation: { country: 'us', state: 'RI', city: 'Providence', 'postal code': '02903' },
    latitude: 0,
    longitude: 0,
  });
  expect(row).toMatchObject({
    merchant: { name: 'Corner Coffee', id: 'MCH-1', logo: 'https://l.example/c.png' },
    counterparties: [{ name: 'Corner Coffee', type: 'merchant', id: 'MCH-1' }],
    location: { country: 'US', region: 'RI', city: 'Providence', postalCode: '02903' },
  });
  expect(row?.location).not.toHaveProperty('latitude');
});

test.each([
  [{ is_fee: true }, 'fee'],
  [{ category: 'Interest Income', type: 'CREDIT' }, 'interest'],
  [{ category: 'Credit Card Payment', type: 'CREDIT' }, 'payment'],
  [{ category: 'Transfer' }, 'transfer'],
  [{ category: 'Paycheck', type: 'CREDIT' }, 'income'],
  [{ classification: { guid: 'CLS-1', parent_class: 'Refunds' }, type: 'CREDIT' }, 'refund'],
  [{ is_bill_pay: true }, 'payment'],
  [{}, 'purchase'],
  [{ type: 'CREDIT' }, 'other'],
] as const)('a row is %o: %s', (more, kind) => {
  expect(read(more)?.kind).toBe(kind);
});

test.each(['constructor', '__proto__'])(
  'a word that every object knows is a word like any other: %s',
  (word) => {
    const row = read({
      category: word,
      category_guid: word,
      top_level_category: null,
      classification: { parent_class: word },
    });
    expect(row).toMatchObject({ kind: 'purchase', category: { primary: 'other', provider: word } });
  },
);

test('all 119 categories of MX have a place in the taxonomy', () => {
  const names = Object.entries(categoryNames).flatMap(([parent, leaves]) => [parent, ...leaves]);
  expect(names).toHaveLength(119);
  const keys = new Set(
    Object.entries(DETAILED_CATEGORIES).flatMap(([primary, finer]) => [
      primary,
      ...finer.map((name) => `${primary}.${name}`),
    ]),
  );
  for (const name of names)
    for (const isMoneyIn of [true, false]) {
      const { primary, detailed, provider } = toCategory(
        { guid: undefined, name, topLevel: undefined },
        isMoneyIn,
      );
      expect(keys, name).toContain(detailed);
      expect(provider).toBe(name);
      if (!['Uncategorized', 'Cash', 'Check'].includes(name)) expect(primary, name).not.toBe('other');
    }
});

test('a category that a person made counts as the one above it, and keeps its name', () => {
  expect(toCategory({ guid: 'CAT-x', name: 'Llamas', topLevel: 'Pets' }, false)).toEqual({
    primary: 'general_merchandise',
    detailed: 'general_merchandise.pet_supplies',
    provider: 'Llamas',
  });
  const known = 'CAT-7829f71c-2e8c-afa5-2f55-fa3634b89874';
  expect(toCategory({ guid: known, name: undefined, topLevel: undefined }, false).primary).toBe(
    'transportation',
  );
  expect(toCategory({ guid: undefined, name: undefined, topLevel: undefined }, false).primary).toBe('other');
});

test.each([
  ['CHECKING', null, 'depository', 'checking'],
  ['SAVINGS', 'MONEY_MARKET', 'depository', 'money_market'],
  ['CASH', 'NONE', 'depository', 'cash'],
  ['PREPAID', null, 'depository', 'prepaid'],
  ['CREDIT_CARD', null, 'credit', 'credit_card'],
  ['LINE_OF_CREDIT', 'HOME_EQUITY', 'credit', 'home_equity'],
  ['CHECKING_LINE_OF_CREDIT', null, 'credit', 'checking_line_of_credit'],
  ['LOAN', 'AUTO', 'loan', 'auto'],
  ['MORTGAGE', null, 'loan', 'mortgage'],
  ['INVESTMENT', 'PLAN_401_K', 'investment', 'plan_401_k'],
  ['INSURANCE', null, 'other', 'insurance'],
  ['PROPERTY', null, 'other', 'property'],
  ['ANY', null, 'other', 'any'],
  ['4', null, 'credit', 'credit_card'],
  ['TOMORROW', null, 'other', 'tomorrow'],
  [undefined, undefined, 'other', 'other'],
] as const)('an account of type %s %s is %s, %s', (type, subtype, wanted, finer) => {
  expect(typeOf(type ?? undefined, subtype ?? undefined)).toEqual({ type: wanted, subtype: finer });
});

test('trap: a balance is signed by the kind of account: what is owed is positive, overdrawn is negative', () => {
  expect(account({ type: 'CREDIT_CARD', available_credit: 1500, credit_limit: 2000 }).balances).toMatchObject(
    {
      kind: 'liability',
      current: { value: '500.00' },
      available: { value: '1500.00' },
      limit: { value: '2000.00' },
    },
  );
  expect(account({ type: 'MORTGAGE' }).balances.kind).toBe('liability');
  expect(account({ type: 'CHECKING', balance: -12.5 }).balances).toMatchObject({
    kind: 'asset',
    current: { value: '-12.50' },
  });
  expect(account({ type: 'CREDIT_CARD', balance: -3 }).balances.current?.value).toBe('-3.00');
});

test('terms of cards and loans come from the account', () => {
  const card = account({
    type: 'CREDIT_CARD',
    statement_balance: 120,
    minimum_payment: '25',
    payment_due_at: '2026-12-05T12:00:00Z',
    apr: 21.99,
  });
  expect(card.credit).toEqual({
    statementBalance: { value: '120.00', currency: 'USD' },
    minimumPayment: { value: '25.00', currency: 'USD' },
    dueDate: '2026-12-05',
    apr: '21.99',
  });
  expect(account({ type: 'LOAN', interest_rate: '4.5' }).credit).toEqual({ apr: '4.5' });
  expect(account({ type: 'CHECKING', apr: 1 })).not.toHaveProperty('credit');
});

test('trap: of a number only the last four are shown, and only a whole one is hashed', () => {
  const whole = account({ type: 'CHECKING', account_number: '4921710685' });
  expect(whole.mask).toBe('0685');
  expect(JSON.stringify(whole)).not.toContain('492171');
  expect(whole.numberHash).toBeDefined();
  const masked = account({ type: 'CREDIT_CARD', account_number: 'XXXXXX5092' });
  expect(masked).toMatchObject({ mask: '5092' });
  expect(masked).not.toHaveProperty('numberHash');
  expect(account({ type: 'CHECKING', account_number: 'XXXX' })).not.toHaveProperty('mask');
});

test('a closed account is closed, and a nickname is a name', () => {
  expect(account({ type: 'CHECKING', is_closed: true, nickname: 'Rainy days' })).toMatchObject({
    status: 'closed',
    name: 'Rainy days',
    officialName: 'A',
  });
});
