import { get } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { type FaultKind, serveSandbox } from 'bankweave/sandbox';
import type { TrueLayerCode } from 'bankweave/adapters/truelayer/sandbox';
import { Bench } from './bench.ts';

const codes: readonly (readonly [TrueLayerCode, number])[] = [
  ['validation_error', 400],
  ['invalid_date_range', 400],
  ['deprecated_provider', 400],
  ['unauthorized', 401],
  ['invalid_token', 401],
  ['unauthorized_client', 401],
  ['wrong_credentials', 401],
  ['access_denied', 403],
  ['sca_exceeded', 403],
  ['invalid_credentials_key', 403],
  ['account_temporarily_locked', 403],
  ['account_permanently_locked', 403],
  ['mfa_required', 403],
  ['user_input_required', 403],
  ['account_not_found', 404],
  ['request_conflict', 409],
  ['wrong_bank', 410],
  ['provider_too_many_requests', 429],
  ['provider_request_limit_exceeded', 429],
  ['internal_server_error', 500],
  ['internal_error', 500],
  ['endpoint_not_supported', 501],
  ['provider_error', 503],
  ['temporarily_unavailable', 503],
  ['connector_overload', 503],
  ['provider_timeout', 504],
  ['connector_timeout', 504],
];

const fetchText = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, (incoming) => {
      let text = '';
      incoming.on('data', (piece: Buffer) => (text += piece.toString()));
      incoming.on('error', reject);
      incoming.on('end', () => resolve(text));
    }).on('error', reject);
  });

const setup = async () => {
  const bench = new Bench({ unattendedCalls: null });
  return { bench, ada: await bench.linked() };
};

test.each(codes)('the code %s comes with status %i', async (code, status) => {
  const { bench, ada } = await setup();
  bench.control.fail('accounts', { kind: 'error', code });
  const answer = await ada.get('/accounts');
  expect([answer.status, answer.body.error]).toEqual([status, code]);
  expect(answer.body.error_description).toBeTruthy();
  expect(answer.headers.get('x-tl-correlation-id')).toBeTruthy();
  expect((await ada.get('/accounts')).status).toBe(200);
});

test('an error may lack its description, carry details, or ask to wait', async () => {
  const { bench, ada } = await setup();
  bench.control.fail('cards', {
    kind: 'error',
    code: 'provider_too_many_requests',
    description: null,
    details: { provider_details: 'slow down' },
    retryAfterSeconds: 90,
  });
  const { body, headers } = await ada.get('/cards');
  expect(body).toEqual({
    error: 'provider_too_many_requests',
    error_details: { provider_details: 'slow down' },
  });
  expect(headers.get('retry-after')).toBe('90');
});

test('gateways: a page of HTML, nothing at all, half an answer, another format', async () => {
  const { bench, ada } = await setup();
  const raw = () =>
    bench.wire.handle(
      new Request('http://truelayer.test/data/v1/accounts', {
        headers: { authorization: `Bearer ${ada.tokens.access_token}` },
      }),
    );
  const whole = await (await raw()).text();
  for (const status of [502, 504]) {
    bench.control.fail('accounts', { kind: 'html', status });
    const page = await raw();
    expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html']);
  }
  bench.control.fail('accounts', { kind: 'empty' });
  const empty = await raw();
  expect([empty.status, await empty.text()]).toEqual([200, '']);
  bench.control.fail('accounts', { kind: 'truncated' });
  const half = await (await raw()).text();
  expect(whole.startsWith(half) && half.length < whole.length).toBe(true);
  bench.control.fail('accounts', { kind: 'problem', status: 429, title: 'Rate Limit Exceeded' });
  const problem = await raw();
  expect(problem.headers.get('content-type')).toBe('application/problem+json');
  expect(await problem.json()).toMatchObject({ status: 429, title: 'Rate Limit Exceeded' });
});

test('not finished is not empty', async () => {
  const { bench, ada } = await setup();
  for (const status of ['Queued', 'Running', 'Failed'] as const) {
    bench.control.fail('account_transactions', { kind: 'unfinished', status });
    const { body } = await ada.get(`/accounts/${ada.account('checking')}/transactions`);
    expect(body).toEqual({ results: [], status });
  }
});

test('over real HTTP a connection ends in the middle, and an answer is slow on the world’s clock', async () => {
  const { bench } = await setup();
  const { urls, close } = await serveSandbox({ world: bench.world, wires: [bench.wire] });
  onTestFinished(() => close());
  const { control } = bench;
  control.fail('providers', { kind: 'reset' });
  const providers = `${urls['truelayer']}/api/providers`;
  await expect(fetchText(providers)).rejects.toThrow();
  control.fail('providers', { kind: 'slow', seconds: 30 });
  expect(JSON.parse(await fetchText(providers))).toBeInstanceOf(Array);
});

test('a fault waits for its call, lasts, keeps to an account, and can be taken back', async () => {
  const { bench, ada } = await setup();
  const statuses = async (path: string, count: number) => {
    const all = [];
    for (let n = 0; n < count; n++) all.push((await ada.get(path)).status);
    return all;
  };
  bench.control.fail('accounts', { kind: 'error', code: 'provider_error', nth: 2, times: 2 });
  expect(await statuses('/accounts', 4)).toEqual([200, 503, 503, 200]);
  bench.control.fail('account_balance', {
    kind: 'error',
    code: 'provider_error',
    account: ada.account('savings'),
    times: 9,
  });
  expect(await statuses(`/accounts/${ada.account('checking')}/balance`, 1)).toEqual([200]);
  expect(await statuses(`/accounts/${ada.account('savings')}/balance`, 1)).toEqual([503]);
  bench.control.clearFaults('account_balance');
  expect(await statuses(`/accounts/${ada.account('savings')}/balance`, 1)).toEqual([200]);
  bench.control.fail('*', { kind: 'html', status: 503 });
  expect(await statuses('/cards', 2)).toEqual([503, 200]);
});

const worldFaults: readonly (readonly [FaultKind, number, TrueLayerCode])[] = [
  ['outage', 503, 'provider_error'],
  ['provider_error', 500, 'internal_server_error'],
  ['throttled', 429, 'provider_too_many_requests'],
  ['keys_refused', 401, 'unauthorized_client'],
  ['unauthorized', 401, 'invalid_token'],
  ['login_required', 401, 'wrong_credentials'],
  ['mfa', 403, 'mfa_required'],
  ['act_at_bank', 403, 'account_temporarily_locked'],
  ['consent_expired', 403, 'access_denied'],
  ['revoked', 403, 'access_denied'],
];

test.each(worldFaults)('the world’s %s is told as %i %s', async (kind, status, code) => {
  const { bench, ada } = await setup();
  bench.world.fail('thames-bank', { kind, times: 1, retryAfterMs: 1500 });
  const answer = await ada.get('/accounts');
  expect([answer.status, answer.body.error]).toEqual([status, code]);
  expect(answer.headers.get('retry-after')).toBe('2');
  expect((await ada.get('/accounts')).status).toBe(200);
});

test('an ended or withdrawn consent and refused keys are met at the token endpoint too', async () => {
  for (const [kind, code] of [
    ['consent_expired', 'invalid_grant'],
    ['revoked', 'invalid_grant'],
    ['keys_refused', 'invalid_client'],
    ['provider_error', 'internal_server_error'],
  ] as const) {
    const { bench, ada } = await setup();
    bench.world.fail('thames-bank.ada', { kind });
    expect((await bench.refresh(ada.tokens.refresh_token)).body.error).toBe(code);
  }
  const { bench, ada } = await setup();
  bench.world.fail('thames-bank.ada', { kind: 'consent_expired' });
  const [me] = await ada.results('/me');
  expect(Date.parse(String(me?.['consent_expires_at']))).toBeLessThan(bench.world.now());
});

test('TrueLayer’s own trouble strikes /me as well; a bank’s does not', async () => {
  const { bench, ada } = await setup();
  bench.world.fail('thames-bank', { kind: 'outage' });
  expect((await ada.get('/me')).status).toBe(200);
  bench.world.fail('thames-bank', { kind: 'provider_error' });
  expect((await ada.get('/me')).status).toBe(500);
});

test('one account that cannot be read, and a bank that is still collecting', async () => {
  const { bench, ada } = await setup();
  const rows = (slug: string, query = '') => ada.get(`/accounts/${ada.account(slug)}/transactions${query}`);
  bench.world.fail('thames-bank.ada.savings', { kind: 'account_error' });
  expect((await rows('savings')).body.error).toBe('provider_error');
  expect((await rows('checking')).status).toBe(200);
  bench.world.fail('thames-bank.ada', { kind: 'not_ready', times: 1 });
  expect((await rows('checking')).body).toEqual({ results: [], status: 'Running' });
  bench.world.fail('thames-bank.ada', { kind: 'history_pending' });
  expect((await rows('checking', '?from=2026-09-01&to=2026-11-20')).body.status).toBe('Running');
  expect((await rows('checking', '?from=2026-11-01&to=2026-11-20')).body.status).toBe('Succeeded');
});

test('a stale bank shows what it knew, and says since when', async () => {
  const { bench, ada } = await setup();
  bench.world.fail('thames-bank.ada', { kind: 'stale' });
  const since = bench.world.now();
  bench.world.advance({ minutes: 30 });
  bench.world.post(ada.worldAccount('checking'), { amount: '-1.00' });
  const [balance] = await ada.results(`/accounts/${ada.account('checking')}/balance`);
  expect(balance?.['update_timestamp']).toBe(new Date(since).toISOString());
  const rows = await ada.results(`/accounts/${ada.account('checking')}/transactions`);
  expect(rows.map((row) => row['amount'])).not.toContain(-1);
});

test('the log shows what was sent', async () => {
  const { bench, ada } = await setup();
  bench.control.forgetCalls();
  await ada.get('/accounts?async=false', { 'x-client-correlation-id': 'mine' });
  await bench.refresh(ada.tokens.refresh_token);
  await bench.send('GET', '/nowhere');
  expect(bench.control.requests).toMatchObject([
    {
      route: 'accounts',
      method: 'GET',
      path: '/data/v1/accounts',
      query: { async: 'false' },
      headers: { 'x-client-correlation-id': 'mine' },
      status: 200,
    },
    { route: 'token', body: expect.stringContaining('grant_type=refresh_token') as string },
    { route: null, status: 404 },
  ]);
});
