import type { ShownAccount } from './account-body.ts';
import { ownAccount } from './accounts.ts';
import { type Ask, type Fields, stamp } from './ask.ts';
import { guidOf } from './guid.ts';
import { memberOf } from './members.ts';
import { paged } from './paging.ts';
import { Refusal, type Reply } from './reply.ts';
import { accountsOf } from './rows.ts';
import type { Member, Mx, User } from './state.ts';
import { userOf } from './users.ts';

/** Reading holdings makes the user one that MX bills for. */
export function listUserHoldings(mx: Mx, ask: Ask): Reply {
  const user = userOf(mx, ask);
  return reply(
    mx,
    ask,
    user,
    user.members.flatMap((member) => holdingsOf(mx, member)),
  );
}

export function listMemberHoldings(mx: Mx, ask: Ask): Reply {
  const member = memberOf(mx, ask);
  return reply(mx, ask, member.user, holdingsOf(mx, member));
}

export function listAccountHoldings(mx: Mx, ask: Ask): Reply {
  const { member, shown } = ownAccount(mx, ask);
  return reply(mx, ask, member.user, holdings(member, shown));
}

export function readHolding(mx: Mx, ask: Ask): Reply {
  const user = userOf(mx, ask);
  const found = user.members
    .flatMap((member) => holdingsOf(mx, member))
    .find(({ guid }) => guid === ask.path['holding_guid']);
  if (!found) throw new Refusal(404, 'The holding was not found.');
  user.paysForHoldings = true;
  return { status: 200, body: { investment_holding: found } };
}

/** A GET that changes something. */
export function deactivateHoldings(mx: Mx, ask: Ask): Reply {
  userOf(mx, ask).paysForHoldings = false;
  return { status: 200, body: { message: 'The user is no longer billed for holdings.', status: 200 } };
}

function reply(mx: Mx, ask: Ask, user: User, rows: readonly Fields[]): Reply {
  user.paysForHoldings = true;
  return paged(ask, mx.settings, 'investment_holdings', rows);
}

function holdingsOf(mx: Mx, member: Member): readonly Fields[] {
  return accountsOf(member).flatMap((shown) => holdings(member, shown));
}

/** One fund that is all the account is worth. */
function holdings(member: Member, { account, guid, read }: ShownAccount): readonly Fields[] {
  const value = account.balances.current;
  if (account.type !== 'investment') return [];
  return [
    {
      guid: guidOf('HOL', guid),
      account_guid: guid,
      user_guid: member.user.guid,
      symbol: 'WHOLE',
      description: 'Whole Market Fund',
      holding_type: 'MUTUAL_FUND',
      quantity: value.value,
      current_price: 1,
      current_price_as_of: stamp(read.at),
      market_value: Number(value.value),
      cost_basis: null,
      purchase_price: null,
      currency_code: member.bank.currencyless ? null : account.currency,
      created_at: stamp(member.accountImports[0]?.at ?? read.at),
    },
  ];
}
