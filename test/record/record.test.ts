import type { Wire } from 'bankweave/sandbox';
import { expect, test } from 'vitest';
import { guardNetwork } from '../support/nock.ts';
import { record } from './record.ts';
import type { Recording } from './recording.ts';
import { replayFixture } from './replay.ts';
import { createScrub } from './scrub.ts';

const secret = 'token-5ecre7';

/** A provider that gives a token for a code, then rows for the token. */
function acmeWire(): Wire & { readonly code: string } {
  return {
    id: 'acme',
    code: 'code-1',
    bind: () => {},
    async handle(request) {
      const path = new URL(request.url).pathname;
      if (path === '/token') {
        const form = new URLSearchParams(await request.text());
        return Response.json({ token: form.get('code') === 'code-1' ? secret : null });
      }
      const { token } = (await request.json()) as { token: string };
      if (token !== secret) return Response.json({ error: 'no' }, { status: 400 });
      return Response.json({ rows: [1.1, 2] }, { headers: { 'x-trace': 'abc', 'x-other': 'def' } });
    },
  };
}

const acme: Recording<ReturnType<typeof acmeWire>> = {
  provider: 'acme',
  host: 'https://api.acme.test',
  keys: { ACME_KEY: 'sandbox-key' },
  wire: acmeWire,
  secrets: [{ pattern: /token-[0-9a-z]+/g, as: (n) => `token-${n}` }],
  volatile: ['nonce'],
  headers: ['x-trace'],
  stories: {
    async rows({ baseUrl, keys, clock, outside }) {
      const code = await outside('code', async (wire) => wire?.code ?? '');
      const form = new URLSearchParams({ nonce: String(clock.now()), code, key: keys['ACME_KEY'] ?? '' });
      const given = await fetch(`${baseUrl}/token?b=2&a=1`, { method: 'POST', body: form });
      const { token } = (await given.json()) as { token: string };
      const asked = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const answer = await fetch(`${baseUrl}/rows`, {
        ...asked,
        body: JSON.stringify({ token, nonce: Math.random() }),
      });
      return {
        token,
        trace: answer.headers.get('x-trace'),
        other: answer.headers.get('x-other'),
        rows: await answer.json(),
      };
    },
  },
};

guardNetwork(['127.0.0.1']);

test('a story is recorded without its secrets, and replayed on the host of the provider', async () => {
  const fixture = await record(acme, 'rows', {});
  const text = JSON.stringify(fixture);
  expect(text).not.toContain(secret);
  expect(fixture).toMatchObject({
    source: 'wire',
    outside: { code: 'code-1' },
    exchanges: [
      {
        path: '/token?a=1&b=2',
        request: { code: 'code-1', key: 'sandbox-key', nonce: '*' },
        body: { token: 'token-1' },
      },
      { path: '/rows', request: { token: 'token-1', nonce: '*' }, headers: { 'x-trace': 'abc' } },
    ],
    result: { token: 'token-1', rows: { rows: [1.1, 2] } },
  });

  const { result, recorded } = await replayFixture(acme, fixture);
  // A header that nobody asked to keep is not there any more.
  expect(result).toEqual({ ...(recorded as object), other: null });
});

test('keys of the real sandbox are written down as those of the wire', () => {
  const scrub = createScrub(acme.secrets, [['r3al', 'sandbox-key']]);
  expect(scrub('{"key":"r3al","token":"token-a","again":["token-b","token-a","token-1"]}')).toBe(
    '{"key":"sandbox-key","token":"token-1","again":["token-2","token-1","token-1"]}',
  );
});
