import { expect, test } from 'vitest';
import { Bench } from './bench.ts';

const back = 'https://app.example/back';

/** What a browser would post: the hidden fields of a page with what the person adds. */
function fieldsOf(page: string, added: Readonly<Record<string, string>>): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of page.matchAll(
    /<input type="hidden" name="([^"]*)" value="([^"]*)"/g,
  )) {
    fields.append(
      name,
      value.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
    );
  }
  for (const [name, value] of Object.entries(added)) fields.append(name, value);
  return fields;
}

const post = (bench: Bench, path: string, body: URLSearchParams) =>
  bench.wire.handle(new Request(`http://truelayer.test/${path}`, { method: 'POST', body }));

const open = (bench: Bench, url: string) => bench.wire.handle(new Request(url));

/** A person with a browser: bank, password, accounts. */
async function walk(bench: Bench, url: string, decision: 'allow' | 'refuse', account: string) {
  const banks = await (await open(bench, url)).text();
  expect(banks).toContain('Thames &#38; Vale Bank');
  const signIn = await (await post(bench, 'sign-in', fieldsOf(banks, { provider: 'ob-thames-bank' }))).text();
  const words = { username: 'ada', password: 'right' };
  const wrong = await (
    await post(bench, 'sign-in', fieldsOf(signIn, { ...words, password: 'wrong' }))
  ).text();
  expect(wrong).toContain('role="alert"');
  const consent = await (await post(bench, 'sign-in', fieldsOf(wrong, words))).text();
  expect(consent).toContain('Everyday Checking');
  return post(bench, 'consent', fieldsOf(consent, { account, decision }));
}

test('a person goes through the pages and comes back with code, scope and state', async () => {
  const bench = new Bench();
  const end = await walk(bench, bench.link({ state: 'a&b' }), 'allow', 'thames-bank.ada.checking');
  expect(end.status).toBe(302);
  const address = new URL(end.headers.get('location') ?? '');
  expect(address.origin + address.pathname).toBe(back);
  expect(address.searchParams.get('state')).toBe('a&b');
  expect(address.searchParams.get('scope')).toContain('offline_access');
  const tokens = await bench.exchange(address.searchParams.get('code') ?? '');
  expect(tokens.access_token).toBeTruthy();
  expect(bench.control.connections()).toMatchObject([
    { username: 'ada', providerId: 'ob-thames-bank', accounts: ['thames-bank.ada.checking'] },
  ]);
});

test('a person refuses, or shares nothing', async () => {
  const bench = new Bench();
  for (const [decision, account] of [
    ['refuse', 'thames-bank.ada.checking'],
    ['allow', 'thames-bank.bob.checking'],
  ] as const) {
    const end = await walk(bench, bench.link({ state: decision }), decision, account);
    const address = new URL(end.headers.get('location') ?? '');
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      error: 'access_denied',
      state: decision,
    });
  }
  expect(bench.control.connections()).toEqual([]);
});

test('form_post hands the answer over in a form', async () => {
  const bench = new Bench();
  const end = await walk(
    bench,
    bench.link({ state: 's', response_mode: 'form_post' }),
    'allow',
    'thames-bank.ada.checking',
  );
  expect(end.headers.get('content-security-policy')).toContain(`form-action 'self' https://app.example`);
  const page = await end.text();
  expect(page).toContain(`action="${back}"`);
  expect(fieldsOf(page, {}).get('code')).toMatch(/^[0-9A-F]{64}$/);
});

test('a link that cannot be trusted stays on a page; any other mistake goes back to the app', async () => {
  const strict = new Bench({ redirectUris: [back] });
  expect((await open(strict, strict.link({ client_id: 'somebody' }))).status).toBe(400);
  expect((await open(strict, strict.link({ redirect_uri: `${back}/` }))).status).toBe(400);
  expect((await open(new Bench(), new Bench().link({ redirect_uri: 'javascript:alert(1)' }))).status).toBe(
    400,
  );
  for (const [extra, error] of [
    [{ scope: 'accounts everything' }, 'invalid_scope'],
    [{ scope: '' }, 'invalid_scope'],
    [{ response_type: 'token' }, 'invalid_request'],
    [{ providers: 'uk-cs-mock', provider_id: 'ob-thames-bank' }, 'invalid_request'],
  ] as const) {
    const answer = await open(strict, strict.link({ ...extra, state: 's' }));
    const { searchParams } = new URL(answer.headers.get('location') ?? '');
    expect([searchParams.get('error'), searchParams.get('state')]).toEqual([error, 's']);
  }
});

test('the banks to choose from follow `providers`, and each link works once', async () => {
  const bench = new Bench();
  const names = async (extra: Record<string, string>) =>
    [
      ...(await (await open(bench, bench.link(extra))).text()).matchAll(/name="provider" value="([^"]+)"/g),
    ].map(([, id]) => id);
  expect(await names({})).not.toContain('mock');
  expect(await names({ enable_mock: 'true' })).toContain('mock');
  expect(await names({ providers: 'uk-ob-all uk-cs-mock' })).toEqual(['ob-thames-bank', 'mock']);
  expect(await names({ providers: 'de-xs2a-all unheard-of uk-ob-all' })).toEqual([
    'ob-thames-bank',
    'ob-rhine-bank',
  ]);
  // One bank alone needs no picker.
  expect(await names({ providers: 'uk-ob-all', provider_id: 'ob-thames-bank' })).toEqual(['ob-thames-bank']);

  const url = bench.link({ state: 'once' });
  bench.control.completeLink(url, { institution: 'thames-bank', username: 'ada' });
  expect((await open(bench, url)).status).toBe(400);
  expect(() => bench.control.exitLink(url)).toThrow('used before');
});

test('the control says what is wrong with a link, a bank or a word', () => {
  const bench = new Bench();
  const through = (extra: Record<string, string>, person: object) => () =>
    bench.control.completeLink(bench.link(extra), { username: 'ada', ...person });
  expect(through({}, {})).toThrow('institution');
  expect(through({ client_id: 'x' }, {})).toThrow('not known');
  expect(through({}, { institution: 'thames-bank', password: 'wrong' })).toThrow('words');
  expect(through({}, { institution: 'thames-bank', accounts: ['thames-bank.bob.credit'] })).toThrow('shared');
  expect(bench.control.exitLink(bench.link({ state: 'x' }), 'provider_error', 'Down').params).toEqual({
    error: 'provider_error',
    error_description: 'Down',
    state: 'x',
  });
});

test('the mock bank has its own people', async () => {
  const bench = new Bench();
  const link = () => bench.link({ providers: 'uk-cs-mock' });
  const through = (username: string, password?: string) => () =>
    bench.control.completeLink(link(), { username, ...(password !== undefined && { password }) });
  expect(through('ada', 'right')).toThrow('words');
  expect(through('john', 'doe1')).toThrow('words');
  expect(through('john101', 'doe101')).toThrow('words');
  expect(through('john7', 'iban7')).not.toThrow();
  const john = await bench.linked({ username: 'john' }, { providers: 'uk-cs-mock' });
  const [me] = await john.results('/me');
  expect(me).toMatchObject({ provider: { provider_id: 'mock' } });
  expect(me).not.toHaveProperty('consent_created_at');

  const locked = await bench.linked(
    { username: 'error.account_permanently_locked' },
    { providers: 'uk-cs-mock' },
  );
  expect(await locked.get('/me')).toMatchObject({ status: 200 });
  expect(await locked.get('/accounts')).toMatchObject({
    status: 403,
    body: { error: 'account_permanently_locked' },
  });
});
