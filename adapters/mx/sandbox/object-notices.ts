import { accountsOf, dayOf, rowsOf } from './rows.ts';
import type { Member, Mx, Shown } from './state.ts';

/** Tells each account and each transaction that a read made, changed or lost; times are whole seconds here. */
export function noteObjects(mx: Mx, member: Member, at: number): void {
  if (!mx.outbox.isNested) return;
  const first = member.accountImports.length === 1;
  for (const { account, guid } of accountsOf(member)) {
    mx.outbox.putNested(at, 'account', first ? 'created' : 'updated', {
      guid,
      member_guid: member.guid,
      user_guid: member.user.guid,
      account_type: account.type === 'depository' ? 1 : 0,
      balance: Number(account.balances.current.value),
      is_closed: account.status === 'closed',
      updated_at: Math.floor(at / 1000),
    });
  }
  const rows = rowsOf(mx, member);
  const now = new Map(rows.map(({ guid, updatedAt }) => [guid, updatedAt]));
  for (const row of rows) {
    const before = member.told.get(row.guid);
    if (before === undefined) noteTransaction(mx, member, row, 'created', at);
    else if (before !== row.updatedAt) noteTransaction(mx, member, row, 'updated', at);
  }
  for (const guid of member.told.keys()) {
    if (now.has(guid)) continue;
    mx.outbox.putNested(at, 'transaction', 'deleted', {
      guid,
      member_guid: member.guid,
      user_guid: member.user.guid,
    });
  }
  member.told = now;
}

function noteTransaction(
  mx: Mx,
  member: Member,
  { guid, row, createdAt, updatedAt }: Shown,
  action: 'created' | 'updated',
  at: number,
): void {
  const outflow = row.amount.value.startsWith('-');
  mx.outbox.putNested(at, 'transaction', action, {
    guid,
    member_guid: member.guid,
    user_guid: member.user.guid,
    amount: Number(row.amount.value.replace('-', '')),
    transaction_type: outflow ? 2 : 1,
    status: row.status === 'pending' ? 2 : 1,
    date: Date.parse(`${dayOf(row)}T12:00:00Z`) / 1000,
    description: row.description,
    created_at: Math.floor(createdAt / 1000),
    updated_at: Math.floor(updatedAt / 1000),
  });
}
