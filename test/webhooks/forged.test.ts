import { generateKeyPairSync } from 'node:crypto';
import { memoryStore } from 'bankweave';
import { webhookHandler } from 'bankweave/http';
import { expect, test } from 'vitest';
import { type Forgery, forgeries } from './forgeries.ts';
import { Scene } from './scene.ts';
import { HEADER } from './signed-adapter.ts';

const BODY = JSON.stringify({ id: 'event-1', login: 'login-1' }, null, 2);

/** What the outside sees, but for the id of the request. */
async function seen(response: Response): Promise<unknown> {
  const { requestId, ...body } = (await response.json()) as Record<string, unknown>;
  expect(requestId).toMatch(/^req_[0-9a-f]{32}$/);
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
  return { status: response.status, headers, body };
}

function requestOf({ token, body }: Pick<Forgery, 'token' | 'body'>): Request {
  return new Request('https://app.example/webhooks/acme', {
    method: 'POST',
    body: Buffer.from(body),
    headers: token === undefined ? {} : { [HEADER]: token },
  });
}

test('forged requests leave nothing behind, and all get the same answer', async () => {
  const scene = await Scene.open(memoryStore());
  const handle = webhookHandler(scene.bank);
  const forged = forgeries(scene.signer, BODY, scene.second);
  expect(forged.length).toBeGreaterThan(85);
  expect(new Set(forged.map(({ name }) => name)).size).toBe(forged.length);
  scene.script.calls.length = 0;
  const wanted = await scene.wanted();
  const answers = new Map<string, string[]>();
  for (const forgery of forged) {
    const answer = JSON.stringify(await seen(await handle(requestOf(forgery))));
    answers.set(answer, [...(answers.get(answer) ?? []), forgery.name]);
  }
  expect([...answers.keys()]).toEqual([
    JSON.stringify({
      status: 401,
      headers: {
        'cache-control': 'no-store',
        'content-type': 'application/problem+json',
        'x-content-type-options': 'nosniff',
      },
      body: { code: 'not_verified' },
    }),
  ]);
  expect(await scene.rows()).toEqual([]);
  expect(await scene.wanted()).toBe(wanted);
  expect(scene.script.calls).toEqual([]);
  // No key is asked for twice, and none for an id that nobody would use.
  expect(new Set(scene.signer.fetched).size).toBe(scene.signer.fetched.length);
  expect(scene.signer.fetched.every((kid) => kid.length <= 256)).toBe(true);
  const { refused, ...counts } = scene.bank.webhooks.counts('acme');
  expect(refused).toEqual({
    empty: 1,
    too_large: 1,
    wrong_method: 0,
    interrupted: 0,
    not_verified: forged.length - 2,
  });
  expect(counts).toMatchObject({ accepted: 0, unknown: 0, deadLetters: 0 });
  // And the genuine one is taken.
  expect((await handle(scene.request(BODY))).status).toBe(200);
  expect(await scene.wanted()).toBe(wanted + 1);
});

test('keys of another curve, or that are no public keys, verify nothing', async () => {
  const scene = await Scene.open(memoryStore());
  const wide = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const edwards = generateKeyPairSync('ed25519');
  scene.signer.jwks.set('wide', wide.publicKey.export({ format: 'jwk' }));
  scene.signer.jwks.set('edwards', edwards.publicKey.export({ format: 'jwk' }));
  scene.signer.jwks.set('symmetric', { kty: 'oct', k: 'c2VjcmV0' });
  scene.signer.jwks.set('nowhere', { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' });
  for (const kid of ['wide', 'edwards', 'symmetric', 'nowhere']) {
    const token = scene.signer.token(BODY, scene.second, { header: { kid } });
    expect(
      await scene.bank.webhooks.receive('acme', requestOf({ token, body: Buffer.from(BODY) })),
    ).toMatchObject({ status: 401 });
  }
  expect(await scene.rows()).toEqual([]);
});

test('a key that cannot be fetched is a refusal like any other, and asked for once a minute', async () => {
  const scene = await Scene.open(memoryStore());
  scene.signer.jwks.get = () => {
    throw new Error('down: secret-of-the-key-server');
  };
  for (let n = 0; n < 5; n++) expect(await scene.send({})).toMatchObject({ status: 401, outcome: 'refused' });
  expect(scene.signer.fetched).toEqual([scene.signer.kid]);
  expect(scene.lines.join()).not.toContain('secret-of-the-key-server');
});

test('299 seconds old and 60 ahead are in time', async () => {
  const scene = await Scene.open(memoryStore());
  for (const seconds of [-299, 59]) {
    const token = scene.signer.token(BODY, scene.second + seconds);
    expect(await scene.bank.webhooks.receive('acme', scene.request(BODY, token))).toMatchObject({
      status: 200,
    });
  }
});

test('2,000 changes of one byte of a genuine request are all refused', async () => {
  const scene = await Scene.open(memoryStore());
  const token = scene.signer.token(BODY, scene.second);
  let state = 20_261_120;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
  const change = (bytes: Buffer): Buffer => {
    const at = next(bytes.length);
    const was = bytes[at] ?? 0;
    // Flips, replaces, drops or doubles. A header can hold printable characters only.
    const printable = (value: number): number => 33 + (value % 94);
    const other = (value: number): number => (value === was ? printable(value + 1) : value);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + 1)];
    const put = (...values: number[]): Buffer => Buffer.concat([before, Buffer.from(values), after]);
    return (
      [
        () => put(other(printable(was ^ (1 << next(7))))),
        () => put(other(printable(next(256)))),
        () => put(),
        () => put(was, was),
      ][next(4)]?.() ?? bytes
    );
  };
  let mutants = 0;
  for (let round = 0; mutants < 2_000; round++) {
    const [forgedToken, body] =
      round % 2
        ? [change(Buffer.from(token)).toString('latin1'), Buffer.from(BODY)]
        : [token, change(Buffer.from(BODY))];
    if (forgedToken === token && body.toString() === BODY) continue;
    mutants++;
    const { status } = await scene.bank.webhooks.receive('acme', requestOf({ token: forgedToken, body }));
    if (status !== 401) expect({ forgedToken, body: body.toString(), status }).toBe('refused');
  }
  expect(await scene.rows()).toEqual([]);
  expect(
    await scene.bank.webhooks.receive('acme', requestOf({ token, body: Buffer.from(BODY) })),
  ).toMatchObject({ status: 200 });
});

test('the same event with its signature turned over is the same event', async () => {
  const scene = await Scene.open(memoryStore());
  const token = scene.signer.token(BODY, scene.second);
  const [head, payload, signature = ''] = token.split('.');
  const raw = Buffer.from(signature, 'base64url');
  const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = n - BigInt(`0x${raw.subarray(32).toString('hex')}`);
  const turned = Buffer.concat([raw.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]);
  for (const sent of [token, `${head}.${payload}.${turned.toString('base64url')}`])
    expect(
      await scene.bank.webhooks.receive('acme', requestOf({ token: sent, body: Buffer.from(BODY) })),
    ).toMatchObject({ status: 200 });
  expect(scene.bank.webhooks.counts('acme')).toMatchObject({ accepted: 1, duplicates: 1 });
});

test('a verifier that answers false, or breaks, has verified nothing; and nothing is parsed before', async () => {
  for (const verify of [
    () => Promise.resolve(false as unknown as undefined),
    () => Promise.resolve(true as unknown as undefined),
    () => Promise.resolve(null as unknown as undefined),
    () => Promise.reject(new TypeError('secret in a message')),
    () => {
      throw new Error('secret in a message');
    },
  ]) {
    let parsed = 0;
    const scene = await Scene.open(memoryStore(), { verify, parse: () => ((parsed += 1), []) });
    expect(await scene.send({})).toMatchObject({ status: 401 });
    expect(parsed).toBe(0);
    expect(scene.lines.join()).not.toContain('secret in a message');
  }
});
