import { priceIn } from '../amount.ts';
import { businessDayFrom, civil, weekday } from '../days.ts';
import { stream } from '../random.ts';
import { accountWith, type Plan } from './draft.ts';

/** Salary: every other Friday in the United States, the 25th elsewhere. */
export const income: Plan = ({ login }, day) => {
  const { person } = login;
  const account = accountWith(login, 'checking');
  if (!account) return [];
  const fortnightly = person.country === 'US';
  const start = stream(login.seed, login.id, 'payday').below(2) * 7;
  const due = fortnightly ? weekday(day) === 5 && (day + start) % 14 < 7 : isMonthlyPayday(day);
  if (!due) return [];
  const pay = fortnightly ? Math.round((person.pay * 12) / 26) : person.pay;
  const { employer } = person;
  return [
    {
      account,
      minute: 335,
      amount: priceIn(account.currency, pay),
      description: `Salary from ${employer}`,
      raw: `${employer.toUpperCase()} PAYROLL ${day}`,
      counterparty: { name: employer, type: 'employer' },
      detailed: 'income.salary',
      kind: 'income',
      channel: 'other',
      reference: `PAY-${day}`,
    },
  ];
};

function isMonthlyPayday(day: number): boolean {
  for (let due = day - 2; due <= day; due++) {
    if (civil(due).dayOfMonth === 25 && businessDayFrom(due) === day) return true;
  }
  return false;
}
