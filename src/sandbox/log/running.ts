import { addMoney, type Money, subtractMoney } from '../../model/money.ts';
import type { WorldAccount } from '../bank/account.ts';
import type { WorldRow } from '../row.ts';

/** The balance after each booked row, worked out backwards from what the account holds. */
export function runningBalances(
  rows: readonly WorldRow[],
  account: WorldAccount,
): ReadonlyMap<string, Money> {
  const liability = account.type === 'credit' || account.type === 'loan';
  const after = new Map<string, Money>();
  let balance = account.balances.current;
  for (const row of rows.toReversed()) {
    if (row.status !== 'posted') continue;
    after.set(row.id, balance);
    balance = liability ? addMoney(balance, row.amount) : subtractMoney(balance, row.amount);
  }
  return after;
}
