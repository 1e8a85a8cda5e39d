import { trueLayer } from 'bankweave/adapters/truelayer';
import nock from 'nock';
import { expect, test } from 'vitest';
import { errorOf } from '../../client/banks.ts';
import { guardNetwork } from '../../support/nock.ts';
import { API, AUTH, callFor, me, options, pull, results, StillClock } from './harness.ts';

guardNetwork();

const adapter = trueLayer(options);
const BOOKED = '/data/v1/accounts/acc-1/transactions';
const SECRET = 'canary-in-the-body';
const MINUTE = 60_000;

/** What a pull meets when the bank answers so; `times` counts the calls that it costs. */
async function meeting(
  status: number,
  body: nock.Body,
  { times = 1, headers = {}, clock = new StillClock() } = {},
) {
  nock(API)
    .get(BOOKED)
    .query(true)
    .times(times)
    .reply(status, body, { 'x-tl-correlation-id': 'corr-1', ...headers });
  const { error } = await pull(adapter, callFor(adapter, { clock }));
  expect(JSON.stringify(error)).not.toContain(SECRET);
  return error as { code: string; requestId?: string; retryAfterMs?: number };
}

const json = (error: string): nock.Body => ({
  error,
  error_description: SECRET,
  error_details: { provider_details: SECRET },
});

test.each([
  [400, 'validation_error', { code: 'provider_response' }],
  [400, 'deprecated_provider', { code: 'unsupported', scope: 'connection' }],
  [401, 'unauthorized', { code: 'unauthorized' }],
  [401, 'invalid_token', { code: 'unauthorized' }],
  [401, 'unauthorized_client', { code: 'provider_authentication' }],
  [401, 'wrong_credentials', { code: 'action_required', action: 'reauthenticate' }],
  [403, 'invalid_credentials_key', { code: 'action_required', action: 'reauthenticate' }],
  [403, 'account_temporarily_locked', { code: 'action_required', action: 'act_at_bank' }],
  [403, 'account_permanently_locked', { code: 'action_required', action: 'act_at_bank' }],
  [403, 'mfa_required', { code: 'action_required', action: 'answer_challenge' }],
  [403, 'user_input_required', { code: 'action_required', action: 'reauthenticate' }],
  [404, 'account_not_found', { code: 'not_found', scope: 'account' }],
  [410, 'wrong_bank', { code: 'action_required', action: 'reauthenticate' }],
  [
    429,
    'provider_too_many_requests',
    { code: 'rate_limited', scope: 'institution', retryAfterMs: 15 * MINUTE },
  ],
  [
    429,
    'provider_request_limit_exceeded',
    { code: 'rate_limited', scope: 'account', retryAfterMs: 1_440 * MINUTE },
  ],
  [501, 'endpoint_not_supported', { code: 'unsupported', scope: 'account' }],
] as const)('%d %s is never sent again', async (status, code, expected) => {
  expect(await meeting(status, json(code))).toMatchObject({
    ...expected,
    providerCode: code,
    status,
    requestId: 'corr-1',
  });
});

test.each([
  [409, 'request_conflict', 'provider_unavailable'],
  [500, 'internal_server_error', 'provider_unavailable'],
  [503, 'connector_overload', 'provider_unavailable'],
  [504, 'connector_timeout', 'provider_unavailable'],
] as const)(
  '%d %s is sent once more, and then it is the account’s trouble',
  async (status, code, expected) => {
    expect(await meeting(status, json(code), { times: 2 })).toMatchObject({
      code: expected,
      scope: 'account',
    });
  },
);

test.each([
  [503, 'provider_error'],
  [503, 'temporarily_unavailable'],
] as const)('%d %s: the bank is down, and one more call is all it is worth', async (status, code) => {
  expect(await meeting(status, json(code), { times: 2 })).toMatchObject({ code: 'institution_unavailable' });
});

test('the code decides before the status, which is only known roughly', async () => {
  expect(await meeting(400, json('endpoint_not_supported'))).toMatchObject({
    code: 'unsupported',
    scope: 'account',
  });
});

test.each([
  [401, { title: 'Unauthenticated' }, 'unauthorized'],
  [429, { title: 'Rate Limit Exceeded' }, 'rate_limited'],
  [400, { title: 'Invalid State', trace_id: 'trace-9' }, 'action_required'],
  [400, { title: 'Invalid Parameters' }, 'provider_response'],
  [400, { type: 'https://docs.truelayer.com/errors#account_not_found' }, 'not_found'],
])('application/problem+json, %d %o, is read by the same table', async (status, body, code) => {
  expect(await meeting(status, body)).toMatchObject({ code });
});

test.each([
  [502, '<html><body>Bad Gateway</body></html>', 'provider_unavailable'],
  [504, '', 'provider_unavailable'],
])('the page of a gateway, %d, is judged by its status', async (status, body, code) => {
  expect(await meeting(status, body, { times: 2 })).toMatchObject({ code, status });
});

test('an error without a description, and one whose code is no word', async () => {
  expect(await meeting(404, { error: 'account_not_found' })).toMatchObject({ code: 'not_found' });
  expect(await meeting(400, { error: { error: SECRET } })).toMatchObject({ code: 'provider_response' });
  nock(API).get('/data/v1/me').reply(200, results(me()));
  expect(await meeting(403, { error: `${SECRET} with blanks and more than that` }, {})).toMatchObject({
    code: 'unsupported',
  });
});

test('Retry-After is honoured in seconds and as a date, and a limit is never waited out inside a sync', async () => {
  const clock = new StillClock();
  const limit = json('provider_too_many_requests');
  expect((await meeting(429, limit, { headers: { 'retry-after': '7200' } })).retryAfterMs).toBe(120 * MINUTE);
  const date = new Date(clock.now() + 30 * MINUTE).toUTCString();
  expect((await meeting(429, limit, { headers: { 'retry-after': date }, clock })).retryAfterMs).toBe(
    30 * MINUTE,
  );
  const short = await meeting(429, limit, { headers: { 'retry-after': '2' } });
  expect(short.retryAfterMs).toBeGreaterThan(MINUTE);
});

test('one 403 of /me proves nothing; two of them mean that the consent is over, and nothing is disconnected', async () => {
  nock(API).get('/data/v1/me').reply(403, json('access_denied'));
  nock(API).get('/data/v1/me').reply(200, results(me()));
  expect(await adapter.connection.inspect(callFor(adapter))).toMatchObject({ auth: 'ok' });
  nock(API).get('/data/v1/me').times(2).reply(403, json('access_denied'));
  expect(await errorOf(() => adapter.connection.inspect(callFor(adapter)))).toMatchObject({
    code: 'action_required',
    action: 'renew_consent',
  });
});

test('invalid_grant at the token call asks the person', async () => {
  nock(AUTH).post('/connect/token').reply(400, json('invalid_grant'));
  expect(await errorOf(() => adapter.connection.refresh?.(callFor(adapter)))).toMatchObject({
    code: 'action_required',
  });
});

test('invalid_client at a refresh may be the token or the secret: a token for nobody tells', async () => {
  nock(AUTH)
    .post('/connect/token', /refresh_token/)
    .reply(400, json('invalid_client'));
  nock(AUTH)
    .post('/connect/token', /client_credentials/)
    .reply(200, { access_token: 'x' });
  expect(await errorOf(() => adapter.connection.refresh?.(callFor(adapter)))).toMatchObject({
    code: 'action_required',
  });
  nock(AUTH).post('/connect/token').times(2).reply(400, json('invalid_client'));
  expect(await errorOf(() => adapter.connection.refresh?.(callFor(adapter)))).toMatchObject({
    code: 'provider_authentication',
  });
});

test('a link without offline_access ends with its token', async () => {
  const call = callFor(adapter);
  const { refreshToken: _, ...rest } = call.credentials;
  expect(await errorOf(() => adapter.connection.refresh?.({ ...call, credentials: rest }))).toMatchObject({
    code: 'action_required',
  });
});
