import { expect, test, vi } from 'vitest';
import { guardNetwork } from '../../support/nock.ts';
import { bankOver, CONNECTED, linked, MEMBER, MxStub, page, USER } from './stub.ts';

// Every request goes through the whole stack, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

guardNetwork();

const WIDGET = `POST /users/${USER}/widget_urls`;
const HERE = `/users/${USER}/members/${MEMBER}`;

async function started(input?: object, options = {}) {
  const { bank } = bankOver(options);
  const ada = bank.user('ada');
  return { bank, ada, link: await ada.links.start('mx', input) };
}

test('a person is found again by our id', async () => {
  const stub = new MxStub();
  const { link } = await started();
  expect(link).toMatchObject({ kind: 'widget', url: expect.stringMatching(/^https:/) });
  expect(stub.to('GET /users')[0]?.query.get('id')).toBe('ada');
  expect(stub.to('POST /users')).toEqual([]);
});

test('a person is created once, with a mark', async () => {
  const stub = new MxStub();
  stub.users.length = 0;
  stub.on('POST /users', ({ body }) => {
    stub.users.push({ guid: USER, ...(body['user'] as object) });
    return [200, { user: stub.users[0] }];
  });
  const { ada } = await started();
  await ada.links.start('mx');
  expect(stub.to('POST /users').map(({ body }) => body)).toEqual([
    { user: { id: 'ada', metadata: 'bankweave' } },
  ]);
});

test('a person who was created a moment ago by somebody else (409) is found', async () => {
  const stub = new MxStub();
  const [made] = stub.users.splice(0);
  stub.on('POST /users', () => {
    if (made) stub.users.push(made);
    return [409, { error: { message: 'taken' } }];
  });
  const { link } = await started();
  expect(link.kind).toBe('widget');
});

test('a person whose creation went through although the answer was lost is found, not created twice', async () => {
  const stub = new MxStub();
  const [made] = stub.users.splice(0);
  stub.on('POST /users', () => {
    if (made) stub.users.push(made);
    return [502, 'bad gateway'];
  });
  await started();
  expect(stub.to('POST /users')).toHaveLength(1);
});

test('UCW defect: where a person cannot be created, our own id is never used as the guid of MX', async () => {
  const stub = new MxStub();
  stub.users.length = 0;
  stub.on('POST /users', [422, { error: { message: 'no' } }]);
  await expect(started()).rejects.toMatchObject({ code: 'invalid_input' });
  expect(stub.asked.filter(({ path }) => path.includes('/users/ada'))).toEqual([]);
});

test('UCW defect: a person is looked for on every page, and never is the first of a list', async () => {
  const stub = new MxStub();
  const others = Array.from({ length: 1200 }, (_, index) => ({
    guid: `USR-x${index}`,
    id: `other-${index}`,
  }));
  stub.on('GET /users', (asked) => page('users', [...others, { guid: USER, id: 'ada' }], asked), {
    always: true,
  });
  await started();
  expect(stub.to(WIDGET)).toHaveLength(1);
});

test('trap: an id that begins with USR- is taken for a guid, so it is refused', async () => {
  await expect(started({}, { userId: () => 'USR-ada' })).rejects.toMatchObject({ code: 'invalid_input' });
});

test('trap: a widget in verification mode makes a member that never refreshes, unless it is told otherwise', async () => {
  const stub = new MxStub();
  await started({ mode: 'verification', includeIdentity: true });
  expect(stub.to(WIDGET)[0]?.body['widget_url']).toMatchObject({
    mode: 'verification',
    include_transactions: true,
    include_identity: true,
    disable_background_agg: false,
    ui_message_version: 4,
  });
});

test('trap: APP in a desktop browser breaks OAuth, so it comes with the web view only', async () => {
  const stub = new MxStub();
  await started({ redirectUrl: 'acme://done' });
  await started({ redirectUrl: 'acme://done', mobileWebview: true, webviewUrlScheme: 'acme' });
  const [desktop, mobile] = stub.to(WIDGET).map(({ body }) => body['widget_url']);
  expect(desktop).toMatchObject({ oauth_referral_source: 'BROWSER' });
  expect(desktop).not.toHaveProperty('client_redirect_url');
  expect(mobile).toMatchObject({
    oauth_referral_source: 'APP',
    is_mobile_webview: true,
    client_redirect_url: 'acme://done',
    ui_message_webview_url_scheme: 'acme',
  });
});

test('the language and the payload of callbacks go in headers', async () => {
  const stub = new MxStub();
  await started({ language: 'fr-CA', callbackPayload: 'tenant 7' });
  const headers = stub.to(WIDGET)[0]?.headers ?? {};
  expect(headers['accept-language']).toBe('fr-CA');
  expect(headers['x-callback-payload']).toBe(Buffer.from('tenant 7').toString('base64'));
});

test('a link that hides the search begins at an institution', async () => {
  const stub = new MxStub();
  await started({ institution: 'riverbank', disableInstitutionSearch: true });
  expect(stub.to(WIDGET)[0]?.body['widget_url']).toMatchObject({ current_institution_code: 'riverbank' });
  await expect(started({ disableInstitutionSearch: true })).rejects.toMatchObject({ code: 'invalid_input' });
});

test('trap: the guid that a browser sends counts only where MX knows it under this person', async () => {
  const stub = new MxStub();
  const { ada, link } = await started();
  for (const memberGuid of ['MBR-of-somebody-else', '../../users', 'MBR-1/../MBR-2'])
    await expect(ada.links.complete('mx', link.id, { memberGuid })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  stub.member = { ...CONNECTED, user_guid: 'USR-2' };
  await expect(ada.links.complete('mx', link.id, { memberGuid: MEMBER })).rejects.toMatchObject({
    code: 'invalid_input',
  });
  stub.member = { ...CONNECTED };
  expect((await ada.links.complete('mx', link.id, { memberGuid: MEMBER })).status).toBe('active');
});

test('UCW defect: OAuth is not done because a redirect says so', async () => {
  const stub = new MxStub();
  stub.member = { ...CONNECTED, connection_status: 'PENDING', is_oauth: true };
  const { ada, link } = await started();
  const back = `acme://done?status=success&member_guid=${MEMBER}`;
  await expect(ada.links.complete('mx', link.id, back)).rejects.toMatchObject({ code: 'action_required' });
  stub.member = { ...CONNECTED, is_oauth: true };
  expect((await ada.links.complete('mx', link.id, back)).status).toBe('active');
});

test('a redirect that says the person gave up ends nothing but this attempt', async () => {
  new MxStub();
  const { ada, link } = await started();
  const back = new URLSearchParams(`status=error&error_reason=CANCELLED&member_guid=${MEMBER}`);
  await expect(ada.links.complete('mx', link.id, back)).rejects.toMatchObject({
    code: 'action_required',
    providerCode: 'CANCELLED',
  });
  await ada.links.complete('mx', link.id, { memberGuid: MEMBER });
});

test('without a guid a new link cannot be completed', async () => {
  new MxStub();
  const { ada, link } = await started();
  await expect(ada.links.complete('mx', link.id)).rejects.toMatchObject({ field: 'memberGuid' });
});

test('trap: a member without a connection status was entered by hand and is no bank', async () => {
  const stub = new MxStub();
  stub.member = { ...CONNECTED, connection_status: null, is_manual: true };
  const { ada, link } = await started();
  await expect(ada.links.complete('mx', link.id, { memberGuid: MEMBER })).rejects.toMatchObject({
    code: 'unsupported',
  });
});

test('a repair opens the widget on the same member, and needs no params', async () => {
  const stub = new MxStub();
  const { ada, connection } = await linked();
  const link = await ada.links.repair(connection.id);
  expect(stub.to(WIDGET).at(-1)?.body['widget_url']).toMatchObject({ current_member_guid: MEMBER });
  const repaired = await ada.links.complete('mx', link.id);
  expect(repaired.id).toBe(connection.id);
});

test('a repair of a member that is gone opens a fresh widget', async () => {
  const stub = new MxStub();
  const { ada, connection } = await linked();
  stub.on(`GET ${HERE}`, [404, {}]);
  await ada.links.repair(connection.id);
  expect(stub.to(WIDGET).at(-1)?.body['widget_url']).not.toHaveProperty('current_member_guid');
});

test('a removed connection is deleted at MX, and with the last one the person who was created here', async () => {
  const stub = new MxStub();
  const { ada, connection } = await linked();
  stub.on(`GET /users/${USER}/members`, [
    200,
    { members: [], pagination: { current_page: 1, total_entries: 0, total_pages: 1 } },
  ]);
  await ada.connections.remove(connection.id);
  expect(stub.to(`DELETE ${HERE}`)).toHaveLength(1);
  expect(stub.to(`DELETE /users/${USER}`)).toHaveLength(1);
});

test('UCW defect: the member that a login has already is looked for on every page', async () => {
  const stub = new MxStub();
  const others = Array.from({ length: 1100 }, (_, n) => ({
    guid: `MBR-x${n}`,
    institution_code: 'elsewhere',
  }));
  stub.on(`GET /users/${USER}/members`, (asked) => page('members', [...others, CONNECTED], asked), {
    always: true,
  });
  stub.on('GET /institutions/riverbank/credentials', (asked) =>
    page('credentials', [{ guid: 'CRD-1', field_name: 'LOGIN' }], asked),
  );
  stub.on(`POST /users/${USER}/members`, [409, { error: { message: 'there is one' } }]);
  stub.on(`PUT ${HERE}`, [200, { member: CONNECTED }]);
  const { ada, link } = await started({ institution: 'riverbank', credentials: { LOGIN: 'ada' } });
  expect(stub.to(`PUT ${HERE}`)[0]?.body).toEqual({
    member: { credentials: [{ guid: 'CRD-1', value: 'ada' }] },
  });
  expect((await ada.links.complete('mx', link.id)).status).toBe('active');
});

test('a member whose creation went through although the answer was lost is found by our own id', async () => {
  const stub = new MxStub();
  stub.on('GET /institutions/riverbank/credentials', (asked) =>
    page('credentials', [{ guid: 'CRD-1', field_name: 'LOGIN' }], asked),
  );
  stub.on(`POST /users/${USER}/members`, ({ body }) => {
    stub.member = { ...CONNECTED, id: (body['member'] as { id: string }).id };
    return [504, 'too late'];
  });
  const { ada, link } = await started({ institution: 'riverbank', credentials: { LOGIN: 'ada' } });
  expect(stub.to(`POST /users/${USER}/members`)).toHaveLength(1);
  expect((await ada.links.complete('mx', link.id)).status).toBe('active');
});

test('a person with another member stays, and so does one who was not created here', async () => {
  const stub = new MxStub();
  const first = await linked();
  await first.ada.connections.remove(first.connection.id);
  stub.users[0] = { guid: USER, id: 'ada' };
  const second = await linked();
  await second.ada.connections.remove(second.connection.id);
  expect(stub.to(`DELETE ${HERE}`)).toHaveLength(2);
  expect(stub.to(`DELETE /users/${USER}`)).toEqual([]);
});

test('removing a member that is gone already is a success', async () => {
  const stub = new MxStub();
  const { ada, connection } = await linked({ emptyUsers: 'keep' });
  stub.on(`DELETE ${HERE}`, [404, {}]);
  await ada.connections.remove(connection.id);
  expect((await ada.connections.get(connection.id)).status).toBe('removed');
});

test('an institution is looked up by its code, and a code of none is not found', async () => {
  const stub = new MxStub();
  const { institutions } = bankOver().bank.user('ada');
  stub.on('GET /institutions/a%2Fb', [200, { institution: { code: 'a/b', name: 'A Bank' } }]);
  stub.on('GET /institutions/gone', [404, {}]);
  expect(await institutions.get('mx', 'a/b')).toEqual({ id: 'a/b', name: 'A Bank' });
  for (const id of ['gone', '.', '..'])
    await expect(institutions.get('mx', id)).rejects.toMatchObject({
      code: 'not_found',
      field: 'institutionId',
    });
});

test('institutions are found with their logos, those of the country', async () => {
  const stub = new MxStub();
  stub.on('GET /institutions', (asked) =>
    page(
      'institutions',
      [
        { code: 'a', name: 'A Bank', iso_country_code: 'US', small_logo_url: 'https://logos.example/a.png' },
        { code: 'b', name: 'B Bank', iso_country_code: 'CA' },
        { code: 'c', name: 'C Bank', is_disabled_by_client: true },
      ],
      asked,
      100,
    ),
  );
  const { bank } = bankOver();
  const found = await bank.user('ada').institutions.search('mx', { query: 'bank', country: 'us' });
  expect(found).toEqual([
    { id: 'a', name: 'A Bank', countries: ['US'], logo: 'https://logos.example/a.png' },
  ]);
});
