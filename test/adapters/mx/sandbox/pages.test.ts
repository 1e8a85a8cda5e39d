import { expect, test } from 'vitest';
import { mxStage } from './sdk.ts';

type Stage = Awaited<ReturnType<typeof mxStage>>;

async function widgetUrl({ sdk }: Stage, user: string, more: object = {}): Promise<string> {
  const asked = { widget_url: { widget_type: 'connect_widget', ...more } };
  return (await sdk.widgets.requestWidgetURL(user, asked)).data.widget_url?.url ?? '';
}

const open = ({ wire }: Stage, url: string) => wire.handle(new Request(url));

/** A call that the widget's page makes. */
interface Acted {
  readonly status: unknown;
  readonly [field: string]: unknown;
}

async function act({ wire, url }: Stage, session: string, action: string, body: object = {}): Promise<Acted> {
  const request = new Request(`${url}/widget/sessions/${session}/${action}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  const answer = await wire.handle(request);
  return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
}

async function sessionIn(page: Response): Promise<string> {
  return /"session":"([^"]+)"/.exec(await page.text())?.[1] ?? '';
}

test('the address of the widget works once, and for ten minutes', async () => {
  const stage = await mxStage();
  const user = await stage.newUser();
  const url = await widgetUrl(stage, user);
  const page = await open(stage, url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect((await open(stage, url)).status).toBe(410);
  const late = await widgetUrl(stage, user);
  stage.world.advance({ minutes: 10 });
  expect((await open(stage, late)).status).toBe(410);
  expect((await open(stage, `${stage.url}/widget/connect/nothing`)).status).toBe(404);
});

test('the page signs in, answers a challenge and ends connected', async () => {
  const stage = await mxStage();
  const user = await stage.newUser();
  const session = await sessionIn(await open(stage, await widgetUrl(stage, user)));
  const found = await act(stage, session, 'institutions', { query: 'mx bank' });
  expect(found['institutions']).toHaveLength(2);
  const given = { institution: 'mxbank', username: 'mxuser', password: 'challenge' };
  const { memberGuid } = await act(stage, session, 'sign-in', given);
  stage.world.advance({ minutes: 1 });
  const { status, challenges } = await act(stage, session, 'status');
  expect(status).toBe('CHALLENGED');
  const [{ guid = '' } = {}] = challenges as { guid?: string }[];
  expect(
    (await act(stage, session, 'answer', { answers: [{ guid: 'CRD-1', value: 'correct' }] })).status,
  ).toBe(400);
  await act(stage, session, 'answer', { answers: [{ guid, value: 'correct' }] });
  stage.world.advance({ minutes: 1 });
  expect(await act(stage, session, 'status')).toMatchObject({
    status: 'CONNECTED',
    number: 6,
    aggregating: false,
  });
  await act(stage, session, 'leave');
  expect((await act(stage, session, 'status')).status).toBe(410);
  const { data } = await stage.sdk.members.readMember(String(memberGuid), user);
  expect(data.member?.connection_status).toBe('CONNECTED');
});

test('the page repairs a member instead of adding one', async () => {
  const stage = await mxStage();
  const { user, member } = await stage.linked({ password: 'INVALID' });
  const url = await widgetUrl(stage, user, { current_member_guid: member });
  const session = await sessionIn(await open(stage, url));
  await act(stage, session, 'sign-in', { institution: 'river-bank', username: 'ada', password: 'right' });
  stage.control.finishJobs();
  const { members = [] } = (await stage.sdk.members.listMembers(user)).data;
  expect(members.map(({ guid, connection_status }) => [guid, connection_status])).toEqual([
    [member, 'CONNECTED'],
  ]);
});

test('completeLink and exitLink do what a person does', async () => {
  const stage = await mxStage();
  const user = await stage.newUser();
  const url = await widgetUrl(stage, user, { current_institution_code: 'summit-card' });
  const { memberGuid } = stage.control.completeLink(url, { username: 'ada' });
  expect(stage.control.members()).toMatchObject([
    { guid: memberGuid, institutionCode: 'summit-card', username: 'ada', isBeingAggregated: true },
  ]);
  expect(() => stage.control.completeLink(url, { username: 'ada' })).toThrow('opened before');
  const left = await widgetUrl(stage, user);
  stage.control.exitLink(left);
  expect((await open(stage, left)).status).toBe(410);
  const oauth = await widgetUrl(stage, user, { current_institution_code: 'mx_bank_oauth' });
  const second = stage.control.completeLink(oauth, { username: 'bob' }).memberGuid;
  stage.control.finishJobs();
  const { data } = await stage.sdk.members.readMember(second, user);
  expect(data.member).toMatchObject({ is_oauth: true, connection_status: 'CONNECTED' });
});

test('a member of the verification widget has no transactions and is never refreshed', async () => {
  const stage = await mxStage();
  const user = await stage.newUser();
  const url = await widgetUrl(stage, user, { mode: 'verification' });
  const { memberGuid } = stage.control.completeLink(url, { institutionCode: 'river-bank', username: 'ada' });
  stage.control.finishJobs();
  const { data } = await stage.sdk.members.readMember(memberGuid, user);
  expect(data.member).toMatchObject({
    connection_status: 'CONNECTED',
    background_aggregation_is_disabled: true,
  });
  expect((await stage.sdk.members.readMemberStatus(memberGuid, user)).data.member).toMatchObject({
    has_processed_transactions: false,
    has_processed_account_numbers: true,
  });
  stage.world.advance({ days: 3 });
  const again = (await stage.sdk.members.readMember(memberGuid, user)).data.member;
  expect(again?.aggregated_at).toBe(data.member?.aggregated_at);
});

test('the verification widget brings transactions and owners where it is asked to', async () => {
  const stage = await mxStage();
  const user = await stage.newUser();
  const more = { mode: 'verification', include_transactions: true, include_identity: true };
  const url = await widgetUrl(stage, user, more);
  const { memberGuid } = stage.control.completeLink(url, { institutionCode: 'river-bank', username: 'ada' });
  stage.control.finishJobs();
  const { data } = await stage.sdk.transactions.listTransactionsByMember(memberGuid, user);
  expect(data.pagination?.total_entries).toBeGreaterThan(0);
  const owners = await stage.sdk.accounts.listAccountOwnersByMember(memberGuid, user);
  expect(owners.data.account_owners).toHaveLength(3);
});

test('the consent page sends the person back to an app of its own with the outcome', async () => {
  const stage = await mxStage();
  const user = await stage.newUser();
  const asked = {
    member: { institution_code: 'mx_bank_oauth', credentials: [], is_oauth: true },
    client_redirect_url: 'https://app.example/back?mine=1',
    referral_source: 'APP',
  };
  for (const [decision, query] of [
    ['deny', 'status=error'],
    ['allow', 'status=success'],
  ] as const) {
    const { data } = await stage.sdk.members.createMember(user, asked);
    const url = data.member?.oauth_window_uri ?? '';
    expect((await open(stage, url)).status).toBe(200);
    const body = new URLSearchParams({
      ticket: new URL(url).searchParams.get('ticket') ?? '',
      username: 'ada',
      decision,
    });
    const sent = new Request(`${stage.url}/oauth/decide`, { method: 'POST', body });
    const answer = await stage.wire.handle(sent);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toContain(
      `https://app.example/back?mine=1&${query}&member_guid=${data.member?.guid}`,
    );
    const { members = [] } = (await stage.sdk.members.listMembers(user)).data;
    expect(members.at(-1)?.connection_status).toBe(decision === 'allow' ? 'UPDATED' : 'PENDING');
  }
});

test('text of the app cannot end the script of the page', async () => {
  const stage = await mxStage();
  const { user, member } = await stage.linked({ username: '</script><script>alert(1)</script>' });
  const text = await (
    await open(stage, await widgetUrl(stage, user, { current_member_guid: member }))
  ).text();
  expect(text.match(/<script>/g)).toHaveLength(1);
});
