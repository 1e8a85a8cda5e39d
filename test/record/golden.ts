import type { GivenRow, World } from 'bankweave/sandbox';

/** Rows whose signs everybody knows: money out is negative, whatever sort of account it leaves. */
const GOLDEN: readonly (readonly [account: 'checking' | 'savings' | 'credit', row: GivenRow])[] = [
  [
    'checking',
    {
      description: 'Golden Grocer',
      merchant: 'Golden Grocer',
      amount: '-12.34',
      kind: 'purchase',
      category: 'food_and_drink.groceries',
    },
  ],
  [
    'checking',
    {
      description: 'Golden Grocer Refund',
      merchant: 'Golden Grocer',
      amount: '2.10',
      kind: 'refund',
      category: 'food_and_drink.groceries',
    },
  ],
  [
    'checking',
    { description: 'Golden Salary', amount: '2500.00', kind: 'income', category: 'income.salary' },
  ],
  [
    'checking',
    { description: 'Golden Account Fee', amount: '-4.00', kind: 'fee', category: 'bank_fees.account' },
  ],
  [
    'checking',
    {
      description: 'Golden Transfer Out',
      amount: '-75.00',
      kind: 'transfer',
      category: 'transfer_out.own_account',
    },
  ],
  [
    'savings',
    {
      description: 'Golden Transfer In',
      amount: '75.00',
      kind: 'transfer',
      category: 'transfer_in.own_account',
    },
  ],
  [
    'savings',
    { description: 'Golden Interest', amount: '1.07', kind: 'interest', category: 'income.interest' },
  ],
  [
    'checking',
    {
      description: 'Golden Card Payment',
      amount: '-60.00',
      kind: 'payment',
      category: 'loan_payments.credit_card',
    },
  ],
  [
    'credit',
    {
      description: 'Golden Payment Received',
      amount: '60.00',
      kind: 'payment',
      category: 'loan_payments.credit_card',
    },
  ],
  [
    'credit',
    {
      description: 'Golden Bookshop',
      merchant: 'Golden Bookshop',
      amount: '-19.99',
      kind: 'purchase',
      category: 'general_merchandise',
    },
  ],
  [
    'credit',
    {
      description: 'Golden Bookshop Refund',
      merchant: 'Golden Bookshop',
      amount: '19.99',
      kind: 'refund',
      category: 'general_merchandise',
    },
  ],
  [
    'credit',
    {
      description: 'Golden Card Interest',
      amount: '-3.21',
      kind: 'interest',
      category: 'bank_fees.interest',
    },
  ],
];

/** Books them today. */
export async function bookGolden(world: World, institution: string): Promise<string> {
  const { accounts } = world.login(institution, 'ada');
  for (const [slug, row] of GOLDEN) {
    const account = accounts.find(({ id }) => id.endsWith(slug));
    if (!account) throw new RangeError(`${institution} has no account ${slug}`);
    world.post(account.id, row);
  }
  return 'booked';
}
