import { priceIn } from '../amount.ts';
import type { LoginFrame } from '../bank/account.ts';
import { businessDayFrom, civil, type Day, weekday } from '../days.ts';
import { stream } from '../random.ts';
import { accountWith, type Plan } from './draft.ts';

/** Salary: every other Friday in the United States, the 25th elsewhere. */
export const income: Plan = ({ login }, day) => {
  const { person } = login;
  const account = accountWith(login, 'checking');
  if (!account) return [];
  const fortnightly = person.country === 'US';
  const due = fortnightly ? weekday(day) === 5 && isOwnFriday(login, day) : isMonthlyPayday(day);
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

function isOwnFriday({ seed, id }: LoginFrame, day: Day): boolean {
  return (day + stream(seed, id, 'payday').below(2) * 7) % 14 < 7;
}

function isMonthlyPayday(day: Day): boolean {
  const twentyFifth = day - civil(day).dayOfMonth + 25;
  return businessDayFrom(twentyFifth) === day;
}
