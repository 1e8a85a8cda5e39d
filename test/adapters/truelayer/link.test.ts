import { trueLayer } from 'bankweave/adapters/truelayer';
import nock from 'nock';
import { expect, test } from 'vitest';
import { errorOf } from '../../client/banks.ts';
import { guardNetwork } from '../../support/nock.ts';
import { API, app, AUTH, callFor, jwt, me, options, REDIRECT, results, tokens } from './harness.ts';

guardNetwork();

test('the auth link holds all that TrueLayer asks for, with spaces as %20 and the redirect byte for byte', async () => {
  const { ada } = app({ extraParams: { tracking_id: 't 1' }, responseMode: 'form_post' });
  const { kind, url = '' } = await ada.links.start('truelayer', { scopes: ['accounts', 'offline_access'] });
  expect(kind).toBe('redirect');
  expect(url).not.toContain('+');
  expect(url).toContain('scope=accounts%20offline_access');
  const { origin, pathname, searchParams } = new URL(url);
  expect([origin, pathname]).toEqual([AUTH, '/']);
  expect(Object.fromEntries(searchParams)).toEqual({
    response_type: 'code',
    client_id: options.clientId,
    redirect_uri: REDIRECT,
    scope: 'accounts offline_access',
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{43}$/),
    providers: 'uk-cs-mock',
    response_mode: 'form_post',
    tracking_id: 't 1',
  });
  // One link, one use: the next has a nonce and a state of its own.
  const next = new URL((await ada.links.start('truelayer')).url ?? '').searchParams;
  expect(next.get('nonce')).not.toBe(searchParams.get('nonce'));
  expect(next.get('state')).not.toBe(searchParams.get('state'));
});

test('a bank that is gone to directly is also among the banks that are offered', async () => {
  const { ada } = app();
  const { url = '' } = await ada.links.start('truelayer', { providerId: 'ob-monzo' });
  const { searchParams } = new URL(url);
  expect(searchParams.get('provider_id')).toBe('ob-monzo');
  expect(searchParams.get('providers')).toBe('uk-cs-mock ob-monzo');
});

test('a parameter of the app cannot take the place of one of the link', async () => {
  const { ada } = app();
  const error = await errorOf(() => ada.links.start('truelayer', { extraParams: { state: 'mine' } }));
  expect(error).toMatchObject({ code: 'invalid_input', field: 'extraParams' });
});

test('a code becomes credentials with ONE token call, and the client secret goes along with PKCE too', async () => {
  const { ada, bank } = app({ pkce: true });
  const started = await ada.links.start('truelayer');
  const asked = new URL(started.url ?? '').searchParams;
  expect(asked.get('code_challenge_method')).toBe('S256');
  let form = new URLSearchParams();
  nock(AUTH)
    .post('/connect/token', (body: Record<string, string>) => {
      form = new URLSearchParams(body);
      return true;
    })
    .matchHeader('content-type', 'application/x-www-form-urlencoded')
    .reply(200, tokens());
  nock(API).get('/data/v1/me').matchHeader('authorization', `Bearer ${jwt()}`).reply(200, results(me()));
  const state = asked.get('state') ?? '';
  const connection = await ada.links.complete(
    'truelayer',
    started.id,
    `${REDIRECT}&code=c%2F1&state=${state}`,
  );
  expect(Object.fromEntries(form)).toEqual({
    grant_type: 'authorization_code',
    client_id: options.clientId,
    client_secret: options.clientSecret,
    redirect_uri: REDIRECT,
    code: 'c/1',
    code_verifier: expect.stringMatching(/^[\w-]{43,}$/),
  });
  expect(connection).toMatchObject({
    institution: { id: 'mock', name: 'Mock', logo: 'https://logos.example/mock.svg' },
    consent: { expiresAt: '2027-02-18T12:00:00.000Z', grantedAt: '2026-11-20T12:00:00.000Z' },
    historyClosesAt: '2026-11-20T12:05:00.000Z',
    status: 'active',
  });
  expect(bank).toBeDefined();
});

test('a code exchange is never sent twice, whatever became of its answer', async () => {
  const { ada } = app();
  const started = await ada.links.start('truelayer');
  const state = new URL(started.url ?? '').searchParams.get('state') ?? '';
  nock(AUTH).post('/connect/token').once().reply(502, '<html>bad gateway</html>');
  const error = await errorOf(() => ada.links.complete('truelayer', started.id, { code: 'c', state }));
  expect(error).toMatchObject({ code: 'provider_unavailable' });
});

test('a callback by post, with an error, or of another session', async () => {
  const { ada } = app();
  const first = await ada.links.start('truelayer');
  const state = new URL(first.url ?? '').searchParams.get('state') ?? '';
  const foreign = await errorOf(() =>
    ada.links.complete('truelayer', first.id, { code: 'c', state: 'other' }),
  );
  expect(foreign).toMatchObject({ code: 'invalid_input', field: 'state' });
  const none = await errorOf(() => ada.links.complete('truelayer', first.id));
  expect(none).toMatchObject({ code: 'invalid_input', field: 'code' });
  const denied = await errorOf(() =>
    ada.links.complete('truelayer', first.id, new URLSearchParams({ error: 'access_denied', state })),
  );
  expect(denied).toMatchObject({ code: 'action_required', providerCode: 'access_denied' });
});

test('a token that is no JWT links too: it is opaque, and its lifetime is what the call says', async () => {
  const { link, ada } = app();
  const connection = await link({ tokens: tokens({ access_token: 'opaque', expires_in: 60 }) });
  expect(connection.status).toBe('active');
  expect((await ada.connections.list()).items).toHaveLength(1);
});

test('the sandbox leaves dates of the consent out, and only the id of the credentials is promised', async () => {
  const { link } = app();
  const connection = await link({ me: { credentials_id: 'cred-1' } });
  expect(connection).toMatchObject({
    institution: { id: 'mock', name: 'mock' },
    consent: { grantedAt: '2026-11-20T12:00:00.000Z', expiresAt: null },
  });
});

test('institutions come from a bare list, uk is GB, and the filter is ours', async () => {
  const { ada } = app();
  const list = [
    {
      provider_id: 'ob-monzo',
      display_name: 'Monzo',
      country: 'uk',
      logo_url: 'https://l.example/m.svg',
      scopes: [],
    },
    { provider_id: 'xs2a-n26', display_name: 'N26', country: 'de', logo_uri: 'https://l.example/n.svg' },
    { display_name: 'no id' },
  ];
  nock(AUTH).get('/api/providers').query({ clientId: options.clientId }).times(5).reply(200, list);
  expect(await ada.institutions.search('truelayer', { query: 'mon' })).toEqual([
    { id: 'ob-monzo', name: 'Monzo', countries: ['GB'], logo: 'https://l.example/m.svg' },
  ]);
  const german = await ada.institutions.search('truelayer', { query: '2', country: 'de' });
  expect(german.map(({ id }) => id)).toEqual(['xs2a-n26']);
  expect(await ada.institutions.search('truelayer', { query: 'mon', country: 'FR' })).toEqual([]);
  expect(await ada.institutions.get('truelayer', 'xs2a-n26')).toMatchObject({
    name: 'N26',
    countries: ['DE'],
  });
  await expect(ada.institutions.get('truelayer', 'xs2a')).rejects.toMatchObject({ code: 'not_found' });
});

test('nothing is asked for before the first call', () => {
  const adapter = trueLayer(options);
  expect(callFor(adapter).credentials['login']).toBe('cred-1');
});
