import type { DetailedCategory } from '../../model/category.ts';
import type { AccountFrame } from '../bank/account.ts';
import { businessDayFrom, civil, type Day } from '../days.ts';
import type { Draft, Plan } from './draft.ts';

const purposes: Readonly<Record<string, DetailedCategory>> = {
  personal_loan: 'loan_payments.personal',
  auto_loan: 'loan_payments.car',
  mortgage: 'loan_payments.mortgage',
  student_loan: 'loan_payments.student',
};

/** An instalment and the interest of a month, on every loan until it is paid off. */
export const loans: Plan = ({ login, epochDay }, day) => {
  const { dayOfMonth } = civil(day);
  if (dayOfMonth > 3 || businessDayFrom(day - dayOfMonth + 1) !== day) return [];
  const months = Math.round((day - epochDay) / 30.44);
  return login.accounts
    .filter(({ product, openedAt }) => product.habit === 'loan' && openedAt === null)
    .flatMap((account) => month(account, months, day));
};

function month(account: AccountFrame, months: number, day: Day): Draft[] {
  const { product, opening } = account;
  const instalment = (opening * BigInt(product.instalment ?? 0)) / 1000n;
  const charge = (opening * BigInt(product.apr ?? 0)) / 120_000n;
  if ((instalment - charge) * BigInt(months + 1) > opening) return [];
  return [
    {
      account,
      minute: 260,
      amount: -Number(charge),
      description: 'Interest',
      raw: 'LOAN INTEREST',
      counterparty: { name: 'Interest', type: 'bank' },
      detailed: 'bank_fees.interest',
      kind: 'interest',
      channel: 'other',
    },
    {
      account,
      minute: 440,
      amount: Number(instalment),
      description: `${product.name} payment`,
      raw: 'PAYMENT RECEIVED',
      counterparty: { name: 'Linked bank', type: 'account' },
      detailed: purposes[product.subtype] ?? 'loan_payments',
      kind: 'payment',
      channel: 'other',
      reference: `LN-${day}`,
    },
  ];
}
