import { minorOf } from '../../model/money.ts';
import { priceIn } from '../amount.ts';
import type { AccountFrame } from '../bank/account.ts';
import { businessDayFrom, type Day, monthStart } from '../days.ts';
import type { Item } from '../log/item.ts';
import { accountWith, type Draft, type Plan, type PlanContext } from './draft.ts';

/** Day of the month on which cards are paid. */
export const CARD_DUE = 21;
const SWEEP_DUE = 3;

/**
 * Card bills and savings. The card is paid in full for what was bought in the month before, and what is left on the
 * current account after a month goes to savings, so that neither drifts away over the years.
 */
export function settlements(daily: (day: Day) => readonly Item[]): Plan {
  return (context, day) => [...cardBill(context, day, daily), ...sweep(context, day, daily)];
}

function cardBill({ login, epochDay }: PlanContext, day: Day, daily: (day: Day) => readonly Item[]): Draft[] {
  const card = accountWith(login, 'card');
  const month = monthStart(day);
  if (!card || day !== businessDayFrom(month + CARD_DUE - 1)) return [];
  const bill = -netOf(card, monthStart(month, -1), month, daily);
  const opening = monthStart(epochDay) === monthStart(month, -1) ? Number(card.opening) : 0;
  const amount = bill + opening;
  if (amount <= 0) return [];
  const common = {
    minute: 410,
    detailed: 'loan_payments.credit_card',
    kind: 'payment',
    channel: 'other',
  } as const;
  const checking = accountWith(login, 'checking');
  const thanks: Draft = {
    ...common,
    account: card,
    amount,
    description: 'Payment, thank you',
    raw: 'PAYMENT THANK YOU',
    counterparty: { name: 'Own account', type: 'account' },
  };
  if (!checking) return [thanks];
  return [
    {
      ...common,
      account: checking,
      amount: -amount,
      description: `Payment to ${card.name} ${card.mask}`,
      raw: `CARD AUTOPAY ${card.mask}`,
      counterparty: { name: card.name, type: 'account' },
    },
    thanks,
  ];
}

function sweep({ login, epochDay }: PlanContext, day: Day, daily: (day: Day) => readonly Item[]): Draft[] {
  const [checking, savings, card] = [
    accountWith(login, 'checking'),
    accountWith(login, 'savings'),
    accountWith(login, 'card'),
  ];
  const month = monthStart(day);
  if (!checking || !savings || day !== businessDayFrom(month + SWEEP_DUE - 1)) return [];
  const last = monthStart(month, -1);
  if (last < monthStart(epochDay)) return [];
  const left = netOf(checking, last, month, daily) + (card ? netOf(card, last, month, daily) : 0);
  // Round hundreds, towards the account that gives.
  const unit = priceIn(checking.currency, 1000);
  const amount = Math.trunc(left / unit) * unit;
  if (amount === 0) return [];
  const leg = (account: AccountFrame, other: AccountFrame, signed: number): Draft => ({
    account,
    minute: 400,
    amount: signed,
    description: `Transfer ${signed < 0 ? 'to' : 'from'} ${other.name}`,
    raw: `INTERNAL TRANSFER ${signed < 0 ? 'TO' : 'FROM'} ${other.mask}`,
    counterparty: { name: other.name, type: 'account' },
    detailed: signed < 0 ? 'transfer_out.savings' : 'transfer_in.savings',
    kind: 'transfer',
    channel: 'other',
    reference: `TRF-${day}`,
  });
  return [leg(checking, savings, -amount), leg(savings, checking, amount)];
}

/** What the days of `[from, until)` come to once all of their rows are booked. */
function netOf(account: AccountFrame, from: Day, until: Day, daily: (day: Day) => readonly Item[]): number {
  let sum = 0n;
  for (let day = from; day < until; day++) {
    for (const item of daily(day)) {
      if (item.accountId !== account.id) continue;
      const row = item.steps.at(-1)?.row;
      if (row?.status === 'posted') sum += minorOf(row.amount);
    }
  }
  return Number(sum);
}
