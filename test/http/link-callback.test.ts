import { createBankweave, memoryStore } from 'bankweave';
import { faker } from 'bankweave/adapters/faker';
import { linkCallbackHandler, type LinkCallbackOptions, linkCookie } from 'bankweave/http';
import { createWorld } from 'bankweave/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { jumpingClock } from '../client/banks.ts';
import { plain } from '../client/plain-adapter.ts';
import { EVIL } from './redirects.ts';

const HERE = 'https://app.example/callback/plain';

/** A bank whose links are finished with whatever query comes back; the code `bad` fails. */
async function callback(options: Partial<LinkCallbackOptions> = {}) {
  const given: unknown[] = [];
  const { adapter } = plain({
    link: {
      async exchange({ params }) {
        const query = params as unknown as URLSearchParams;
        given.push(Object.fromEntries(query));
        if (query.get('code') === 'bad') throw new TypeError('a secret of the adapter');
        return { credentials: { token: 't' }, providerConnectionId: `login-${query.get('code')}` };
      },
    },
  });
  const bank = createBankweave({ adapters: [adapter], store: memoryStore(), clock: jumpingClock() });
  onTestFinished(() => bank.close());
  const handle = linkCallbackHandler(bank, {
    user: (request) => request.headers.get('x-user'),
    onDone: '/banks?linked=1',
    onError: '/banks?failed=1',
    ...options,
  });
  const link = await bank.user('ada').links.start('plain');
  const cookie = linkCookie(link).split(';')[0] ?? '';
  const ask = (query: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
    handle(new Request(`${HERE}${query}`, { method, headers: { 'x-user': 'ada', cookie, ...headers } }));
  const connections = async () => (await bank.user('ada').connections.list()).items.length;
  return { bank, handle, link, cookie, ask, connections, given };
}

test('finishes the link that this browser began, and takes the cookie back', async () => {
  const { ask, connections, given } = await callback();
  const response = await ask('?code=1&state=s');
  expect(response.status).toBe(303);
  expect(Object.fromEntries(response.headers)).toEqual({
    location: '/banks?linked=1',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'set-cookie':
      '__Host-bankweave-link=; Path=/; Secure; HttpOnly; SameSite=Lax; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
  });
  expect(await connections()).toBe(1);
  expect(given).toEqual([{ code: '1', state: 's' }]);
  // Coming back to the page does no harm.
  expect((await ask('?code=1&state=s')).headers.get('location')).toBe('/banks?linked=1');
  expect(await connections()).toBe(1);
});

test('takes a form of the provider as well', async () => {
  const { handle, cookie, connections, given } = await callback();
  const post = (body: string, type = 'application/x-www-form-urlencoded'): Promise<Response> =>
    handle(
      new Request(HERE, { method: 'POST', body, headers: { 'x-user': 'ada', cookie, 'content-type': type } }),
    );
  for (const [body, type] of [
    ['code=1', 'text/plain'],
    ['{"code":"1"}', 'application/json'],
    [`code=1&pad=${'x'.repeat(70_000)}`, undefined],
  ] as const)
    expect((await post(body, type)).headers.get('location')).toBe('/banks?failed=1');
  expect(await connections()).toBe(0);
  expect(
    (await post('code=1&state=a%2Bb', 'application/x-www-form-urlencoded; charset=utf-8')).headers.get(
      'location',
    ),
  ).toBe('/banks?linked=1');
  expect(given).toEqual([{ code: '1', state: 'a+b' }]);
});

test('nobody else finishes it: another user, another browser, no session, two cookies', async () => {
  const { ask, connections, cookie, given, link } = await callback();
  for (const headers of [
    { 'x-user': 'eve' },
    { 'x-user': '' },
    { cookie: '' },
    { cookie: 'bankweave-link=x' },
    { cookie: `${cookie}; ${cookie}` },
    { cookie: `${cookie}x` },
    { cookie: '__Host-bankweave-link=%zz' },
    { cookie: '__Host-bankweave-link=' },
    { cookie: `__host-bankweave-link=${link.id}` },
  ]) {
    const response = await ask('?code=1', headers as Record<string, string>);
    expect(response.headers.get('location'), JSON.stringify(headers)).toBe('/banks?failed=1');
  }
  expect(await connections()).toBe(0);
  expect(given).toEqual([]);
  expect((await ask('?code=1', { cookie: `a=b; ${cookie}; c=d` })).headers.get('location')).toBe(
    '/banks?linked=1',
  );
});

test('the provider of another session finishes nothing', async () => {
  const { handle, cookie, connections } = await callback();
  for (const path of ['other', '', '%E0%A4%A', '..'])
    expect(
      (
        await handle(
          new Request(`https://app.example/callback/${path}?code=1`, {
            headers: { 'x-user': 'ada', cookie },
          }),
        )
      ).headers.get('location'),
    ).toBe('/banks?failed=1');
  expect(await connections()).toBe(0);
});

test('an error shows no more than its place, and may be tried again while the cookie is there', async () => {
  const errors: string[] = [];
  const { ask } = await callback({
    onError: ({ error }) => (errors.push(error.code), '/no'),
    returnTo: ['/no'],
  });
  const response = await ask('?code=bad');
  expect([response.status, response.headers.get('location')]).toEqual([303, '/no']);
  expect(await response.text()).toBe('');
  expect(JSON.stringify([...response.headers])).not.toContain('secret');
  expect(errors).toEqual(['adapter_contract']);
});

test('other methods are refused', async () => {
  const { ask } = await callback();
  for (const method of ['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    const response = await ask('?code=1', {}, method);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  }
});

test('sends nobody to an address that was not configured', async () => {
  expect(EVIL.length).toBeGreaterThanOrEqual(60);
  expect(new Set(EVIL).size).toBe(EVIL.length);
  for (const evil of EVIL) {
    for (const which of ['onDone', 'onError'] as const) {
      const { ask } = await callback({
        onDone: '/banks',
        onError: '/banks',
        returnTo: ['/banks', 'https://app.example/banks'],
        [which]: () => evil,
      });
      const response = await ask(which === 'onDone' ? '?code=1' : '?code=bad');
      expect(response.status, JSON.stringify(evil)).toBe(500);
      expect(response.headers.get('location')).toBeNull();
      expect(await response.json()).toEqual({
        code: 'invalid_configuration',
        requestId: expect.any(String) as string,
      });
    }
  }
  const { ask } = await callback({
    onDone: () => 'https://app.example/banks',
    returnTo: ['https://app.example/banks'],
  });
  expect((await ask('?code=1')).headers.get('location')).toBe('https://app.example/banks');
});

test('addresses that are not sound cannot be configured', async () => {
  const sound = [
    '/',
    '/banks',
    '/banks?a=b#c',
    'https://app.example',
    'https://app.example/banks',
    'http://localhost:3000/x',
    'http://127.0.0.1/x',
  ];
  for (const to of sound) await expect(callback({ onDone: to })).resolves.toBeDefined();
  const unsound = EVIL.filter((to) => !/^(\/(?![/\\\t\r\n])[^\s\\\0]*|https:\/\/[^\s@\\]*)$/.test(to));
  expect(unsound.length).toBeGreaterThan(30);
  for (const to of [...unsound, 'http://app.example/', 7, null, {}]) {
    for (const where of [{ onDone: to }, { onError: to }, { returnTo: [to] }])
      if (typeof to === 'string' || 'returnTo' in where)
        await expect(callback(where as never), JSON.stringify(to)).rejects.toMatchObject({
          code: 'invalid_configuration',
        });
  }
  expect(() => linkCallbackHandler({} as never, { onDone: '/', onError: '/' } as never)).toThrow(
    /whose session/,
  );
});

test('the cookie is for this host, this browser and this link only', () => {
  const link = { id: 'link_0a b;c', expiresAt: '2026-11-20T10:00:00.000Z' } as const;
  expect(linkCookie(link)).toBe(
    '__Host-bankweave-link=link_0a%20b%3Bc; Path=/; Secure; HttpOnly; SameSite=Lax; Expires=Fri, 20 Nov 2026 10:00:00 GMT',
  );
  expect(linkCookie(link, { sameSite: 'None' })).toContain('; SameSite=None;');
  expect(linkCookie(link)).not.toContain('Domain');
});

test('works with the consent page of the mock', async () => {
  const world = createWorld({ seed: 7 });
  const bank = createBankweave({ adapters: [faker({ world })], store: memoryStore(), clock: world.clock });
  onTestFinished(() => bank.close());
  const handle = linkCallbackHandler(bank, { user: () => 'ada', onDone: '/done', onError: '/failed' });
  const link = await bank.user('ada').links.start('faker');
  const cookie = linkCookie(link).split(';')[0] ?? '';
  const back = (query: string): Promise<Response> =>
    handle(new Request(`https://app.example/callback/faker${query}`, { headers: { cookie } }));
  expect((await back('?code=x&state=of-another')).headers.get('location')).toBe('/failed');
  expect((await bank.user('ada').connections.list()).items).toEqual([]);
});
