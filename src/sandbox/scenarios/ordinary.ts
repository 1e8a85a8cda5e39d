import { toDate, toDay } from '../days.ts';
import { exchanged, amountOf } from '../amount.ts';
import { minorOf } from '../../model/money.ts';
import { amountIn } from './amount-in.ts';
import type { Scenario } from './scenario.ts';

/** A row turns up weeks late, dated back. */
export const lateAndBackdated: Scenario = (world, accountId) => {
  const today = toDay(world.today(world.account(accountId).institutionId));
  const date = toDate(today - 19);
  return {
    rows: [
      world.post(accountId, { amount: amountIn(world, accountId, -2750), merchant: 'Coastline Rail', date }),
    ],
    next: [],
  };
};

/** A purchase, and the money back from the same shop. */
export const refund: Scenario = (world, accountId) => {
  const shop = {
    merchant: 'Gadget Orchard',
    category: 'general_merchandise.electronics',
    channel: 'online',
  } as const;
  const bought = world.post(accountId, { ...shop, amount: amountIn(world, accountId, -12_999) });
  const back = {
    ...shop,
    amount: amountIn(world, accountId, 12_999),
    kind: 'refund',
    description: 'Refund from Gadget Orchard',
  } as const;
  return { rows: [bought], next: [() => [world.post(accountId, back)]] };
};

/** A purchase in another currency; both amounts are given. */
export const foreignPurchase: Scenario = (world, accountId) => {
  const { currency } = world.account(accountId);
  const other = currency === 'JPY' ? 'EUR' : 'JPY';
  const amount = amountIn(world, accountId, -6400);
  const minor = exchanged(Number(minorOf({ value: amount, currency })), currency, other);
  const row = {
    amount,
    merchant: 'Wayfarer Inns',
    category: 'travel.lodging',
    originalAmount: amountOf(minor, other),
  } as const;
  return { rows: [world.post(accountId, row)], next: [] };
};

/** Texts that break pages, logs, spreadsheets and databases. */
export const hostileText: Scenario = (world, accountId) => ({
  rows: hostile.map((description) =>
    world.post(accountId, {
      amount: amountIn(world, accountId, -100),
      description,
      originalDescription: description,
    }),
  ),
  next: [],
});

const hostile = [
  '<script>alert(1)</script>',
  `'; DROP TABLE transactions; --`,
  '=HYPERLINK("http://x.example","pay")',
  'a\u0000b\nc\td',
  '\u202Egnp.exe',
  '👩‍👩‍👧 naïve café ｶﾌｪ',
  '__proto__',
  ' ',
];
