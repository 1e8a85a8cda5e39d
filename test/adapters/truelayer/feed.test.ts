import { trueLayer } from 'bankweave/adapters/truelayer';
import nock from 'nock';
import { expect, test } from 'vitest';
import { guardNetwork } from '../../support/nock.ts';
import { API, callFor, credentials, me, options, pull, results, row, StillClock } from './harness.ts';

guardNetwork();

const MINUTE = 60_000;
const adapter = trueLayer(options);
const BOOKED = '/data/v1/accounts/acc-1/transactions';
const PENDING = `${BOOKED}/pending`;

/** The windows that were asked for, in order. */
function asking(path = BOOKED): { windows: string[]; reply: (status: number, body: unknown) => void } {
  const windows: string[] = [];
  let last = '';
  return {
    windows,
    reply: (status, body) =>
      void nock(API)
        .get(path)
        .query(({ from, to }) => {
          last = `${String(from)}..${String(to)}`;
          return true;
        })
        .reply(() => {
          windows.push(last);
          return [status, body as object];
        }),
  };
}

const noPending = () => nock(API).get(PENDING).reply(200, results());
const deep = { from: '2024-11-20', to: '2026-11-21' } as const;

test('right after a sign-in the whole history is asked for at once, with dates only and never beyond today', async () => {
  const { windows, reply } = asking();
  reply(200, results(row()));
  noPending();
  const { rows } = await pull(adapter, callFor(adapter), { window: deep });
  expect(windows).toEqual(['2024-11-20..2026-11-20']);
  expect(rows).toHaveLength(1);
});

test('later it is 88 days, with today: three calendar months could be 92 and are refused', async () => {
  const { windows, reply } = asking();
  reply(200, results(row()));
  noPending();
  const clock = new StillClock();
  const call = callFor(adapter, {
    clock,
    credentials: credentials(clock, { authenticatedAt: String(clock.now() - 6 * MINUTE) }),
  });
  await pull(adapter, call, { window: deep });
  expect(windows).toEqual(['2026-08-25..2026-11-20']);
});

test('a bank that does not go back so far is asked for less, step by step, and remembered', async () => {
  const { windows, reply } = asking();
  const tooFar = { error: 'invalid_date_range', error_description: 'no' };
  reply(400, tooFar);
  reply(400, tooFar);
  reply(200, results(row()));
  noPending();
  const { batches } = await pull(adapter, callFor(adapter), {
    window: { from: '2020-01-01', to: '2026-11-21' },
  });
  expect(windows).toEqual(['2020-01-01..2026-11-20', '2021-11-21..2026-11-20', '2024-11-20..2026-11-20']);
  const next = asking();
  next.reply(200, results(row()));
  noPending();
  const checkpoint = batches.at(-1)?.checkpoint ?? null;
  await pull(adapter, callFor(adapter), { window: { from: '2020-01-01', to: '2026-11-21' }, checkpoint });
  expect(next.windows).toEqual(['2024-11-20..2026-11-20']);
});

test.each(['sca_exceeded', 'access_denied'])(
  'a deep window that is refused with %s becomes the usual one at once, and is not tried again before the next sign-in',
  async (error) => {
    const { windows, reply } = asking();
    reply(403, { error, error_details: { provider_details: 'within 5 minutes of PSU Authentication' } });
    reply(200, results(row()));
    noPending();
    const first = await pull(adapter, callFor(adapter), { window: deep });
    const checkpoint = first.batches.at(-1)?.checkpoint ?? null;
    reply(200, results(row()));
    noPending();
    await pull(adapter, callFor(adapter), { window: deep, checkpoint });
    expect(windows).toEqual(['2024-11-20..2026-11-20', '2026-08-25..2026-11-20', '2026-08-25..2026-11-20']);
    reply(200, results(row()));
    noPending();
    const clock = new StillClock();
    const again = callFor(adapter, {
      clock,
      credentials: credentials(clock, { authenticatedAt: String(clock.now() - 1) }),
    });
    await pull(adapter, again, { window: deep, checkpoint });
    expect(windows.at(-1)).toBe('2024-11-20..2026-11-20');
  },
);

test('a bank that ignores the first day: what is older is left out, and is no error', async () => {
  asking().reply(200, results(row(), row({ timestamp: '2019-01-01T00:00:00Z' })));
  noPending();
  expect((await pull(adapter, callFor(adapter))).rows.map(({ date }) => date)).toEqual(['2026-11-10']);
});

test('coverage leaves out both edges, where the days of bank and library may differ by one', async () => {
  asking().reply(200, results(row()));
  noPending();
  const { batches } = await pull(adapter, callFor(adapter));
  expect(batches.at(-1)?.coverage).toEqual([
    { account: 'acc-1', status: 'posted', from: '2026-08-26', to: '2026-11-19' },
    { account: 'acc-1', pending: 'complete' },
  ]);
});

test.each([
  ['its oldest row', [row({ timestamp: '2026-05-01T00:00:00Z' })], '2026-05-01'],
  ['the days that any bank gives', [row({ timestamp: '2026-09-01T00:00:00Z' })], '2026-08-26'],
  ['the days that any bank gives, without a row', [], '2026-08-26'],
])('a deep window may have been cut without a word: it is claimed as far as %s', async (_, rows, from) => {
  asking().reply(200, results(...rows));
  noPending();
  const { batches } = await pull(adapter, callFor(adapter), { window: deep });
  expect(batches.at(-1)?.coverage?.[0]).toMatchObject({ from });
});

test.each([
  [501, 'endpoint_not_supported'],
  [403, 'access_denied'],
  [504, 'provider_timeout'],
  [500, 'internal_server_error'],
])(
  'pending rows that fail with %d %s are not wiped: nothing is claimed about them',
  async (status, error) => {
    asking().reply(200, results(row()));
    nock(API)
      .get(PENDING)
      .times(status >= 500 && status !== 501 ? 2 : 1)
      .reply(status, { error });
    const { rows, batches, error: thrown } = await pull(trueLayer(options), callFor(adapter));
    expect(thrown).toBeUndefined();
    expect(rows).toHaveLength(1);
    expect(batches.at(-1)?.coverage).toHaveLength(1);
  },
);

test('501 for pending rows is remembered in the checkpoint, also by another process', async () => {
  asking().reply(200, results(row()));
  nock(API).get(PENDING).reply(501, { error: 'endpoint_not_supported' });
  const { batches } = await pull(trueLayer(options), callFor(adapter));
  asking().reply(200, results(row()));
  const checkpoint = batches.at(-1)?.checkpoint ?? null;
  const again = await pull(trueLayer(options), callFor(adapter), { checkpoint });
  expect(again.batches.at(-1)?.coverage).toHaveLength(1);
});

test('a limit that is met at the pending rows is told after the booked ones are safe', async () => {
  asking().reply(200, results(row()));
  nock(API).get(PENDING).reply(429, { error: 'provider_request_limit_exceeded' });
  const { batches, error } = await pull(trueLayer(options), callFor(adapter));
  expect(batches.at(-1)?.checkpoint).toBeDefined();
  expect(error).toMatchObject({ code: 'rate_limited', scope: 'account', retryAfterMs: 86_400_000 });
});

test('pending rows are known by where they came from, and one that is booked already is left out', async () => {
  const booked = row({ provider_transaction_id: 'p-1' });
  asking().reply(200, results(booked));
  nock(API)
    .get(PENDING)
    .reply(
      200,
      results(row({ provider_transaction_id: 'p-1' }), row({ provider_transaction_id: 'p-2', amount: 0 })),
    );
  const { rows } = await pull(adapter, callFor(adapter));
  expect(rows.map(({ status, amount, ids }) => [status, amount.value, ids[0]?.value])).toEqual([
    ['posted', '-3.20', 'p-1'],
    ['pending', '0.00', 'p-2'],
  ]);
});

test.each(['Queued', 'Running', 'RUNNING'])('%s with no results is not "no transactions"', async (status) => {
  asking().reply(200, { results: [], status });
  const { batches, error } = await pull(adapter, callFor(adapter));
  expect(batches).toEqual([]);
  expect(error).toMatchObject({ code: 'institution_unavailable' });
});

test('an answer that failed inside a 200 is an error, and an old one without a status is final', async () => {
  asking().reply(200, { results: [], status: 'Failed' });
  expect((await pull(adapter, callFor(adapter))).error).toMatchObject({ code: 'institution_unavailable' });
  asking().reply(200, { results: [row()] });
  noPending();
  expect((await pull(adapter, callFor(adapter))).rows).toHaveLength(1);
});

test.each([
  ['provider_too_many_requests', { code: 'rate_limited', scope: 'institution' }],
  ['mfa_required', { code: 'action_required', action: 'answer_challenge' }],
  ['never_heard_of', { code: 'institution_unavailable', scope: 'account' }],
])('an answer that failed with %s means what that code means', async (error, expected) => {
  asking().reply(200, { results: [], status: 'Failed', error, error_description: 'in words' });
  expect((await pull(adapter, callFor(adapter))).error).toMatchObject({ ...expected, providerCode: error });
});

test('403 within the usual window asks /me: a healthy consent leaves the trouble with the account', async () => {
  asking().reply(403, { error: 'access_denied' });
  nock(API).get('/data/v1/me').reply(200, results(me()));
  expect((await pull(adapter, callFor(adapter))).error).toMatchObject({
    code: 'unsupported',
    scope: 'account',
  });
  asking().reply(403, { error: 'access_denied' });
  nock(API)
    .get('/data/v1/me')
    .reply(200, results(me({ consent_expires_at: '2026-11-20T11:59:00Z' })));
  expect((await pull(adapter, callFor(adapter))).error).toMatchObject({
    code: 'action_required',
    action: 'renew_consent',
  });
});

test('the address of the person goes along when they are there, and only then', async () => {
  nock(API, { reqheaders: { 'x-psu-ip': '203.0.113.7' } })
    .get(BOOKED)
    .query(true)
    .reply(200, results());
  nock(API, { reqheaders: { 'x-psu-ip': '203.0.113.7' } })
    .get(PENDING)
    .reply(200, results());
  await pull(adapter, callFor(adapter, { attended: { ip: '203.0.113.7' } }));
  nock(API, { badheaders: ['x-psu-ip', 'x-forwarded-for'] })
    .get(BOOKED)
    .query(true)
    .reply(200, results());
  nock(API, { badheaders: ['x-psu-ip', 'x-forwarded-for'] })
    .get(PENDING)
    .reply(200, results());
  expect((await pull(adapter, callFor(adapter))).error).toBeUndefined();
});

test('a token that has run out is not sent: no call of the day is spent on finding out', async () => {
  const clock = new StillClock();
  const call = callFor(adapter, {
    clock,
    credentials: credentials(clock, { expiresAt: String(clock.now() + 1_000) }),
  });
  expect((await pull(adapter, call)).error).toMatchObject({ code: 'unauthorized' });
});

test('a checkpoint of another format is dead', async () => {
  const { error } = await pull(adapter, callFor(adapter), { checkpoint: '{"v":9}' });
  expect(error).toMatchObject({ code: 'checkpoint_invalid' });
});
