import { expect, test } from 'vitest';
import { plaidRecording } from '../../record/plaid.ts';
import { goldenKept, goldenTold, testReplays } from '../../record/replays.ts';

testReplays(plaidRecording);

test('signs: money out is negative in every account, whatever Plaid’s sign', async () => {
  expect(await goldenKept(plaidRecording)).toEqual([
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

test('signs: what Plaid said for them, money out positive', () => {
  type Page = {
    readonly added: readonly { readonly original_description: string; readonly amount: number }[];
  };
  const told = goldenTold(plaidRecording, /^\/transactions\/sync$/, ({ added }: Page) =>
    added.map(({ original_description, amount }) => `${original_description} ${amount}`),
  );
  expect(told).toEqual([
    'GOLDEN ACCOUNT FEE 4',
    'GOLDEN BOOKSHOP 19.99',
    'GOLDEN BOOKSHOP REFUND -19.99',
    'GOLDEN CARD INTEREST 3.21',
    'GOLDEN CARD PAYMENT 60',
    'GOLDEN GROCER 12.34',
    'GOLDEN GROCER REFUND -2.1',
    'GOLDEN INTEREST -1.07',
    'GOLDEN PAYMENT RECEIVED -60',
    'GOLDEN SALARY -2500',
    'GOLDEN TRANSFER IN -75',
    'GOLDEN TRANSFER OUT 75',
  ]);
});
