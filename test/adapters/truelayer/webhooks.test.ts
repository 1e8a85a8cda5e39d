import { generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto';
import { InvalidInputError, type RawRequest } from 'bankweave/adapter-kit';
import { trueLayer } from 'bankweave/adapters/truelayer';
import { verify as theirVerify } from 'truelayer-signing';
import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { verificationKeys } from '../../../src/adapter-kit/verification-keys.ts';
import { guardNetwork } from '../../support/nock.ts';
import { callFor, options, StillClock } from './harness.ts';

guardNetwork();

const HOOKS = 'https://webhooks.truelayer-sandbox.com';
const JKU = `${HOOKS}/.well-known/jwks`;
const STAMP = 'X-Tl-Webhook-Timestamp';
const BODY = '{"event_id":"e1","type":"provider_healthy",  "provider_id":"mock","capability_type":"data"}';

interface Signer {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: object;
}

function signer(kid: string, namedCurve = 'P-521'): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES512' } };
}

const real = signer('key-1');
const strange = signer('key-1');
const short = signer('short', 'P-256');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const older: Signer = {
  kid: 'older',
  privateKey: rsa.privateKey,
  jwk: { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'older', use: 'sig', alg: 'RS256' },
};
const jwks = { keys: [older.jwk, real.jwk, short.jwk, { kid: 'odd', kty: 'EC', crv: 'P-521', x: 'no' }] };

interface Forging {
  readonly by?: Signer;
  readonly head?: object;
  readonly names?: readonly string[];
  /** What is signed, where it is not what is sent. */
  readonly signed?: { readonly method?: string; readonly path?: string; readonly body?: string };
  readonly sent?: Partial<RawRequest>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly at?: number;
  readonly dsaEncoding?: 'ieee-p1363' | 'der';
  readonly signature?: (right: string) => string;
}

/** A webhook as TrueLayer signs it, or not quite. */
function webhook(now: number, forging: Forging = {}): RawRequest {
  const { by = real, names = [STAMP], at = now, dsaEncoding = 'ieee-p1363' } = forging;
  const { method = 'POST', path = '/hooks/truelayer', body = BODY } = forging.signed ?? {};
  const stamp = new Date(at).toISOString();
  const values: Record<string, string> = { [STAMP.toLowerCase()]: stamp, 'x-other': 'other' };
  const header = {
    alg: 'ES512',
    kid: by.kid,
    tl_version: '2',
    tl_headers: names.join(','),
    jku: JKU,
    ...forging.head,
  };
  const head = Buffer.from(JSON.stringify(header)).toString('base64url');
  const lines = names.map((name) => `${name}: ${values[name.toLowerCase()]}\n`).join('');
  const payload = Buffer.from(`${method} ${path}\n${lines}${body}`).toString('base64url');
  const bytes = signBytes('sha512', Buffer.from(`${head}.${payload}`), {
    key: by.privateKey,
    ...(by !== older && { dsaEncoding }),
  });
  const right = `${head}..${bytes.toString('base64url')}`;
  return {
    method: 'POST',
    path: '/hooks/truelayer',
    body: Buffer.from(BODY),
    ...forging.sent,
    headers: {
      ...values,
      'content-type': 'application/json',
      'tl-signature': forging.signature?.(right) ?? right,
      ...forging.headers,
    },
  };
}

function verifying(more: Parameters<typeof trueLayer>[0] = {}) {
  const adapter = trueLayer({ ...options, ...more });
  const clock = new StillClock();
  const keys = verificationKeys(clock);
  const verify = async (request: RawRequest) =>
    adapter.webhooks.verify?.(request, { ...callFor(adapter, { clock }), keys });
  return { adapter, clock, verify };
}

/** Whether TrueLayer's own package takes it for genuine. It looks at no age, no `jku` and, unless told, at no header. */
function believed({ method, path, headers, body }: RawRequest): boolean {
  try {
    theirVerify({
      jwks: JSON.stringify({ keys: [older.jwk, real.jwk] }),
      signature: headers['tl-signature'] ?? '',
      method: method as Parameters<typeof theirVerify>[0]['method'],
      path: path.split('?')[0] ?? '',
      headers: { ...headers },
      body: Buffer.from(body).toString('utf8'),
      requiredHeaders: [STAMP],
    });
    return true;
  } catch {
    return false;
  }
}

const refusal = {
  code: 'invalid_input',
  provider: 'truelayer',
  message: expect.stringMatching(/not genuine$/),
};

describe('a Tl-Signature', () => {
  test('that is right passes, and TrueLayer’s own package agrees; the keys are asked for once', async () => {
    const keys = nock(HOOKS).get('/.well-known/jwks').once().reply(200, jwks);
    const { clock, verify } = verifying();
    const right = webhook(clock.now());
    expect(believed(right)).toBe(true);
    await verify(right);
    await Promise.all([1, 2, 3].map(() => verify(webhook(clock.now()))));
    expect(keys.isDone()).toBe(true);
  });

  const genuine: Record<string, Forging> = {
    'with its headers in another order': { names: ['X-Other', STAMP] },
    'with its headers in another casing': { names: [STAMP.toUpperCase(), 'x-OTHER'] },
    'on a path with a slash more than was signed': { sent: { path: '/hooks/truelayer/' } },
    'on a path with a slash less than was signed': { signed: { path: '/hooks/truelayer/' } },
    'on a path with a query, which is not signed': { sent: { path: '/hooks/truelayer?app=1' } },
    'with a further header that is not signed': { headers: { 'x-more': 'more' } },
  };
  test.each(Object.keys(genuine))('%s passes, as with TrueLayer’s own package', async (name) => {
    nock(HOOKS).get('/.well-known/jwks').reply(200, jwks);
    const { clock, verify } = verifying();
    const request = webhook(clock.now(), genuine[name]);
    expect(believed(request)).toBe(true);
    await verify(request);
  });

  // Where TrueLayer's own package refuses as well.
  const forged: Record<string, Forging> = {
    'over another body': { sent: { body: Buffer.from(BODY.replace('healthy', 'unhealthy')) } },
    'over a body that was parsed and written again': {
      sent: { body: Buffer.from(JSON.stringify(JSON.parse(BODY))) },
    },
    'for another path': { sent: { path: '/hooks/other' } },
    'for another method': { sent: { method: 'PUT' } },
    'of another key under a known id': { by: strange },
    'with an id that no key has': { head: { kid: 'nobody' } },
    'with the id of the older RSA key': { head: { kid: 'older' } },
    'of RS256 with a key of the set': { by: older, head: { alg: 'RS256' } },
    'of RS256 that says ES512': { by: older },
    'with the algorithm none': { head: { alg: 'none' }, signature: (text) => `${text.split('..')[0]}..` },
    'of version 1': { head: { tl_version: '1' } },
    'in DER': { dsaEncoding: 'der' },
    'with another timestamp than was signed': { headers: { [STAMP.toLowerCase()]: '2026-11-20T11:59:00Z' } },
    'without a signed timestamp': { names: [] },
    'that names a header which is not there': { head: { tl_headers: `${STAMP},X-None` } },
    'whose headers are named in another order than was signed': {
      names: ['X-Other', STAMP],
      head: { tl_headers: `${STAMP},X-Other` },
    },
    'cut short': { signature: (text) => text.slice(0, -8) },
    'of one part': { signature: () => 'abc' },
    'with a header that is no JSON': { signature: (text) => `AAAA..${text.split('..')[1]}` },
    empty: { signature: () => '' },
    'that came twice': { signature: (text) => `${text}, ${text}` },
  };
  test.each(Object.keys(forged))('%s is refused, as by TrueLayer’s own package', async (name) => {
    nock(HOOKS).get('/.well-known/jwks').optionally().reply(200, jwks);
    const { clock, verify } = verifying();
    const request = webhook(clock.now(), forged[name]);
    expect(believed(request)).toBe(false);
    await expect(verify(request)).rejects.toMatchObject(refusal);
  });

  const HOUR = 3_600_000;
  // TrueLayer's own package leaves these to the one who asks it.
  const strict: Record<string, (now: number) => Forging> = {
    'with the keys of the live environment': () => ({
      head: { jku: 'https://webhooks.truelayer.com/.well-known/jwks' },
    }),
    'with the keys of a stranger': () => ({ head: { jku: 'https://evil.example/.well-known/jwks' } }),
    'with a `jku` that begins like the right one': () => ({ head: { jku: `${JKU}.evil.example` } }),
    'with a `jku` that has a query': () => ({ head: { jku: `${JKU}?a=1` } }),
    'with a `jku` in another casing': () => ({ head: { jku: JKU.toUpperCase() } }),
    'without a `jku`': () => ({ head: { jku: undefined } }),
    'of more than three days ago': (now) => ({ at: now - 72 * HOUR - 1_000 }),
    'of the future': (now) => ({ at: now + 6 * 60_000 }),
  };
  test.each(Object.keys(strict))('%s is refused, and no key is fetched', async (name) => {
    const { clock, verify } = verifying();
    const request = webhook(clock.now(), strict[name]?.(clock.now()));
    expect(believed(request)).toBe(true);
    await expect(verify(request)).rejects.toMatchObject(refusal);
  });

  test('a timestamp that came twice is refused', async () => {
    const { clock, verify } = verifying();
    const stamp = new Date(clock.now()).toISOString();
    const request = webhook(clock.now(), { headers: { [STAMP.toLowerCase()]: `${stamp}, ${stamp}` } });
    await expect(verify(request)).rejects.toMatchObject(refusal);
  });

  test('of a key of another curve is refused, though it is in the set', async () => {
    nock(HOOKS).get('/.well-known/jwks').optionally().reply(200, jwks);
    const { clock, verify } = verifying();
    await expect(verify(webhook(clock.now(), { by: short }))).rejects.toMatchObject(refusal);
  });

  test('up to three days old passes: it is sent again for so long', async () => {
    nock(HOOKS).get('/.well-known/jwks').reply(200, jwks);
    const { clock, verify } = verifying();
    await verify(webhook(clock.now(), { at: clock.now() - 71 * HOUR }));
  });

  test('an unknown key id costs one request however often it comes', async () => {
    nock(HOOKS).get('/.well-known/jwks').once().reply(200, jwks);
    const { clock, verify } = verifying();
    for (let n = 0; n < 4; n++)
      await expect(verify(webhook(clock.now(), { head: { kid: 'nobody' } }))).rejects.toMatchObject(refusal);
  });

  test('keys that cannot be fetched prove nothing', async () => {
    nock(HOOKS).get('/.well-known/jwks').times(2).reply(502, '<html>');
    const { clock, verify } = verifying();
    await expect(verify(webhook(clock.now()))).rejects.toMatchObject({ code: 'provider_unavailable' });
  });
});

describe('the notice that an answer is there, which is not signed', () => {
  const hook = (path: string, more: object = {}): RawRequest => ({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(
      JSON.stringify({
        request_timestamp: '0001-01-01T00:00:00',
        credentials_id: 'cred-1',
        task_id: 'task-1',
        status: 'Succeeded',
        results_uri: 'https://evil.example/data/v1/results/task-1',
        ...more,
      }),
    ),
  });

  test.each(['/hooks', '/hooks?token=', '/hooks?token=guessed', ''])(
    'at %j, without the token, is refused',
    async (path) => {
      const { verify } = verifying({ async: { webhookUri: 'https://app.example/hooks' } });
      await expect(verify(hook(path))).rejects.toMatchObject(refusal);
    },
  );

  test('is refused where no address was ever given for it', async () => {
    const { verify } = verifying({ async: true });
    await expect(verify(hook('/hooks?token='))).rejects.toMatchObject(refusal);
  });

  test('is a hint of one event for each end of a task, and none while it runs', () => {
    const { adapter } = verifying();
    const [one] = adapter.webhooks.parse(hook('/'));
    expect(one).toMatchObject({ providerConnectionId: 'cred-1', type: 'sync' });
    expect(JSON.stringify(one)).not.toContain('evil');
    expect(adapter.webhooks.parse(hook('/'))[0]?.dedupeKey).toBe(one?.dedupeKey);
    expect(adapter.webhooks.parse(hook('/', { task_id: 'task-2' }))[0]?.dedupeKey).not.toBe(one?.dedupeKey);
    expect(adapter.webhooks.parse(hook('/', { status: 'Running' }))).toEqual([]);
    expect(adapter.webhooks.parse(hook('/', { credentials_id: 7 }))).toEqual([]);
  });

  test('a body that is no object says nothing, and one that is no JSON is a dead letter', () => {
    const { adapter } = verifying();
    const body = (text: string): RawRequest => ({ ...hook('/'), body: Buffer.from(text) });
    expect(adapter.webhooks.parse(body('[]'))).toEqual([]);
    expect(adapter.webhooks.parse(body('null'))).toEqual([]);
    expect(() => adapter.webhooks.parse(body('{"a'))).toThrow(InvalidInputError);
  });
});
