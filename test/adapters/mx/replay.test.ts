import { expect, test } from 'vitest';
import { mxRecording } from '../../record/mx.ts';
import { goldenKept, goldenTold, testReplays } from '../../record/replays.ts';

testReplays(mxRecording);

test('signs: money out is negative in every account', async () => {
  expect(await goldenKept(mxRecording)).toEqual([
    'Classic Credit Card | GOLDEN BOOKSHOP REFUND | 19.99 USD | refund',
    'Classic Credit Card | GOLDEN BOOKSHOP | -19.99 USD | purchase',
    'Classic Credit Card | GOLDEN CARD INTEREST | -3.21 USD | interest',
    'Classic Credit Card | GOLDEN PAYMENT RECEIVED | 60.00 USD | payment',
    'Everyday Checking | GOLDEN ACCOUNT FEE | -4.00 USD | fee',
    'Everyday Checking | GOLDEN CARD PAYMENT | -60.00 USD | payment',
    'Everyday Checking | GOLDEN GROCER REFUND | 2.10 USD | refund',
    'Everyday Checking | GOLDEN GROCER | -12.34 USD | purchase',
    'Everyday Checking | GOLDEN SALARY | 2500.00 USD | income',
    'Everyday Checking | GOLDEN TRANSFER OUT | -75.00 USD | transfer',
    'Rainy Day Savings | GOLDEN INTEREST | 1.07 USD | interest',
    'Rainy Day Savings | GOLDEN TRANSFER IN | 75.00 USD | transfer',
  ]);
});

test('signs: what MX said for them, every amount positive and its type for the direction', () => {
  type Row = { readonly original_description: string; readonly amount: number; readonly type: string };
  const told = goldenTold(
    mxRecording,
    /\/transactions\?/,
    (body: { readonly transactions: readonly Row[] }) =>
      body.transactions.map(
        ({ original_description: text, amount, type }) => `${text.toUpperCase()} ${type} ${amount}`,
      ),
  );
  expect(told).toEqual([
    'GOLDEN ACCOUNT FEE DEBIT 4',
    'GOLDEN BOOKSHOP DEBIT 19.99',
    'GOLDEN BOOKSHOP REFUND CREDIT 19.99',
    'GOLDEN CARD INTEREST DEBIT 3.21',
    'GOLDEN CARD PAYMENT DEBIT 60',
    'GOLDEN GROCER DEBIT 12.34',
    'GOLDEN GROCER REFUND CREDIT 2.1',
    'GOLDEN INTEREST CREDIT 1.07',
    'GOLDEN PAYMENT RECEIVED CREDIT 60',
    'GOLDEN SALARY CREDIT 2500',
    'GOLDEN TRANSFER IN CREDIT 75',
    'GOLDEN TRANSFER OUT DEBIT 75',
  ]);
});
