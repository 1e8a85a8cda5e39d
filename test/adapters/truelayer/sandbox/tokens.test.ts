import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Bench } from './bench.ts';

const ada = { institution: 'thames-bank', username: 'ada' };
const redirect_uri = 'https://app.example/back';
const grant_type = 'authorization_code';

const codeOf = (bench: Bench, extra: Record<string, string> = {}) =>
  bench.control.completeLink(bench.link(extra), ada).params['code'] ?? '';

test('a code works once, for five minutes, for its own address', async () => {
  const bench = new Bench();
  const code = codeOf(bench);
  expect(await bench.token({ grant_type, code, redirect_uri: `${redirect_uri}/` })).toMatchObject({
    status: 400,
    body: { error: 'invalid_redirect_uri' },
  });
  expect(await bench.token({ grant_type, code, redirect_uri })).toMatchObject({ status: 200 });
  expect(await bench.token({ grant_type, code, redirect_uri })).toMatchObject({
    status: 400,
    body: { error: 'invalid_authorization_code' },
  });
  const late = codeOf(bench);
  bench.world.advance({ minutes: 5 });
  expect(await bench.token({ grant_type, code: late, redirect_uri })).toMatchObject({
    body: { error: 'invalid_authorization_code' },
  });
});

test('a code of a link with a challenge needs its verifier, unless that is switched off', async () => {
  const code_verifier = 'v'.repeat(43);
  const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
  const link = { code_challenge, code_challenge_method: 'S256' };
  const bench = new Bench();
  const code = codeOf(bench, link);
  for (const wrong of [{}, { code_verifier: 'w' }]) {
    expect(await bench.token({ grant_type, code, redirect_uri, ...wrong })).toMatchObject({
      body: { error: 'invalid_grant' },
    });
  }
  expect(await bench.token({ grant_type, code, redirect_uri, code_verifier })).toMatchObject({ status: 200 });
  const lax = new Bench({ pkce: 'ignored' });
  expect(await lax.token({ grant_type, code: codeOf(lax, link), redirect_uri })).toMatchObject({
    status: 200,
  });
});

test('only forms, only the right keys, only grants that exist', async () => {
  const bench = new Bench();
  const wrong = { client_secret: 'other', grant_type, code: codeOf(bench), redirect_uri };
  expect(await bench.token(wrong)).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
  expect(await bench.json('/connect/token', { grant_type })).toMatchObject({
    body: { error: 'invalid_request' },
  });
  expect(await bench.token({ grant_type: 'password' })).toMatchObject({
    body: { error: 'unsupported_grant_type' },
  });
  const own = await bench.token({ grant_type: 'client_credentials', scope: 'data' });
  expect(own.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'data' });
  expect(own.body).not.toHaveProperty('refresh_token');
});

test('only the newest access token works, and for an hour', async () => {
  const bench = new Bench();
  const connection = await bench.linked(ada);
  const first = connection.tokens;
  await connection.refresh();
  expect((await connection.get('/me')).status).toBe(200);
  expect(await connection.get('/me', { authorization: `Bearer ${first.access_token}` })).toMatchObject({
    status: 401,
    body: { error: 'invalid_token' },
  });
  bench.world.advance({ minutes: 60 });
  expect((await connection.get('/me')).status).toBe(401);
  await connection.refresh();
  bench.control.endAccessToken(connection.id);
  expect((await connection.get('/me')).status).toBe(401);
});

test('refresh tokens are constant, rotate or are left out', async () => {
  const constant = await new Bench().linked(ada);
  const same = constant.tokens.refresh_token;
  await constant.refresh();
  expect(constant.tokens.refresh_token).toBe(same);

  const bench = new Bench({ refreshTokens: 'rotating' });
  const rotating = await bench.linked(ada);
  const old = rotating.tokens.refresh_token;
  await rotating.refresh();
  expect(rotating.tokens.refresh_token).not.toBe(old);
  expect(await bench.refresh(old)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect((await bench.refresh(rotating.tokens.refresh_token)).status).toBe(200);

  const quiet = new Bench({ refreshTokens: 'omitted' });
  const { tokens } = await quiet.linked(ada);
  const answer = await quiet.refresh(tokens.refresh_token);
  expect(answer.status).toBe(200);
  expect(answer.body).not.toHaveProperty('refresh_token');
  expect((await quiet.refresh(tokens.refresh_token)).status).toBe(200);
});

test('a refresh whose answer is lost has rotated the token all the same', async () => {
  const bench = new Bench({ refreshTokens: 'rotating' });
  const { tokens } = await bench.linked(ada);
  bench.control.fail('token', { kind: 'reset' });
  await expect(bench.refresh(tokens.refresh_token)).rejects.toThrow('on purpose');
  expect((await bench.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
  // A gateway that gave up before TrueLayer heard of it changed nothing.
  const other = await bench.linked(ada);
  bench.control.fail('token', { kind: 'html', status: 502 });
  expect((await bench.refresh(other.tokens.refresh_token)).status).toBe(502);
  expect((await bench.refresh(other.tokens.refresh_token)).status).toBe(200);
});

test('of two refreshes at once with a rotating token, one wins', async () => {
  const bench = new Bench({ refreshTokens: 'rotating' });
  const { tokens } = await bench.linked(ada);
  const both = await Promise.all([bench.refresh(tokens.refresh_token), bench.refresh(tokens.refresh_token)]);
  expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 400]);
});

test('a refresh token that was never given out looks like wrong keys, as measured', async () => {
  expect(await new Bench().refresh('bogus')).toMatchObject({
    status: 400,
    body: { error: 'invalid_client' },
  });
  const other = new Bench({ unknownRefreshToken: 'invalid_grant' });
  expect(await other.refresh('bogus')).toMatchObject({ body: { error: 'invalid_grant' } });
});

test('refreshing never moves the consent; once it ends nothing but /me answers', async () => {
  const bench = new Bench();
  const connection = await bench.linked(ada);
  const ends = async () => (await connection.results('/me'))[0]?.['consent_expires_at'];
  const before = await ends();
  bench.world.advance({ days: 89, hours: 23, minutes: 30 });
  await connection.refresh();
  expect(await ends()).toBe(before);
  bench.world.advance({ minutes: 30 });
  expect(await connection.get('/accounts')).toMatchObject({ status: 403, body: { error: 'access_denied' } });
  expect(await connection.get('/me')).toMatchObject({ status: 200 });
  expect(await bench.refresh(connection.tokens.refresh_token)).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  });
});

test('the first use of a token can be refused', async () => {
  const connection = await new Bench({ refuseFirstUse: true }).linked(ada);
  expect((await connection.get('/me')).status).toBe(401);
  expect((await connection.get('/me')).status).toBe(200);
});

test('a deleted connection is over; deleting takes a living token', async () => {
  const bench = new Bench();
  const connection = await bench.linked(ada);
  const remove = () =>
    bench.send('DELETE', '/api/delete', {
      headers: { authorization: `Bearer ${connection.tokens.access_token}` },
    });
  expect((await remove()).status).toBe(200);
  expect((await remove()).status).toBe(401);
  expect((await connection.get('/me')).status).toBe(401);
  expect(await bench.refresh(connection.tokens.refresh_token)).toMatchObject({
    body: { error: 'invalid_grant' },
  });
  expect(bench.control.connections()).toMatchObject([{ deleted: true }]);
});

test('names for a support case', async () => {
  const bench = new Bench();
  const { tokens, id } = await bench.linked(ada);
  const { body } = await bench.json('/api/debug', { access_token: tokens.access_token });
  expect(body).toMatchObject({ credentials_id: id, provider_id: 'ob-thames-bank' });
  expect(body['debug_id']).toMatch(/^ob-thames-bank\|/);
});
