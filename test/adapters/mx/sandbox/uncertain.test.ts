import { expect, test } from 'vitest';
import { mxStage, refusal } from './sdk.ts';

// Each of these is a question that MX's pages leave open: both answers are served, and both are tested.

test.for([false, true])('both version headers at once are refused: %s', async (refusesBothHeaders) => {
  const { call } = await mxStage({ uncertain: { refusesBothHeaders } });
  const answer = await call('/users', { headers: { accept: 'application/vnd.mx.api.v1+json' } });
  expect(answer.status).toBe(refusesBothHeaders ? 406 : 200);
});

test.for([false, true])('from_date without to_date is refused: %s', async (refusesLoneFromDate) => {
  const { call, linked } = await mxStage({ uncertain: { refusesLoneFromDate } });
  const { user } = await linked();
  const answer = await call(`/users/${user}/transactions?from_date=2026-11-01`);
  expect(answer.status).toBe(refusesLoneFromDate ? 400 : 200);
});

test.for([false, true])('from_date is held to six months: %s', async (capsDateRange) => {
  const { call, linked } = await mxStage({ uncertain: { capsDateRange } });
  const { user } = await linked();
  const answer = await call(`/users/${user}/transactions?from_date=2026-01-01&to_date=2026-11-30`);
  expect(answer.status).toBe(capsDateRange ? 400 : 200);
});

test.for([false, true])('a page of three is honoured: %s', async (smallPagesHonoured) => {
  const { sdk } = await mxStage({ uncertain: { smallPagesHonoured } });
  const { data } = await sdk.institutions.listInstitutions(undefined, undefined, 1, 3);
  expect(data.pagination?.per_page).toBe(smallPagesHonoured ? 3 : 25);
});

test.for([false, true])('a challenged member is being aggregated: %s', async (challengedIsAggregating) => {
  const { sdk, linked } = await mxStage({ uncertain: { challengedIsAggregating } });
  const { user, member } = await linked({ password: 'challenge' });
  const { data } = await sdk.members.readMemberStatus(member, user);
  expect(data.member?.is_being_aggregated).toBe(challengedIsAggregating);
});

test.for([false, true])('what a disabled user holds is refused: %s', async (refusesDisabledUsers) => {
  const { sdk, linked } = await mxStage({ uncertain: { refusesDisabledUsers } });
  const { user, member } = await linked();
  await sdk.users.updateUser(user, { user: { is_disabled: true } });
  expect(await refusal(sdk.members.readMember(member, user))).toBe(refusesDisabledUsers ? 403 : 200);
  await sdk.users.updateUser(user, { user: { is_disabled: false } });
  expect(await refusal(sdk.members.readMember(member, user))).toBe(200);
});

test('rows come newest first, oldest first or in no order', async () => {
  const lists: (readonly string[])[] = [];
  for (const order of ['newest', 'oldest', 'shuffled'] as const) {
    const { sdk, linked } = await mxStage({ uncertain: { order } });
    const { user, member } = await linked();
    const { data } = await sdk.transactions.listTransactionsByMember(member, user, 1, 1000);
    lists.push((data.transactions ?? []).map(({ date }) => date ?? ''));
  }
  const [newest = [], oldest = [], shuffled = []] = lists;
  const sorted = newest.toSorted((a, b) => a.localeCompare(b));
  expect(oldest).toEqual(sorted);
  expect(newest).toEqual(sorted.toReversed());
  expect(shuffled).not.toEqual(newest);
  expect(shuffled).not.toEqual(oldest);
});

test.for([false, true])('the type of a challenge is a number: %s', async (challengeTypeNumbers) => {
  const { call, linked } = await mxStage({ quirks: { challengeTypeNumbers } });
  const { user, member } = await linked({ password: 'image_options' });
  const answer = await call(`/users/${user}/members/${member}/challenges`);
  const { challenges } = (await answer.json()) as { challenges: { type: unknown }[] };
  expect(challenges[0]?.type).toBe(challengeTypeNumbers ? 14 : 'IMAGE_OPTIONS');
});
