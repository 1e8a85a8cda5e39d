import { expect, test } from 'vitest';
import { mxStage, refusal } from './sdk.ts';

test('reading holdings makes the user one that MX bills for, until a GET ends it', async () => {
  const { sdk, control, linked } = await mxStage();
  const { user, member } = await linked({ bank: 'northgate-invest' });
  const billed = () => control.users()[0]?.isBilledForHoldings;
  await sdk.accounts.listMemberAccounts(user, member);
  expect(billed()).toBe(false);
  const { data } = await sdk.holdings.listHoldingsByMember(member, user);
  expect(typeof data.investment_holdings?.[0]?.quantity).toBe('string');
  expect(billed()).toBe(true);
  await sdk.holdings.deactivateUser(user);
  expect(billed()).toBe(false);
});

test('a shop that was seen can be looked up', async () => {
  const { sdk, linked } = await mxStage();
  const { user, member } = await linked();
  const { data } = await sdk.transactions.listTransactionsByMember(member, user, 1, 1000);
  const guid = data.transactions?.find((each) => each.merchant_guid)?.merchant_guid ?? '';
  expect((await sdk.merchants.readMerchant(guid)).data.merchant?.guid).toBe(guid);
  expect((await sdk.merchants.listMerchants(undefined, 1, 100)).data.merchants?.length).toBeGreaterThan(3);
  expect(await refusal(sdk.merchants.readMerchant('MCH-1'))).toBe(404);
});

test('the newer version takes ids in paths, and knows its own routes and fields', async () => {
  const { call, linked, sdk } = await mxStage();
  const { user, member } = await linked();
  const headers = { 'accept-version': 'v20250224' };
  const get = async (path: string) => {
    const answer = await call(path, { headers });
    return { status: answer.status, body: (await answer.json()) as Record<string, Record<string, unknown>> };
  };
  expect((await get('/users/ada')).body['user']?.['guid']).toBe(user);
  const { accounts = [] } = (await sdk.accounts.listMemberAccounts(user, member)).data;
  const account = accounts[0]?.guid ?? '';
  expect(accounts[0]).toHaveProperty('feed_balance');
  const newer = (await get(`/users/ada/members/${member}/accounts/${account}`)).body['account'] ?? {};
  expect(Object.keys(newer).filter((key) => /^feed_|_set_by$|^institution_guid$/.test(key))).toEqual([]);
  const rows = `/users/ada/members/${member}/accounts/${account}/transactions`;
  expect((await get(rows)).status).toBe(200);
  expect((await call(rows)).status).toBe(404);
  const institution = (await get('/institutions/mxbank')).body['institution'];
  expect(institution?.['supported_products']).toContain('transactions');
  expect(institution).not.toHaveProperty('supports_transaction_history');
});

test('a user is deleted for good, with everything that was its own', async () => {
  const { sdk, linked, newUser } = await mxStage();
  const { user, member } = await linked();
  expect((await sdk.users.deleteUser('application/json', user)).status).toBe(204);
  expect(await refusal(sdk.users.readUser(user))).toBe(404);
  expect(await refusal(sdk.members.readMember(member, user))).toBe(404);
  expect(await newUser('ada')).not.toBe(user);
});

test('two wires of one world and one story give the same guids', async () => {
  const told = [];
  for (let turn = 0; turn < 2; turn++) {
    const { sdk, linked } = await mxStage();
    const { user, member } = await linked();
    const { data } = await sdk.transactions.listTransactionsByMember(member, user, 1, 25);
    told.push(data);
  }
  expect(told[0]).toEqual(told[1]);
});

test('two hundred nights: every row is listed once, and nothing is lost', async () => {
  const { world, sdk, linked } = await mxStage({ pending: 'mixed' });
  const { user, member } = await linked();
  for (let day = 0; day < 200; day++) world.advance({ days: 1 });
  const guids: string[] = [];
  for (let page = 1; ; page++) {
    const { data } = await sdk.transactions.listTransactionsByMember(
      member,
      user,
      page,
      1000,
      '2026-09-01',
      '2027-12-31',
    );
    guids.push(...(data.transactions ?? []).map(({ guid }) => guid ?? ''));
    if (page >= (data.pagination?.total_pages ?? 0)) break;
  }
  expect(new Set(guids).size).toBe(guids.length);
  const { aggregated_at: last } = (await sdk.members.readMember(member, user)).data.member ?? {};
  expect(last?.slice(0, 7)).toBe('2027-06');
  const accounts = world.login('river-bank', 'ada').accounts;
  const posted = accounts.flatMap(({ id }) =>
    world.ledger(id, Date.parse(last ?? ''), { from: '2026-09-10' }).filter((row) => row.status === 'posted'),
  );
  expect(guids.length).toBeGreaterThanOrEqual(posted.length);
});
