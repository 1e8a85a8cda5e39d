import { priceIn } from '../amount.ts';
import type { AccountFrame } from '../bank/account.ts';
import { civil, type Day } from '../days.ts';
import { stream } from '../random.ts';
import { accountWith, type Draft, type Plan } from './draft.ts';

/** What savings earn: once a month, or every day the same small sum; and deposits into an account without a salary. */
export const interest: Plan = (context, day) => {
  const { login } = context;
  const first = civil(day).dayOfMonth === 1;
  return [
    ...login.accounts
      .filter((account) => first && isMonthly(account))
      .map((account) => earned(account, 12, day)),
    ...daily(context, day),
    ...onCard(context, day),
  ];
};

function isMonthly({ product, openedAt }: AccountFrame): boolean {
  return openedAt === null && (product.habit === 'savings' || product.habit === 'deposit');
}

function daily({ login }: Parameters<Plan>[0], day: Day): Draft[] {
  const account = accountWith(login, 'daily_savings');
  if (!account) return [];
  const drafts = [earned(account, 365, day)];
  const chance = stream(login.seed, login.id, 'saving', day);
  const { dayOfMonth } = civil(day);
  if (dayOfMonth === 5) drafts.push(moved(account, priceIn(account.currency, 25_000), day));
  if (dayOfMonth === 17 && chance.chance(250))
    drafts.push(moved(account, -priceIn(account.currency, 40_000), day));
  return drafts;
}

/** A month that was not paid in time, and the reward for those that were. */
function onCard({ login }: Parameters<Plan>[0], day: Day): Draft[] {
  const account = accountWith(login, 'card');
  const { dayOfMonth } = civil(day);
  if (!account || (dayOfMonth !== 2 && dayOfMonth !== 26)) return [];
  const chance = stream(login.seed, login.id, 'card terms', day);
  const common = {
    account,
    minute: 300,
    counterparty: { name: login.institution.name, type: 'bank' },
    channel: 'other',
  } as const;
  if (dayOfMonth === 26) {
    if (!chance.chance(150)) return [];
    const amount = -priceIn(account.currency, chance.between(300, 3200));
    const description = 'Interest charge on purchases';
    return [
      {
        ...common,
        amount,
        description,
        raw: description.toUpperCase(),
        detailed: 'bank_fees.interest',
        kind: 'interest',
      },
    ];
  }
  const amount = priceIn(account.currency, chance.between(400, 2600));
  const description = 'Cashback reward';
  return [
    {
      ...common,
      amount,
      description,
      raw: 'REWARDS CREDIT',
      detailed: 'income.cashback',
      kind: 'adjustment',
    },
  ];
}

function earned(account: AccountFrame, timesAYear: number, day: Day): Draft {
  const yearly = (account.opening * BigInt(account.product.apr ?? 100)) / 10_000n;
  return {
    account,
    minute: 250,
    amount: Math.max(1, Number(yearly / BigInt(timesAYear))),
    description: 'Interest earned',
    raw: 'INTEREST PAYMENT',
    counterparty: { name: 'Interest', type: 'bank' },
    detailed: 'income.interest',
    kind: 'interest',
    channel: 'other',
    reference: `INT-${day}`,
  };
}

function moved(account: AccountFrame, amount: number, day: Day): Draft {
  const comesIn = amount > 0;
  return {
    account,
    minute: 420,
    amount,
    description: comesIn ? 'Transfer from linked bank' : 'Transfer to linked bank',
    raw: `ACH ${comesIn ? 'CREDIT' : 'DEBIT'} LINKED BANK`,
    counterparty: { name: 'Linked bank', type: 'account' },
    detailed: comesIn ? 'transfer_in.own_account' : 'transfer_out.own_account',
    kind: 'transfer',
    channel: 'online',
    reference: `ACH-${day}`,
  };
}
