import { memberAccount, type OwnAccount, ownAccount } from './accounts.ts';
import type { Ask } from './ask.ts';
import { defaultCategories } from './category-of.ts';
import { dateFilter } from './date-filter.ts';
import { pickOf } from './guid.ts';
import { memberOf } from './members.ts';
import { paged } from './paging.ts';
import { Refusal, type Reply } from './reply.ts';
import { dayOf, rowsOf } from './rows.ts';
import type { Member, Mx, Shown } from './state.ts';
import { transactionBody } from './transaction-body.ts';
import { categoryOf } from './category-of.ts';
import { userOf } from './users.ts';

interface Own {
  readonly member: Member;
  readonly shown: Shown;
}

export function listUserTransactions(mx: Mx, ask: Ask): Reply {
  return listReply(
    mx,
    ask,
    userOf(mx, ask).members.flatMap((member) => ownRows(mx, member)),
  );
}

export function listMemberTransactions(mx: Mx, ask: Ask): Reply {
  return listReply(mx, ask, ownRows(mx, memberOf(mx, ask)));
}

export function listAccountTransactions(mx: Mx, ask: Ask): Reply {
  return listReply(mx, ask, accountRows(mx, ownAccount(mx, ask)));
}

/** A route of the newer version only. */
export function listMemberAccountTransactions(mx: Mx, ask: Ask): Reply {
  if (ask.version === 'v20111101') throw new Refusal(404, 'Invalid route.');
  return listReply(mx, ask, accountRows(mx, memberAccount(mx, ask)));
}

/** One transaction by its guid; 404 tells that it is gone. */
export function readTransaction(mx: Mx, ask: Ask): Reply {
  const includes = includesOf(ask);
  for (const member of userOf(mx, ask).members) {
    const shown = rowsOf(mx, member).find(({ guid }) => guid === ask.path['transaction_guid']);
    if (!shown) continue;
    const body = transactionBody(mx, member, shown, includes);
    return mx.settings.uncertain.singleTransactionAsList
      ? paged(ask, mx.settings, 'transactions', [body])
      : { status: 200, body: { transaction: body } };
  }
  throw new Refusal(404, 'The transaction was not found.');
}

function ownRows(mx: Mx, member: Member): readonly Own[] {
  return rowsOf(mx, member).map((shown) => ({ member, shown }));
}

function accountRows(mx: Mx, { member, shown: { account } }: OwnAccount): readonly Own[] {
  return ownRows(mx, member).filter(({ shown }) => shown.row.accountId === account.id);
}

function listReply(mx: Mx, ask: Ask, rows: readonly Own[]): Reply {
  const isDue = dateFilter(ask, mx.settings);
  const isWanted = categoryFilter(ask);
  const includes = includesOf(ask);
  const found = rows
    .filter(({ shown }) => isDue(shown) && isWanted(shown))
    .sort(orderOf(mx.settings.uncertain.order));
  // Only what is on the page is written out.
  const reply = paged(ask, mx.settings, 'transactions', found);
  const { transactions, ...rest } = reply.body as { transactions: readonly Own[] };
  const bodies = transactions.map(({ member, shown }) => transactionBody(mx, member, shown, includes));
  return { ...reply, body: { transactions: bodies, ...rest } };
}

function orderOf(order: Mx['settings']['uncertain']['order']): (a: Own, b: Own) => number {
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  if (order === 'shuffled') return (a, b) => pickOf(a.shown.guid, 2 ** 32) - pickOf(b.shown.guid, 2 ** 32);
  const sign = order === 'oldest' ? 1 : -1;
  return (a, b) =>
    sign * (byText(dayOf(a.shown.row), dayOf(b.shown.row)) || byText(a.shown.guid, b.shown.guid));
}

function includesOf({ query }: Ask): ReadonlySet<string> {
  return new Set((query.get('includes') ?? '').split(',').map((each) => each.trim()));
}

function categoryFilter({ query }: Ask): (row: Shown) => boolean {
  const leaves = [...query.getAll('category_guid'), ...query.getAll('category_guid[]')];
  const tops = [...query.getAll('top_level_category_guid'), ...query.getAll('top_level_category_guid[]')];
  const topNames = new Set(
    defaultCategories.filter(({ guid }) => tops.includes(guid)).map(({ name }) => name),
  );
  return ({ row }) => {
    const category = categoryOf(row);
    if (leaves.length > 0 && !leaves.includes(category.guid)) return false;
    return tops.length === 0 || topNames.has(category.top);
  };
}
