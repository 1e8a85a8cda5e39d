import { expect, test } from 'vitest';
import { trueLayerRecording } from '../../record/truelayer.ts';
import { goldenKept, goldenTold, testReplays } from '../../record/replays.ts';

testReplays(trueLayerRecording);

// TrueLayer's classification has no word for income, refunds and card payments received.
test('signs: money out is negative in every account and on every card', async () => {
  expect(await goldenKept(trueLayerRecording)).toEqual([
    'Classic Credit Card | GOLDEN BOOKSHOP REFUND | 19.99 GBP | other',
    'Classic Credit Card | GOLDEN BOOKSHOP | -19.99 GBP | purchase',
    'Classic Credit Card | GOLDEN CARD INTEREST | -3.21 GBP | interest',
    'Classic Credit Card | GOLDEN PAYMENT RECEIVED | 60.00 GBP | other',
    'Everyday Checking | GOLDEN ACCOUNT FEE | -4.00 GBP | fee',
    'Everyday Checking | GOLDEN CARD PAYMENT | -60.00 GBP | payment',
    'Everyday Checking | GOLDEN GROCER REFUND | 2.10 GBP | other',
    'Everyday Checking | GOLDEN GROCER | -12.34 GBP | purchase',
    'Everyday Checking | GOLDEN SALARY | 2500.00 GBP | other',
    'Everyday Checking | GOLDEN TRANSFER OUT | -75.00 GBP | transfer',
    'Rainy Day Savings | GOLDEN INTEREST | 1.07 GBP | interest',
    'Rainy Day Savings | GOLDEN TRANSFER IN | 75.00 GBP | transfer',
  ]);
});

test('signs: what TrueLayer said for them, accounts as the bank sees them and cards the other way round', () => {
  type List = { readonly results: readonly { readonly description: string; readonly amount: number }[] };
  const told = goldenTold(trueLayerRecording, /\/transactions\?/, ({ results }: List, path) =>
    results.map(({ description, amount }) => `${path.split('/')[3]} | ${description} | ${amount}`),
  );
  expect(told).toEqual([
    'accounts | GOLDEN ACCOUNT FEE | -4',
    'accounts | GOLDEN CARD PAYMENT | -60',
    'accounts | GOLDEN GROCER REFUND | 2.1',
    'accounts | GOLDEN GROCER | -12.34',
    'accounts | GOLDEN INTEREST | 1.07',
    'accounts | GOLDEN SALARY | 2500',
    'accounts | GOLDEN TRANSFER IN | 75',
    'accounts | GOLDEN TRANSFER OUT | -75',
    'cards | GOLDEN BOOKSHOP REFUND | -19.99',
    'cards | GOLDEN BOOKSHOP | 19.99',
    'cards | GOLDEN CARD INTEREST | 3.21',
    'cards | GOLDEN PAYMENT RECEIVED | -60',
  ]);
});
