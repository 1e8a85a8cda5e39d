import { expect, test } from 'vitest';
import { Bench } from './bench.ts';

test('four calls for each account, endpoint and 24 hours, failed ones included', async () => {
  const bench = new Bench();
  const ada = await bench.linked();
  const path = `/accounts/${ada.account('checking')}/transactions`;
  bench.control.fail('account_transactions', { kind: 'html', status: 502 });
  const answers = [];
  for (let n = 0; n < 5; n++) answers.push((await ada.get(path)).status);
  expect(answers).toEqual([502, 200, 200, 200, 429]);
  const { body, headers } = await ada.get(path);
  expect(body.error).toBe('provider_request_limit_exceeded');
  expect(headers.get('retry-after')).toBeNull();
  // Other endpoints and accounts have their own.
  expect((await ada.get(`/accounts/${ada.account('checking')}/balance`)).status).toBe(200);
  expect((await ada.get(`/accounts/${ada.account('savings')}/transactions`)).status).toBe(200);
  const counted = bench.control.counters().find(({ endpoint }) => endpoint === 'account_transactions');
  expect(counted).toMatchObject({ account: ada.account('checking'), unattended: 4, attended: 0, refused: 2 });
  bench.world.advance({ days: 1 });
  await ada.refresh();
  expect((await ada.get(path)).status).toBe(200);
});

test('a call for a person who is there costs nothing; an address that is none is refused', async () => {
  const bench = new Bench({ unattendedCalls: 1, quotaRetryAfter: true });
  const ada = await bench.linked();
  expect((await ada.get('/accounts')).status).toBe(200);
  const refused = await ada.get('/accounts');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '86400']);
  expect((await ada.get('/accounts', { 'x-psu-ip': '203.0.113.7' })).status).toBe(200);
  expect((await ada.get('/accounts', { 'x-psu-ip': '2001:db8::1' })).status).toBe(200);
  expect((await ada.get('/accounts', { 'x-psu-ip': 'unknown' })).body.error).toBe('validation_error');
  expect(bench.control.counters()).toMatchObject([
    { endpoint: 'accounts', unattended: 1, attended: 2, refused: 1 },
  ]);
});

test('what the bank never hears of is not counted: /me, results, refused tokens', async () => {
  const bench = new Bench({ unattendedCalls: 1 });
  const ada = await bench.linked();
  for (let n = 0; n < 3; n++) expect((await ada.get('/me')).status).toBe(200);
  bench.control.fail('cards', { kind: 'error', code: 'invalid_token' });
  bench.world.fail('thames-bank.ada', { kind: 'unauthorized', times: 1 });
  expect((await ada.get('/cards')).status).toBe(401);
  expect((await ada.get('/cards')).status).toBe(200);
  expect(bench.control.counters()).toMatchObject([{ endpoint: 'cards', unattended: 1 }]);
});
