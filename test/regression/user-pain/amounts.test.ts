import { expect, test } from 'vitest';
import { money, sumMoney } from 'bankweave';
import type { AdapterAccount } from 'bankweave/adapter-kit';
import { balanceKindOf } from '../../../src/model/balance.ts';
import { parseMoney } from '../../../src/model/money.ts';
import { front } from '../../support/front.ts';
import { account, row, ScriptedProvider } from '../../support/scripted-adapter.ts';

const card = (current: string, more: Partial<AdapterAccount> = {}): AdapterAccount =>
  account('a', {
    type: 'credit',
    subtype: 'credit_card',
    balances: {
      kind: 'liability',
      current: money(current, 'USD'),
      available: money('700.00', 'USD'),
      limit: money('1000.00', 'USD'),
      asOf: null,
    },
    ...more,
  });

test('user-pain row 34: a purchase by card is money out, whatever the account', async () => {
  const provider = new ScriptedProvider();
  provider.accounts = [card('300.00'), account('b')];
  provider.publish({
    upserts: [
      row('t1', { amount: '-5.00' }),
      row('t2', { account: 'b', amount: '-6.00' }),
      row('t3', { amount: '9.00', kind: 'refund' }),
    ],
  });
  const { ada, later } = await front(provider);
  await later();
  const out = (await ada.transactions.list({ direction: 'out' })).items;
  expect(out.map(({ amount }) => amount.value).sort()).toEqual(['-5.00', '-6.00']);
});

test('user-pain row 35: a balance says whether it is held or owed', async () => {
  const provider = new ScriptedProvider();
  provider.accounts = [card('300.00'), account('b')];
  provider.publish({});
  const { ada, later } = await front(provider);
  await later();
  const [first, second] = (await ada.accounts.list()).items.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  expect([first?.balances.kind, first?.balances.current?.value]).toEqual(['liability', '300.00']);
  expect(second?.balances.kind).toBe('asset');
  expect([balanceKindOf('credit'), balanceKindOf('loan'), balanceKindOf('depository')]).toEqual([
    'liability',
    'liability',
    'asset',
  ]);
});

test('user-pain row 36: an overpaid card keeps its sign, and zero has none', async () => {
  const provider = new ScriptedProvider();
  provider.accounts = [card('-12.00')];
  provider.publish({});
  const { ada, later } = await front(provider);
  await later();
  expect((await ada.accounts.list()).items[0]?.balances.current?.value).toBe('-12.00');
  expect([money(-0, 'USD').value, money('-0.00', 'USD').value]).toEqual(['0.00', '0.00']);
});

test('user-pain row 37: booked, available and limit stay apart, and none is made from another', async () => {
  const provider = new ScriptedProvider();
  const balances = {
    kind: 'asset',
    current: money('80.00', 'USD'),
    available: null,
    limit: null,
    asOf: '2026-11-20T10:00:00Z',
  } as const;
  provider.accounts = [account('a', { balances })];
  provider.publish({});
  const { ada, later } = await front(provider);
  await later();
  expect((await ada.accounts.list()).items[0]?.balances).toEqual(balances);
});

test('user-pain row 38: every sync in which a balance moved leaves a snapshot, and no other', async () => {
  const provider = new ScriptedProvider();
  provider.accounts = [card('300.00')];
  provider.publish({});
  const { ada, later } = await front(provider);
  await later();
  for (const current of ['300.00', '310.00', '310.00', '290.00']) {
    provider.accounts = [
      card(current, {
        balances: { ...card(current).balances, asOf: `2026-11-2${provider.pulls.length}T10:00:00Z` },
      }),
    ];
    await later();
  }
  const [found] = (await ada.accounts.list()).items;
  const history = await ada.balances.history(found?.id ?? '');
  expect(history.items.map(({ current }) => current?.value)).toEqual(['300.00', '310.00', '290.00']);
});

test('user-pain row 39: an unknown kind of account is a value of its own', async () => {
  const provider = new ScriptedProvider();
  provider.accounts = [account('a', { type: 'other', subtype: 'gift_card' })];
  provider.publish({});
  const { ada, later } = await front(provider);
  await later();
  expect((await ada.accounts.list()).items).toMatchObject([{ type: 'other', subtype: 'gift_card' }]);
});

test('user-pain row 40: what was paid abroad stands beside what was booked, each with its currency', async () => {
  const provider = new ScriptedProvider();
  provider.publish({
    upserts: [row('t1', { amount: '-10.84', originalAmount: { value: '-10.00', currency: 'EUR' } })],
  });
  const { ada, later } = await front(provider);
  await later();
  expect((await ada.transactions.list()).items).toMatchObject([
    { amount: { value: '-10.84', currency: 'USD' }, originalAmount: { value: '-10.00', currency: 'EUR' } },
  ]);
});

test('user-pain row 41: a currency that is missing stays unknown, and one that was known is not forgotten', async () => {
  const provider = new ScriptedProvider();
  provider.accounts = [account('a', { currency: 'XXX' }), account('b', { currency: 'CAD' })];
  provider.publish({ upserts: [row('t1', { currency: 'XXX', amount: '-10.50' })] });
  const { ada, later } = await front(provider);
  await later();
  provider.accounts = [account('a', { currency: 'CAD' }), account('b', { currency: 'XXX' })];
  await later();
  expect((await ada.accounts.list()).items.map(({ currency }) => currency)).toEqual(['CAD', 'CAD']);
  expect((await ada.transactions.list()).items[0]?.amount).toEqual({ value: '-10.50', currency: 'XXX' });
});

test('user-pain row 43: amounts are decimal text, exact in every currency', () => {
  expect(money(0.1 + 0.2, 'USD').value).toBe('0.30');
  expect([money(1250, 'JPY').value, money('1.234', 'KWD').value]).toEqual(['1250', '1.234']);
  expect(parseMoney('1.005', 'USD')).toMatchObject({ money: { value: '1.005' }, extraDigits: true });
  const cents = Array.from({ length: 1_000 }, () => money('0.01', 'USD'));
  expect(sumMoney(cents, 'USD').value).toBe('10.00');
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, '', '1e21'])
    expect(() => money(bad, 'USD')).toThrow();
});

test('user-pain row 43: an amount that is no decimal never enters the ledger', async () => {
  const provider = new ScriptedProvider();
  const bad = ['NaN', '1e5', '', '1,50', 12.5].map((value, i) => ({
    ...row(`bad${i}`),
    amount: { value: value as string, currency: 'USD' },
  }));
  provider.publish({ upserts: [...bad, row('good')] });
  const { ada, later } = await front(provider);
  const run = await later();
  expect(run.counts).toMatchObject({ received: 6, added: 1, quarantined: 5 });
  expect((await ada.quarantine.list()).items.map(({ path }) => path)).toEqual(Array(5).fill('amount'));
});

test('user-pain row 44: balance and rows that drift apart are found and left as they are', async () => {
  const provider = new ScriptedProvider();
  const having = (value: string): AdapterAccount =>
    account('a', { balances: { ...account('a').balances, current: money(value, 'USD') } });
  provider.accounts = [having('100.00')];
  provider.publish({ upserts: [row('t1')] });
  const { bank, ada, later } = await front(provider);
  await later();
  provider.accounts = [having('70.00')];
  provider.publish({ upserts: [row('t2', { amount: '-20.00', date: '2026-11-22' })] });
  await later();
  const drift = (await bank.check()).findings.filter(({ type }) => type === 'balance_drift');
  expect(drift).toMatchObject([{ amount: { value: '-10.00', currency: 'USD' } }]);
  expect((await ada.accounts.list()).items[0]?.balances.current?.value).toBe('70.00');
});
