import { amountOf } from '../amount.ts';
import { localDay, momentOf, toDate } from '../days.ts';
import type { Hand } from '../hand/hand.ts';
import type { Adder } from '../log/balance.ts';
import type { AccountFrame, LoginFrame, WorldAccount, WorldBalances } from './account.ts';
import { termsOf } from './terms.ts';

/** An account as the bank shows it at a moment. */
export function accountView(
  login: LoginFrame,
  account: AccountFrame,
  at: number,
  adder: Adder,
  hand: Hand,
): WorldAccount {
  const { institution } = login;
  const closing = hand.closings.get(account.id);
  const closed = closing !== undefined && closing.at <= at;
  const liability = isLiability(account);
  const owedAt = (moment: number) => account.opening - adder.sums(login, account, moment).posted;
  const credit = termsOf(account, localDay(at, institution.zoneOffset), (day) =>
    owedAt(momentOf(day, 0, institution.zoneOffset) - 1),
  );
  const { posted, pendingOut } = adder.sums(login, account, at);
  const current = liability ? account.opening - posted : account.opening + posted;
  return {
    id: account.id,
    loginId: login.id,
    institutionId: institution.id,
    name: account.name,
    officialName: account.officialName,
    mask: account.mask,
    numbers: account.numbers,
    type: account.product.type,
    subtype: account.product.subtype,
    currency: account.currency,
    holder: 'personal',
    status: closed ? 'closed' : 'active',
    balances: balancesOf(account, current, pendingOut),
    ...(credit ? { credit } : {}),
    ...(account.openedAt === null
      ? {}
      : { openedOn: toDate(localDay(account.openedAt, institution.zoneOffset)) }),
  };
}

/** Whether a balance says what is owed. */
function isLiability(account: AccountFrame): boolean {
  return account.product.type === 'credit' || account.product.type === 'loan';
}

function balancesOf(account: AccountFrame, current: bigint, pendingOut: bigint): WorldBalances {
  const { currency, limit } = account;
  const available =
    limit !== null ? limit - current + pendingOut : isLiability(account) ? null : current + pendingOut;
  return {
    current: amountOf(current, currency),
    available: available === null ? null : amountOf(available, currency),
    limit: limit === null ? null : amountOf(limit, currency),
  };
}
