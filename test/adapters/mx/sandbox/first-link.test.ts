import { expect, test } from 'vitest';
import { mxStage } from './sdk.ts';

test('a user links a bank and its accounts and transactions come, through the real SDK', async () => {
  const { world, sdk, newUser, newMember } = await mxStage();
  const user = await newUser();
  const member = await newMember(user);
  const status = async () => (await sdk.members.readMemberStatus(member, user)).data.member;
  expect(await status()).toMatchObject({ connection_status: 'CREATED', is_being_aggregated: true });
  world.advance({ minutes: 1 });
  expect(await status()).toMatchObject({
    connection_status: 'CONNECTED',
    is_being_aggregated: false,
    has_processed_accounts: true,
    has_processed_transactions: true,
  });
  const { accounts = [] } = (await sdk.accounts.listMemberAccounts(user, member)).data;
  expect(accounts.map(({ type }) => type)).toEqual(['CHECKING', 'SAVINGS', 'CREDIT_CARD']);
  const { transactions = [], pagination } = (
    await sdk.transactions.listTransactionsByMember(member, user, 1, 1000)
  ).data;
  expect(pagination).toMatchObject({ current_page: 1, per_page: 1000, total_pages: 1 });
  expect(transactions.length).toBeGreaterThan(100);
  for (const each of transactions) {
    expect(each.amount).toBeGreaterThanOrEqual(0);
    expect(each.transacted_at).toMatch(/T12:00:00Z$/);
    expect(['DEBIT', 'CREDIT']).toContain(each.type);
  }
});
