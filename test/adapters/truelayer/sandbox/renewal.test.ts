import { expect, test } from 'vitest';
import { Bench, type Linked } from './bench.ts';

const redirect_uri = 'https://app.example/back';

const extendBody = ({ tokens }: Linked) => ({
  user_has_reconfirmed_consent: true,
  refresh_token: tokens.refresh_token,
  redirect_uri,
  client_id: 'sandbox-client',
  client_secret: 'sandbox-secret',
  user: { id: 'u1', name: 'Ada', email: 'ada@people.example' },
});

const ends = async (connection: Linked) =>
  Date.parse(String((await connection.results('/me'))[0]?.['consent_expires_at']));

test('reauthuri gives a link for the same connection and opens the whole history again', async () => {
  const bench = new Bench({}, '2024-01-01');
  const ada = await bench.linked();
  const before = await ends(ada);
  bench.world.advance({ days: 10 });
  const { body } = await bench.json('/v1/reauthuri', {
    response_type: 'code',
    refresh_token: ada.tokens.refresh_token,
    redirect_uri,
    state: 'again',
  });
  expect(body).toMatchObject({ success: true });
  const url = String(body['result']);
  const { params } = bench.control.completeLink(url, {
    username: 'ada',
    accounts: ['thames-bank.ada.checking'],
  });
  expect(params).toMatchObject({ state: 'again' });
  ada.tokens = await bench.exchange(params['code'] ?? '');
  expect(bench.control.connections()).toMatchObject([{ id: ada.id, accounts: ['thames-bank.ada.checking'] }]);
  expect((await ends(ada)) - before).toBe(10 * 86_400_000);
  expect((await ada.get(`/accounts/${ada.account('checking')}/transactions?from=2025-01-01`)).status).toBe(
    200,
  );
  expect(() => bench.control.completeLink(url, { username: 'ada' })).toThrow('used before');
});

test('what the bank wanted of the person is done once they were there', async () => {
  const bench = new Bench();
  const ada = await bench.linked();
  bench.world.fail('thames-bank.ada', { kind: 'login_required' });
  expect(await ada.get('/accounts')).toMatchObject({ status: 401, body: { error: 'wrong_credentials' } });
  const again = await bench.linked();
  expect((await again.get('/accounts')).status).toBe(200);
  expect(again.id).not.toBe(ada.id);
});

test('a consent that was taken back stays so, beside a new one', async () => {
  const bench = new Bench();
  const ada = await bench.linked();
  bench.world.fail('thames-bank.ada', { kind: 'revoked' });
  expect((await ada.get('/accounts')).status).toBe(403);
  const again = await bench.linked();
  expect((await again.get('/accounts')).status).toBe(200);
  expect((await ada.get('/accounts')).status).toBe(401);
  expect((await bench.refresh(ada.tokens.refresh_token)).body.error).toBe('invalid_grant');
});

test('extend without anything to do: new tokens, a later end, no open history', async () => {
  const bench = new Bench();
  const ada = await bench.linked();
  const before = await ends(ada);
  bench.world.advance({ days: 60 });
  const { body } = await bench.json('/connections/extend', extendBody(ada));
  expect(body).toMatchObject({ action_needed: 'no_action_needed', expires_in: 3600 });
  const old = ada.tokens.refresh_token;
  ada.tokens = { ...ada.tokens, ...(body as unknown as Linked['tokens']) };
  expect(ada.tokens.refresh_token).not.toBe(old);
  expect(await bench.refresh(old)).toMatchObject({ body: { error: 'invalid_grant' } });
  expect((await ends(ada)) - before).toBe(60 * 86_400_000);
  expect((await ada.get(`/accounts/${ada.account('checking')}/transactions?from=2026-06-01`)).status).toBe(
    403,
  );
});

test('extend may say that all is well and move nothing', async () => {
  const bench = new Bench({ everyBank: { extendMovesConsent: false } });
  const ada = await bench.linked();
  const before = await ends(ada);
  bench.world.advance({ days: 60 });
  const { body } = await bench.json('/connections/extend', extendBody(ada));
  ada.tokens = body as unknown as Linked['tokens'];
  expect(await ends(ada)).toBe(before);
});

test('extend may need the person, at the bank or in the dialog; an ended consent always does', async () => {
  for (const extend of ['authentication_needed', 'reconfirmation_of_consent_needed'] as const) {
    const bench = new Bench({ banks: { 'thames-bank': { extend } } });
    const ada = await bench.linked();
    const { body } = await bench.json('/connections/extend', extendBody(ada));
    expect(body).toMatchObject({ action_needed: extend });
    expect(body).not.toHaveProperty('access_token');
    const { params } = bench.control.completeLink(String(body['user_input_link']), { username: 'ada' });
    expect(await bench.exchange(params['code'] ?? '')).toHaveProperty('access_token');
    expect(bench.control.connections()).toHaveLength(1);
  }
  const bench = new Bench();
  const ada = await bench.linked();
  bench.control.endConsent(ada.id);
  const { body } = await bench.json('/connections/extend', extendBody(ada));
  expect(body).toMatchObject({ action_needed: 'authentication_needed' });
});

test('the mock bank extends for `eternal` alone', async () => {
  const bench = new Bench();
  const mock = { providers: 'uk-cs-mock' };
  const john = await bench.linked({ username: 'john' }, mock);
  const eternal = await bench.linked({ username: 'john', password: 'eternal' }, mock);
  const answers = [];
  for (const each of [john, eternal]) {
    answers.push((await bench.json('/connections/extend', extendBody(each))).body['action_needed']);
  }
  expect(answers).toEqual(['authentication_needed', 'no_action_needed']);
});

test('extend is for British banks, for the app itself, and for a person who said yes', async () => {
  const bench = new Bench();
  const ada = await bench.linked();
  const body = extendBody(ada);
  const say = async (change: object) =>
    (await bench.json('/connections/extend', { ...body, ...change })).body.error;
  expect(await say({ client_secret: 'other' })).toBe('invalid_client');
  expect(await say({ user_has_reconfirmed_consent: false })).toBe('validation_error');
  for (const user of [undefined, { id: 'u1', name: 'Ada' }, { id: 'u1', email: 'ada@people.example' }]) {
    expect(await say({ user })).toBe('validation_error');
  }
  expect(await say({ user: { id: 'u1', name: 'Ada', phone: '+440000' } })).toBeUndefined();
  const rhein = await bench.linked({ institution: 'rhine-bank', username: 'ada' });
  expect(await bench.json('/connections/extend', extendBody(rhein))).toMatchObject({
    status: 501,
    body: { error: 'endpoint_not_supported' },
  });
});
