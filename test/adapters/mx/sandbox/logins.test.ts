import { expect, test } from 'vitest';
import { mxStage, refusal } from './sdk.ts';

test.for([
  ['anything', 'CONNECTED'],
  ['challenge', 'CHALLENGED'],
  ['options', 'CHALLENGED'],
  ['image', 'CHALLENGED'],
  ['UNAUTHORIZED', 'DENIED'],
  ['INVALID', 'DENIED'],
  ['DISABLED', 'DENIED'],
  ['LOCKED', 'LOCKED'],
  ['BAD_REQUEST', 'FAILED'],
  ['SERVER_ERROR', 'FAILED'],
  ['UNAVAILABLE', 'FAILED'],
] as const)('at MX Bank the password %s leads to %s', async ([password, status]) => {
  const { sdk, linked } = await mxStage();
  const { user, member } = await linked({ bank: 'mxbank', username: 'mxuser', password });
  expect((await sdk.members.readMember(member, user)).data.member?.connection_status).toBe(status);
});

test('MX Bank holds the same six accounts for everyone, books tomorrow, and knows no currency', async () => {
  const { sdk, linked } = await mxStage();
  const { user, member } = await linked({ bank: 'mxbank', username: 'mxuser' });
  const { accounts = [] } = (await sdk.accounts.listMemberAccounts(user, member)).data;
  expect(accounts.map(({ type, account_number }) => [type, account_number])).toEqual([
    ['CHECKING', '4921710685'],
    ['SAVINGS', '2936473248'],
    ['CREDIT_CARD', 'XXXXXX5092'],
    ['LOAN', '4136990061'],
    ['MORTGAGE', '8485388773'],
    ['INVESTMENT', '1526579950'],
  ]);
  const { data } = await sdk.transactions.listTransactionsByMember(member, user, 1, 1000);
  expect(data.pagination?.total_entries).toBe(5 * 182);
  const newest = data.transactions?.[0];
  expect(newest).toMatchObject({
    date: '2026-11-20',
    posted_at: '2026-11-21T12:00:00Z',
    currency_code: null,
  });
  expect(new Set(data.transactions?.map(({ status }) => status))).toEqual(new Set(['POSTED']));
});

test('a challenge has guids of its own each round, and the job goes on after the answers', async () => {
  const { sdk, linked, control } = await mxStage();
  const { user, member } = await linked({ password: 'two_rounds' });
  const open = async () => (await sdk.members.listMemberChallenges(member, user)).data.challenges ?? [];
  const first = (await open())[0];
  expect(first?.type).toBe('OPTIONS');
  expect(first?.options?.map(({ value }) => value)).toEqual(['correct', 'wrong']);
  const answer = (guid: string | null | undefined, value: string) =>
    sdk.members.resumeAggregation(member, user, { member: { challenges: [{ guid: guid ?? '', value }] } });
  expect((await answer(first?.guid, 'correct')).status).toBe(202);
  control.finishJobs();
  const second = (await open())[0];
  expect(second?.type).toBe('TOKEN');
  expect(second?.guid).not.toBe(first?.guid);
  expect(await refusal(answer(first?.guid, 'correct'))).toBe(400);
  await answer(second?.guid, 'correct');
  expect((await sdk.members.readMember(member, user)).data.member?.connection_status).toBe('RESUMED');
  control.finishJobs();
  const { data } = await sdk.members.readMemberStatus(member, user);
  expect(data.member).toMatchObject({ connection_status: 'CONNECTED', is_being_aggregated: false });
});

test('no challenges are 204 with nothing, and an answer then is 405', async () => {
  const { sdk, linked } = await mxStage();
  const { user, member } = await linked();
  const { status, data } = await sdk.members.listMemberChallenges(member, user);
  expect([status, data]).toEqual([204, '']);
  const given = { member: { challenges: [{ guid: 'CRD-1', value: 'correct' }] } };
  expect(await refusal(sdk.members.resumeAggregation(member, user, given))).toBe(405);
});

test.for([
  ['wrong', 'REJECTED'],
  ['LOCKED', 'LOCKED'],
  ['challenge', 'CHALLENGED'],
] as const)('the answer %s leads to %s', async ([answer, status]) => {
  const { sdk, linked, control } = await mxStage();
  const { user, member } = await linked({ password: 'challenge' });
  control.answer(member, answer);
  control.finishJobs();
  expect((await sdk.members.readMember(member, user)).data.member?.connection_status).toBe(status);
});

test('an option is chosen by its value or by its guid, as MX may have it', async () => {
  for (const optionAnswer of ['value', 'guid'] as const) {
    const { sdk, linked, control } = await mxStage({ uncertain: { optionAnswer } });
    const { user, member } = await linked({ password: 'options' });
    const challenge = (await sdk.members.listMemberChallenges(member, user)).data.challenges?.[0];
    const value = challenge?.options?.[0]?.[optionAnswer === 'guid' ? 'guid' : 'value'] ?? '';
    const given = { member: { challenges: [{ guid: challenge?.guid ?? '', value }] } };
    await sdk.members.resumeAggregation(member, user, given);
    control.finishJobs();
    expect((await sdk.members.readMember(member, user)).data.member?.connection_status).toBe('CONNECTED');
  }
});

test('a question that nobody answers expires, and three denials are prevented', async () => {
  const { world, sdk, linked, control } = await mxStage();
  const { user, member } = await linked({ password: 'challenge' });
  const status = async () => (await sdk.members.readMember(member, user)).data.member;
  world.advance({ minutes: 11 });
  expect((await status())?.connection_status).toBe('EXPIRED');
  const { credentials = [] } = (await sdk.institutions.listInstitutionCredentials('river-bank')).data;
  const seen: unknown[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const values = credentials.map(({ guid }, i) => ({
      guid: guid ?? '',
      value: i === 0 ? 'ada' : 'INVALID',
    }));
    await sdk.members.updateMember(member, user, { member: { credentials: values } });
    seen.push((await status())?.connection_status);
    control.finishJobs();
    seen.push((await status())?.connection_status);
  }
  expect(seen).toEqual(['UPDATED', 'DENIED', 'UPDATED', 'DENIED', 'UPDATED', 'PREVENTED']);
  expect((await status())?.needs_updated_credentials).toBe(true);
});

test('OAuth: the member waits in PENDING until the person comes back from the bank', async () => {
  const { sdk, newUser, control } = await mxStage();
  const user = await newUser();
  const body = { member: { institution_code: 'mx_bank_oauth', credentials: [], is_oauth: true } };
  const { data } = await sdk.members.createMember(user, body);
  const member = data.member?.guid ?? '';
  expect(data.member).toMatchObject({ connection_status: 'PENDING', is_oauth: true });
  const url = data.member?.oauth_window_uri ?? '';
  expect(control.completeOAuth(url, { username: 'ada' })).toEqual({ memberGuid: member });
  expect(() => control.completeOAuth(url, { username: 'ada' })).toThrow('opened before');
  control.finishJobs();
  expect((await sdk.members.readMember(member, user)).data.member?.connection_status).toBe('CONNECTED');
});
