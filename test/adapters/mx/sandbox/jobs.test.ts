import { expect, test } from 'vitest';
import { mxStage, refusal } from './sdk.ts';

const three = 3 * 60 + 1;

test('CONNECTED comes while the data are still on their way, accounts before transactions', async () => {
  const { world, sdk, newUser, newMember } = await mxStage({ jobSeconds: 600 });
  const user = await newUser();
  const member = await newMember(user);
  const seen: string[] = [];
  for (let minute = 0; minute <= 10; minute++) {
    const { data } = await sdk.members.readMemberStatus(member, user);
    const state = data.member ?? {};
    const flags = [
      state.connection_status,
      state.is_being_aggregated && 'aggregating',
      state.has_processed_accounts && 'accounts',
      state.has_processed_transactions && 'transactions',
    ];
    const text = flags.filter(Boolean).join(' ');
    if (seen.at(-1) !== text) seen.push(text);
    world.advance({ minutes: 1 });
  }
  expect(seen).toEqual([
    'CREATED aggregating',
    'CONNECTED aggregating',
    'CONNECTED aggregating accounts',
    'CONNECTED aggregating accounts transactions',
    'CONNECTED accounts transactions',
  ]);
});

test('whoever trusts CONNECTED reads half-written data', async () => {
  const { world, sdk, newUser, newMember } = await mxStage({ jobSeconds: 600 });
  const user = await newUser();
  const member = await newMember(user);
  const count = async () =>
    (await sdk.transactions.listTransactionsByMember(member, user)).data.pagination?.total_entries ?? 0;
  world.advance({ minutes: 7 });
  const half = await count();
  world.advance({ minutes: 4 });
  const whole = await count();
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(whole);
});

test('202 says nothing: within three hours of a good run no job starts, and the stamp tells', async () => {
  const { world, sdk, linked } = await mxStage();
  const { user, member } = await linked();
  const start = async () => {
    const { status, data } = await sdk.members.aggregateMember(member, user);
    return [status, data.member?.is_being_aggregated, data.member?.aggregated_at];
  };
  world.advance({ minutes: 60 });
  const [status, running, stamp] = await start();
  expect([status, running]).toEqual([202, false]);
  world.advance({ minutes: three });
  const later = await start();
  expect(later.slice(0, 2)).toEqual([202, true]);
  expect(later[2]).not.toBe(stamp);
  // The same job again is 202 and starts nothing; another sort is refused until this one is over.
  expect(await start()).toEqual(later);
  expect(await refusal(sdk.members.identifyMember(member, user))).toBe(409);
});

test('premium jobs pass the throttle, and their data are there afterwards', async () => {
  const { sdk, control, linked } = await mxStage();
  const { user, member } = await linked();
  const numbers = async () =>
    (await sdk.accounts.listAccountNumbersByMember(member, user)).data.account_numbers?.length;
  expect(await numbers()).toBe(0);
  expect((await sdk.members.verifyMember(member, user)).data.member?.is_being_aggregated).toBe(true);
  control.finishJobs();
  expect(await numbers()).toBe(2);
  await sdk.members.identifyMember(member, user);
  control.finishJobs();
  const owners = (await sdk.accounts.listAccountOwnersByMember(member, user)).data.account_owners ?? [];
  expect(owners).toHaveLength(3);
  expect(owners[0]?.owner_name).toMatch(/\w+ \w+/);
});

test('the nightly refresh brings what happened at the bank, and edits move updated_at', async () => {
  const { world, sdk, linked } = await mxStage();
  const { user, member } = await linked();
  const { id } = world.login('river-bank', 'ada').accounts[0] ?? { id: '' };
  const old = world.ledger(id).findLast((row) => row.status === 'posted');
  world.advance({ minutes: 10 });
  world.rename(old?.id ?? '', 'Renamed at the bank');
  world.post(id, { amount: '-4.50', date: '2026-11-01', description: 'Late' });
  const texts = async () => {
    const { data } = await sdk.transactions.listTransactionsByMember(member, user, 1, 1000);
    return new Map((data.transactions ?? []).map((each) => [each.description, each]));
  };
  expect((await texts()).has('Late')).toBe(false);
  world.advance({ days: 1 });
  const after = await texts();
  const renamed = after.get('Renamed at the bank');
  expect(after.get('Late')?.date).toBe('2026-11-01');
  expect(after.get('Late')?.created_at?.slice(0, 10)).toBe('2026-11-21');
  expect(renamed?.created_at?.slice(0, 10)).toBe('2026-11-20');
  expect(renamed?.updated_at?.slice(0, 10)).toBe('2026-11-21');
});

test('a foreground job pushes the nightly refresh twenty hours out, and a disabled one never comes', async () => {
  const { world, sdk, linked, newMember } = await mxStage();
  const { user, member } = await linked();
  const idle = await newMember(user, { bank: 'summit-card', background_aggregation_is_disabled: true });
  const stampOf = async (guid: string) =>
    (await sdk.members.readMember(guid, user)).data.member?.aggregated_at;
  world.advance({ minutes: 5 });
  const first = await stampOf(idle);
  world.advance({ hours: 12 });
  await sdk.members.aggregateMember(member, user);
  const foreground = await stampOf(member);
  world.advance({ hours: 19 });
  expect(await stampOf(member)).toBe(foreground);
  world.advance({ hours: 5 });
  expect(await stampOf(member)).not.toBe(foreground);
  expect(await stampOf(idle)).toBe(first);
});

test('deleted members are gone at once for their own routes, and haunt the lists of the user', async () => {
  const { world, sdk, linked, newMember, control } = await mxStage();
  const { user, member } = await linked();
  const ghosts = async () => (await sdk.accounts.listUserAccounts(user)).data.accounts ?? [];
  await sdk.members.deleteMember(member, user);
  expect(await refusal(sdk.members.readMember(member, user))).toBe(404);
  expect(await refusal(sdk.accounts.listMemberAccounts(user, member))).toBe(404);
  expect((await sdk.members.listMembers(user)).data.members).toEqual([]);
  expect(new Set((await ghosts()).map((each) => each.member_guid))).toEqual(new Set([member]));
  const rows = (await sdk.transactions.listTransactions(user)).data.transactions ?? [];
  expect(rows.length).toBeGreaterThan(0);
  // The same login again ends the haunting, and nothing keeps its guid.
  const before = new Set((await ghosts()).map(({ guid }) => guid));
  const again = await newMember(user);
  control.finishJobs();
  const after = await ghosts();
  expect(after.map((each) => each.member_guid)).toEqual([again, again, again]);
  expect(after.filter(({ guid }) => before.has(guid))).toEqual([]);
  // And two weeks do.
  await sdk.members.deleteMember(again, user);
  world.advance({ days: 15 });
  expect(await ghosts()).toEqual([]);
});

test('the same login twice is 409 whatever its password', async () => {
  const { sdk, linked, newMember } = await mxStage({ uncertain: { duplicateNamesMember: true } });
  const { user, member } = await linked();
  const second = newMember(user, { password: 'another' });
  await expect(second).rejects.toMatchObject({
    response: { status: 409, data: { error: { message: expect.stringContaining(member) } } },
  });
  expect((await sdk.members.listMembers(user)).data.members).toHaveLength(1);
});

test('extended history reaches further back than the first ninety days', async () => {
  const { sdk, linked, control } = await mxStage();
  const { user, member } = await linked();
  const page = (number: number) =>
    sdk.transactions.listTransactionsByMember(member, user, number, 1000, '2024-01-01', '2026-12-31');
  const oldest = async () => {
    const last = (await page(1)).data.pagination?.total_pages ?? 1;
    return ((await page(last)).data.transactions ?? []).map(({ date }) => date ?? '').sort()[0];
  };
  expect(await oldest()).toBe('2026-08-22');
  await sdk.transactions.extendHistory(member, user);
  control.finishJobs();
  expect((await oldest())?.slice(0, 7)).toBe('2026-01');
});
