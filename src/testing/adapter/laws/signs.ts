import type { AccountType } from '../../../model/account-type.ts';
import type { TransactionKind } from '../../../model/transaction.ts';
import { expect } from '../../expect.ts';
import { type AdapterLaw, law } from '../adapter-law.ts';
import { type Rig, rowsOf } from '../rig.ts';
import { ofAmount } from './rows.ts';

type Movement = readonly [description: string, amount: string, kind: TransactionKind];

/** A dozen sorts of movements of a current account, and the signs that everybody knows. */
const ON_ACCOUNT: readonly Movement[] = [
  ['Golden Grocer', '-4312.34', 'purchase'],
  ['Golden Grocer refund', '4302.10', 'refund'],
  ['Golden salary', '4325.00', 'income'],
  ['Golden account fee', '-4304.00', 'fee'],
  ['Golden fee given back', '4304.50', 'fee'],
  ['Golden transfer to savings', '-4375.00', 'transfer'],
  ['Golden transfer from savings', '4375.01', 'transfer'],
  ['Golden interest earned', '4301.07', 'interest'],
  ['Golden overdraft interest', '-4301.08', 'interest'],
  ['Golden card bill paid', '-4360.00', 'payment'],
  ['Golden cash machine', '-4340.00', 'cash'],
  ['Golden cash paid in', '4340.01', 'cash'],
];

/** A dozen of a card: what is bought is money out, what is paid back is money in. */
const ON_CARD: readonly Movement[] = [
  ['Golden bookshop', '-4219.99', 'purchase'],
  ['Golden bookshop refund', '4219.98', 'refund'],
  ['Golden payment received', '4260.00', 'payment'],
  ['Golden payment returned', '-4260.01', 'payment'],
  ['Golden card interest', '-4203.21', 'interest'],
  ['Golden interest waived', '4203.22', 'interest'],
  ['Golden yearly fee', '-4295.00', 'fee'],
  ['Golden fee waived', '4295.01', 'fee'],
  ['Golden cash advance', '-4280.00', 'cash'],
  ['Golden balance transfer in', '-4210.00', 'transfer'],
  ['Golden reward', '4205.55', 'income'],
  ['Golden correction', '4200.01', 'adjustment'],
];

/** Reads the rows of an amount that was just made. */
async function readAmount(rig: Rig, amount: string) {
  return ofAmount(rowsOf(await rig.read()), amount);
}

export const signLaws: readonly AdapterLaw[] = [
  ...(
    [
      ['SIGN-01', 'depository', 'a current account'],
      ['SIGN-02', 'credit', 'a card'],
      ['SIGN-03', 'loan', 'a loan'],
    ] as const
  ).map(([id, type, name]: readonly [string, AccountType, string]) =>
    law(
      id,
      `on ${name}, minus is money out and plus is money in`,
      { needs: ['post', 'openAccount'] },
      async (rig) => {
        // Before the link: some providers share only the accounts that were there then.
        const account = await rig.can('openAccount')({ type, currency: 'USD', balance: '5000.00' });
        for (const amount of ['-4321.37', '1234.56']) {
          await rig.can('post')({
            account,
            amount,
            description: amount.startsWith('-') ? 'Paid' : 'Received',
          });
          expect(
            (await readAmount(rig, amount)).map((row) => row.amount.value),
            `the amount of ${amount}`,
          ).toEqual([amount]);
        }
      },
    ),
  ),

  ...(
    [
      ['SIGN-04', 'depository', 'a current account', ON_ACCOUNT],
      ['SIGN-05', 'credit', 'a card', ON_CARD],
    ] as const
  ).map(([id, type, name, movements]: readonly [string, AccountType, string, readonly Movement[]]) =>
    law(
      id,
      `a dozen sorts of movements on ${name} have the signs that everybody knows`,
      { needs: ['post', 'openAccount'] },
      async (rig) => {
        const account = await rig.can('openAccount')({ type, currency: 'USD', balance: '9000.00' });
        for (const [description, amount, kind] of movements)
          await rig.can('post')({ account, amount, description, kind });
        const rows = rowsOf(await rig.read());
        for (const [description, amount] of movements)
          expect(
            ofAmount(rows, amount).map((row) => row.amount.value),
            `the amount of '${description}'`,
          ).toEqual([amount]);
      },
    ),
  ),

  ...(
    [
      ['MONEY-01', 'USD', 'two', ['-0.01', '-0.10', '-1234567.89', '1000.00']],
      ['MONEY-02', 'JPY', 'no', ['-1', '-1250', '123456789']],
      ['MONEY-03', 'KWD', 'three', ['-0.001', '-12.340', '4567.891']],
      ['MONEY-04', 'CLF', 'four', ['-0.0001', '-12.3400']],
      ['MONEY-05', 'XTS', 'an unknown number of', ['-17', '1250']],
    ] as const
  ).map(([id, currency, digits, amounts]) =>
    law(
      id,
      `amounts of a currency with ${digits} digits come exactly (${currency})`,
      { needs: ['post', 'openAccount'] },
      async (rig) => {
        const account = await rig.can('openAccount')({ type: 'depository', currency });
        for (const amount of amounts) await rig.can('post')({ account, amount });
        const rows = rowsOf(await rig.read()).filter((row) => row.amount.currency === currency);
        const given = rows.map((row) => row.amount.value);
        for (const amount of amounts) expect(given, `amounts in ${currency}`).toContain(amount);
      },
    ),
  ),
];
