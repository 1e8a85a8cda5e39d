import { expect, test } from 'vitest';
import { mxStage, refusal } from './sdk.ts';

const list = 'GET /users/{user_guid}/members/{member_guid}/transactions';

test.for([401, 403, 404, 406, 409, 422, 429, 500, 502, 503, 504])(
  'a route answers %i once, with a JSON error',
  async (status) => {
    const { control, call } = await mxStage();
    control.fault('GET /users', { kind: 'status', status, retryAfter: '7' });
    const answer = await call('/users');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, '7']);
    expect(await answer.json()).toEqual({ error: { message: expect.any(String) } });
    expect((await call('/users')).status).toBe(200);
  },
);

test('a fault spoils the nth call and as many as wanted, and its call can land all the same', async () => {
  const { control, call, sdk } = await mxStage();
  control.fault('GET /users', { kind: 'html', status: 503, nth: 2, times: 2 });
  const statuses = [];
  for (let turn = 0; turn < 4; turn++) statuses.push((await call('/users')).status);
  expect(statuses).toEqual([200, 503, 503, 200]);
  control.fault('POST /users', { kind: 'status', status: 502, lands: true });
  expect(await refusal(sdk.users.createUser({ user: { id: 'eve' } }))).toBe(502);
  expect((await sdk.users.listUsers(1, 25, 'eve')).data.users).toHaveLength(1);
  expect(control.count('POST /users')).toBe(1);
});

test('gateways answer HTML', async () => {
  const { control, call } = await mxStage();
  control.fault('*', { kind: 'html', status: 502 });
  const answer = await call('/users');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html']);
});

test('half a JSON comes with 200, and the SDK resolves with text', async () => {
  const { control, sdk } = await mxStage();
  control.fault('GET /users', { kind: 'truncated' });
  const { status, data } = await sdk.users.listUsers();
  expect([status, typeof data]).toEqual([200, 'string']);
});

test('the connection ends in the middle of the body', async () => {
  const { control, sdk } = await mxStage();
  control.fault('GET /users', { kind: 'reset' });
  await expect(sdk.users.listUsers()).rejects.toMatchObject({
    code: expect.stringMatching(/ECONNRESET|ERR_BAD_RESPONSE/),
  });
});

test('no answer comes until the caller gives up', async () => {
  const { control, sdk } = await mxStage();
  control.fault('GET /users', { kind: 'timeout' });
  const late = sdk.users.listUsers(1, 25, undefined, undefined, undefined, { timeout: 50 });
  await expect(late).rejects.toMatchObject({ code: 'ECONNABORTED' });
});

test('a slow body comes whole in the end', async () => {
  const { control, sdk, newUser } = await mxStage();
  await newUser();
  control.fault('GET /users', { kind: 'slow', everyMs: 1 });
  expect((await sdk.users.listUsers()).data.users).toHaveLength(1);
});

test('lists lie: 204, too many pages, a row twice, a row that slips away', async () => {
  const { control, sdk, linked } = await mxStage();
  const { user, member } = await linked({ bank: 'mxbank' });
  const page = async (number: number) => {
    const { data } = await sdk.transactions.listTransactionsByMember(member, user, number, 100);
    return { guids: (data.transactions ?? []).map(({ guid }) => guid), pagination: data.pagination };
  };
  const [first, second] = [await page(1), await page(2)];
  control.fault(list, { kind: 'no_content' });
  expect((await sdk.transactions.listTransactionsByMember(member, user)).status).toBe(204);
  control.fault(list, { kind: 'wrong_total' });
  expect((await page(1)).pagination?.total_pages).toBe(12);
  control.fault(list, { kind: 'repeated_row' });
  expect((await page(2)).guids[0]).toBe(first.guids.at(-1));
  control.fault(list, { kind: 'row_inserted' });
  expect((await page(2)).guids[0]).toBe(first.guids.at(-1));
  control.fault(list, { kind: 'row_removed' });
  const drifted = await page(2);
  expect(drifted.guids).not.toContain(second.guids[0]);
  expect(drifted.pagination?.total_entries).toBe(909);
});

test.for([
  ['login_required', 'DENIED'],
  ['mfa', 'CHALLENGED'],
  ['act_at_bank', 'IMPEDED'],
  ['consent_expired', 'IMPAIRED'],
  ['revoked', 'CLOSED'],
  ['outage', 'DEGRADED'],
] as const)('the world has %s, the member is %s, and recovers when it is healed', async ([kind, status]) => {
  const { world, sdk, linked } = await mxStage();
  const { user, member } = await linked();
  const read = async () => (await sdk.members.readMember(member, user)).data.member?.connection_status;
  world.advance({ minutes: 1 });
  world.fail('river-bank.ada', { kind });
  expect(await read()).toBe(status);
  // What is held stays readable.
  expect((await sdk.accounts.listMemberAccounts(user, member)).data.accounts).toHaveLength(3);
  world.heal('river-bank.ada');
  expect(await read()).toBe('CONNECTED');
});

test('faults of the world that are HTTP faults at MX', async () => {
  const { world, sdk, linked } = await mxStage();
  const { user, member } = await linked();
  const read = () => refusal(sdk.members.readMember(member, user));
  world.fail('river-bank', { kind: 'throttled', times: 1, retryAfterMs: 2000 });
  await expect(sdk.members.readMember(member, user)).rejects.toMatchObject({
    response: { status: 429, headers: { 'retry-after': '2' } },
  });
  world.fail('river-bank.ada', { kind: 'provider_error', times: 1 });
  world.fail('river-bank.ada', { kind: 'keys_refused', times: 1 });
  expect(new Set([await read(), await read(), await read()])).toEqual(new Set([200, 401, 500]));
});

test('a stale bank, one account that fails, data that are not ready', async () => {
  const { world, sdk, control, linked } = await mxStage();
  const { user, member } = await linked();
  const account = world.login('river-bank', 'ada').accounts[0]?.id ?? '';
  const rows = async () =>
    (await sdk.transactions.listTransactionsByMember(member, user, 1, 1000)).data.transactions ?? [];
  const has = async (text: string) => (await rows()).some(({ description }) => description === text);
  world.advance({ minutes: 1 });
  world.fail('river-bank.ada', { kind: 'stale' });
  world.advance({ minutes: 1 });
  world.post(account, { amount: '-1.00', description: 'Unheard of' });
  world.advance({ minutes: 1 });
  control.refresh(member);
  expect(await has('Unheard of')).toBe(false);
  world.heal('river-bank.ada');
  control.refresh(member);
  world.fail(account, { kind: 'account_error' });
  world.advance({ minutes: 1 });
  world.post(account, { amount: '-1.00', description: 'Behind the broken account' });
  world.advance({ minutes: 1 });
  control.refresh(member);
  expect([await has('Unheard of'), await has('Behind the broken account')]).toEqual([true, false]);
  world.heal(account);
  world.advance({ days: 1 });
  const behind = (await rows()).find(({ description }) => description === 'Behind the broken account');
  // Stamped as it is written, or a reader of changes would never see it.
  expect(behind?.updated_at?.slice(0, 10)).toBe('2026-11-21');
  world.fail('river-bank.ada', { kind: 'not_ready' });
  control.refresh(member);
  const { data } = await sdk.members.readMemberStatus(member, user);
  expect(data.member).toMatchObject({
    connection_status: 'CONNECTED',
    is_being_aggregated: true,
    has_processed_accounts: true,
    has_processed_transactions: false,
  });
});

test('a bank that gives its newest days first: the older ones come later, stamped as they come', async () => {
  const { world, sdk, linked } = await mxStage();
  world.fail('river-bank.ada', { kind: 'history_pending' });
  const { user, member } = await linked();
  const rows = async () =>
    (await sdk.transactions.listTransactionsByMember(member, user, 1, 1000)).data.transactions ?? [];
  const oldest = (list: Awaited<ReturnType<typeof rows>>) =>
    list.reduce((least, { date }) => (date && date < least ? date : least), '9999');
  const young = await rows();
  expect(oldest(young)).toBe('2026-10-21');
  world.advance({ days: 2 });
  expect(oldest(await rows()) > '2026-10-01').toBe(true);
  world.heal('river-bank.ada');
  const whole = await rows();
  expect(oldest(whole)).toBe('2026-08-22');
  const known = new Set(young.map(({ guid }) => guid));
  const late = whole.filter(({ guid, date }) => !known.has(guid) && (date ?? '') < '2026-10-21');
  expect(new Set(late.map(({ updated_at: at }) => at?.slice(0, 10)))).toEqual(new Set(['2026-11-22']));
});

test('the log tells what was asked, and no secret', async () => {
  const { control, call, linked } = await mxStage();
  await linked({ password: 'hunter2-secret' });
  await call('/users?id=ada');
  expect(control.requests.at(-1)).toMatchObject({ route: 'GET /users', query: '?id=ada', status: 200 });
  expect(JSON.stringify(control.requests)).not.toMatch(/hunter2|sandbox-key|authorization/i);
});
