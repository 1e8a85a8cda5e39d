import type { CreditTerms } from '../../model/balance.ts';
import { amountOf, priceIn } from '../amount.ts';
import { monthStart, toDate } from '../days.ts';
import { CARD_DUE } from '../plan/settlements.ts';
import type { AccountFrame } from './account.ts';

/** The terms of a card or loan on a bank's day; `owedAt` gives what was owed as the day of a month began. */
export function termsOf(
  account: AccountFrame,
  today: number,
  owedAt: (day: number) => bigint,
): CreditTerms | undefined {
  const { product, currency, opening } = account;
  const apr =
    product.apr === undefined
      ? {}
      : { apr: `${Math.floor(product.apr / 100)}.${String(product.apr % 100).padStart(2, '0')}` };
  const month = monthStart(today);
  if (product.type === 'loan') {
    const instalment = (opening * BigInt(product.instalment ?? 0)) / 1000n;
    return { minimumPayment: amountOf(instalment, currency), dueDate: toDate(monthStart(today, 1)), ...apr };
  }
  if (product.type !== 'credit') return undefined;
  const owed = owedAt(month);
  const floor = BigInt(priceIn(currency, 2500));
  const share = owed / 50n > floor ? owed / 50n : floor;
  const minimum = owed <= 0n ? 0n : owed < share ? owed : share;
  const due = month + CARD_DUE - 1 >= today ? month : monthStart(today, 1);
  return {
    statementBalance: amountOf(owed, currency),
    statementDate: toDate(month - 1),
    minimumPayment: amountOf(minimum, currency),
    dueDate: toDate(due + CARD_DUE - 1),
    ...apr,
  };
}
