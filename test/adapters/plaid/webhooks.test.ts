import { createHash, createHmac, generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto';
import { plaid } from 'bankweave/adapters/plaid';
import { describe, expect, test } from 'vitest';
import { verificationKeys } from '../../../src/adapter-kit/verification-keys.ts';
import { guardNetwork } from '../../support/nock.ts';
import {
  callFor,
  fault,
  front,
  type Handler,
  item,
  keys,
  ok,
  page,
  row,
  stubPlaid,
  testClock,
} from './harness.ts';

guardNetwork();

const KEY = '/webhook_verification_key/get';

interface Signer {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: Record<string, unknown>;
}

function signer(kid: string, more: Record<string, unknown> = {}): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = {
    ...publicKey.export({ format: 'jwk' }),
    alg: 'ES256',
    use: 'sig',
    kid,
    created_at: 1,
    expired_at: null,
  };
  return { kid, privateKey, jwk: { ...jwk, ...more } };
}

const first = signer('key-1');
const second = signer('key-2');

const known =
  (...signers: Signer[]): Handler =>
  ({ key_id }) => {
    const found = signers.find(({ kid }) => kid === key_id);
    return found ? ok({ key: found.jwk }) : fault('INVALID_WEBHOOK_VERIFICATION_KEY_ID');
  };

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Forging {
  readonly by?: Signer;
  readonly iat?: number;
  readonly header?: object;
  readonly claims?: object;
  readonly hashOf?: string;
  readonly sign?: (text: string) => Buffer;
}

/** A notice as Plaid sends it: sorted keys, two blanks, signed over the raw bytes. */
function notice(
  body: Record<string, unknown>,
  now: number,
  { by = first, iat = Math.floor(now / 1000), header, claims, hashOf, sign }: Forging = {},
) {
  const whole: Record<string, unknown> = { environment: 'sandbox', item_id: 'item1', ...body };
  const sorted = Object.fromEntries(
    Object.keys(whole)
      .sort()
      .map((key) => [key, whole[key]]),
  );
  const text = JSON.stringify(sorted, null, 2);
  const request_body_sha256 = createHash('sha256')
    .update(hashOf ?? text)
    .digest('hex');
  const head = base64(header ?? { alg: 'ES256', kid: by.kid, typ: 'JWT' });
  const signed = `${head}.${base64(claims ?? { iat, request_body_sha256 })}`;
  const own = (data: string) =>
    signBytes('sha256', Buffer.from(data), { key: by.privateKey, dsaEncoding: 'ieee-p1363' });
  const token = `${signed}.${(sign ?? own)(signed).toString('base64url')}`;
  return {
    headers: { 'plaid-verification': token, 'content-type': 'application/json' },
    body: Buffer.from(text),
  };
}

const updates = { webhook_type: 'TRANSACTIONS', webhook_code: 'SYNC_UPDATES_AVAILABLE' };

async function verifying(handler: Handler) {
  const stub = stubPlaid({ [KEY]: handler });
  const adapter = plaid(keys);
  const clock = testClock(undefined, 50_000);
  const call = { ...callFor(adapter, { clock }), keys: verificationKeys(clock) };
  const verify = async (request: { headers: object; body: Uint8Array }) =>
    adapter.webhooks.verify?.({ method: 'POST', path: '/plaid', ...request } as never, call);
  return { stub, clock, verify };
}

describe('a signature', () => {
  test('that is right passes, with the raw bytes; the key is asked for once', async () => {
    const { stub, clock, verify } = await verifying(known(first));
    await verify(notice(updates, clock.now()));
    await Promise.all([1, 2, 3].map((n) => verify(notice({ ...updates, n }, clock.now()))));
    expect(stub.count(KEY)).toBe(1);
    expect(stub.requests[0]?.body).toEqual({ key_id: 'key-1' });
  });

  const body = JSON.stringify({ ...updates, environment: 'sandbox', item_id: 'item1' });
  const forgeries: Record<string, (now: number) => { headers: object; body: Uint8Array }> = {
    'over a tampered byte': (now) => {
      const request = notice(updates, now);
      request.body[5] = (request.body[5] ?? 0) ^ 1;
      return request;
    },
    'over a body that was parsed and written again': (now) => ({
      ...notice(updates, now),
      body: Buffer.from(JSON.stringify(JSON.parse(notice(updates, now).body.toString()))),
    }),
    'with the algorithm none': (now) =>
      notice(updates, now, {
        header: { alg: 'none', kid: 'key-1', typ: 'JWT' },
        sign: () => Buffer.from('x'),
      }),
    'of HS256 with the public key as its secret': (now) =>
      notice(updates, now, {
        header: { alg: 'HS256', kid: 'key-1', typ: 'JWT' },
        sign: (text) => createHmac('sha256', JSON.stringify(first.jwk)).update(text).digest(),
      }),
    'of another key under a known id': (now) => notice(updates, now, { by: { ...second, kid: 'key-1' } }),
    'in DER': (now) =>
      notice(updates, now, { sign: (text) => signBytes('sha256', Buffer.from(text), first.privateKey) }),
    '301 s old': (now) => notice(updates, now, { iat: Math.floor(now / 1000) - 301 }),
    'from the future': (now) => notice(updates, now, { iat: Math.floor(now / 1000) + 61 }),
    'without a time': (now) => notice(updates, now, { claims: { request_body_sha256: '0'.repeat(64) } }),
    'with half a hash': (now) =>
      notice(updates, now, { claims: { iat: now / 1000, request_body_sha256: 'ab' } }),
    'of another environment': (now) => notice({ ...updates, environment: 'production' }, now),
    'of no environment': (now) => notice({ ...updates, environment: undefined }, now),
    'that is not there': () => ({ headers: {}, body: Buffer.from(body) }),
    'of two parts': () => ({ headers: { 'plaid-verification': 'a.b' }, body: Buffer.from(body) }),
    'that came twice': (now) => {
      const { headers, body: bytes } = notice(updates, now);
      const token = headers['plaid-verification'];
      return { headers: { 'plaid-verification': `${token}, ${token}` }, body: bytes };
    },
    'with no key id': (now) => notice(updates, now, { header: { alg: 'ES256', typ: 'JWT' } }),
  };
  test.each(Object.keys(forgeries))('%s is refused', async (name) => {
    const { clock, verify, stub } = await verifying(known(first));
    await verify(notice(updates, clock.now()));
    await expect(verify(forgeries[name]?.(clock.now()) as never)).rejects.toMatchObject({
      code: 'provider_response',
      provider: 'plaid',
    });
    expect(stub.count(KEY)).toBe(1);
  });

  test('300 s old, and 60 s ahead, still pass', async () => {
    const { clock, verify } = await verifying(known(first));
    await verify(notice(updates, clock.now(), { iat: clock.now() / 1000 - 300 }));
    await verify(notice(updates, clock.now(), { iat: clock.now() / 1000 + 60 }));
  });

  test('an unknown key is refused, and asking for it again costs no call for a while', async () => {
    const { clock, verify, stub } = await verifying(known());
    for (let n = 0; n < 5; n++) await expect(verify(notice(updates, clock.now()))).rejects.toThrow(/key/);
    expect(stub.count(KEY)).toBe(1);
    stub.on[KEY] = known(first);
    clock.advance(60_001);
    await verify(notice(updates, clock.now()));
  });

  test('rotation: several keys live at a time, and a new one is asked for', async () => {
    const { clock, verify, stub } = await verifying(known(first));
    await verify(notice(updates, clock.now()));
    stub.on[KEY] = known(first, second);
    await verify(notice(updates, clock.now(), { by: second }));
    await verify(notice(updates, clock.now()));
    expect(stub.count(KEY)).toBe(2);
  });

  test('an expired key is good for what was signed before its end, and for nothing later', async () => {
    const clock = testClock();
    const end = Math.floor(clock.now() / 1000) - 10;
    const old = signer('old', { expired_at: end });
    const { verify } = await verifying(known(old));
    await verify(notice(updates, clock.now(), { by: old, iat: end - 1 }));
    await expect(verify(notice(updates, clock.now(), { by: old, iat: end }))).rejects.toThrow(/expired/);
  });

  test.each([{ crv: 'P-384' }, { kty: 'RSA' }, { alg: 'RS256' }, { use: 'enc' }])(
    'a key with %j is none',
    async (odd) => {
      const wrong = signer('wrong', odd);
      const { clock, verify } = await verifying(known(wrong));
      await expect(verify(notice(updates, clock.now(), { by: wrong }))).rejects.toMatchObject({
        code: 'provider_response',
      });
    },
  );

  test('a key that cannot be fetched proves nothing', async () => {
    const { clock, verify } = await verifying(() => fault('INTERNAL_SERVER_ERROR', 500));
    await expect(verify(notice(updates, clock.now()))).rejects.toMatchObject({
      code: 'provider_unavailable',
    });
  });
});

describe('notices', () => {
  const parse = (body: Record<string, unknown>, now = testClock().now()) =>
    plaid(keys).webhooks.parse({ method: 'POST', path: '/', ...notice(body, now) });
  const meant = (webhook_type: string, webhook_code: string, more = {}) =>
    parse({ webhook_type, webhook_code, ...more }).map(({ type, about }) => `${type} ${about}`)[0];
  const broken = (error_code: string) => ({ error: { error_code, error_type: 'ITEM_ERROR', status: 400 } });

  test.each([
    ['TRANSACTIONS', 'SYNC_UPDATES_AVAILABLE', {}, 'sync data'],
    ['TRANSACTIONS', 'INITIAL_UPDATE', { new_transactions: 0 }, 'sync history'],
    ['TRANSACTIONS', 'HISTORICAL_UPDATE', {}, 'sync history'],
    ['TRANSACTIONS', 'DEFAULT_UPDATE', {}, undefined],
    ['TRANSACTIONS', 'TRANSACTIONS_REMOVED', { removed_transactions: ['x'] }, undefined],
    ['TRANSACTIONS', 'RECURRING_TRANSACTIONS_UPDATE', {}, undefined],
    ['ITEM', 'ERROR', broken('ITEM_LOGIN_REQUIRED'), 'inspect login_broken'],
    ['ITEM', 'ERROR', broken('INSTITUTION_DOWN'), 'inspect other'],
    ['ITEM', 'ERROR', broken('USER_PERMISSION_REVOKED'), 'revoked consent_ended'],
    ['ITEM', 'ERROR', {}, 'inspect other'],
    ['ITEM', 'LOGIN_REPAIRED', {}, 'inspect login_repaired'],
    ['ITEM', 'NEW_ACCOUNTS_AVAILABLE', {}, 'inspect new_accounts'],
    ['ITEM', 'PENDING_EXPIRATION', { consent_expiration_time: 'x' }, 'inspect consent_expiring'],
    ['ITEM', 'PENDING_DISCONNECT', { reason: 'INSTITUTION_MIGRATION' }, 'inspect consent_expiring'],
    ['ITEM', 'USER_PERMISSION_REVOKED', {}, 'revoked consent_ended'],
    ['ITEM', 'USER_ACCOUNT_REVOKED', { account_id: 'a' }, 'inspect accounts_removed'],
    ['ITEM', 'WEBHOOK_UPDATE_ACKNOWLEDGED', {}, undefined],
    ['HOLDINGS', 'DEFAULT_UPDATE', {}, 'sync data'],
    ['INVESTMENTS_TRANSACTIONS', 'DEFAULT_UPDATE', {}, 'sync data'],
    ['INVESTMENTS_TRANSACTIONS', 'HISTORICAL_UPDATE', {}, 'sync data'],
    ['LIABILITIES', 'DEFAULT_UPDATE', {}, 'sync data'],
    ['LINK', 'SESSION_FINISHED', { link_token: 'l', public_tokens: ['p'], item_id: undefined }, undefined],
    ['LINK', 'ITEM_ADD_RESULT', { public_token: 'p', item_id: undefined }, undefined],
    ['LINK', 'EVENTS', { item_id: undefined }, undefined],
    ['DASHBOARD_CONFIGURED_ALERT', 'INSTITUTION_STATUS_ALERT_TRIGGERED', {}, undefined],
    ['ISSUES', 'ISSUE_RESOLVED', {}, undefined],
    ['BRAND', 'NEW', {}, undefined],
    ['ITEM', 'constructor', {}, undefined],
  ])('%s %s %j asks for: %s', (type, code, more, expected) => {
    expect(meant(type, code, more)).toBe(expected);
  });

  test('one event has one key however often it is signed again; two that look the same have two', () => {
    const now = testClock().now();
    const [one, again, later] = [parse(updates, now), parse(updates, now), parse(updates, now + 5_000)];
    expect(again[0]?.dedupeKey).toBe(one[0]?.dedupeKey);
    expect(later[0]?.dedupeKey).not.toBe(one[0]?.dedupeKey);
  });

  test('a body that is no object is said to be none', () => {
    const broken = { method: 'POST', path: '/', headers: {}, body: Buffer.from('[1') };
    expect(() => plaid(keys).webhooks.parse(broken)).toThrow(/JSON/);
  });
});

describe('through the front door', () => {
  test('a notice leads to a sync; a foreign item is passed over with 200; a forged one is refused', async () => {
    const stub = stubPlaid({ [KEY]: known(first) });
    const there = await front();
    await there.bank.sync(there.connectionId);
    await there.bank.runDue();
    const send = async (body: Record<string, unknown>, forging?: Forging) =>
      (await there.bank.webhooks.receive('plaid', notice(body, there.clock.now(), forging))).status;
    expect(await send({ ...updates, item_id: 'somebody-elses' })).toBe(200);
    expect(await send({ webhook_type: 'BRAND', webhook_code: 'NEW' })).toBe(200);
    expect(await send(updates, { by: { ...second, kid: 'key-1' } })).toBeGreaterThanOrEqual(400);
    there.clock.advance(60_000);
    expect(await there.bank.runDue()).toEqual([]);
    stub.on['/transactions/sync'] = () => page({ added: [row('t1', 1)], next_cursor: 'c2' });
    expect(await send(updates)).toBe(200);
    expect(await send(updates)).toBe(200);
    there.clock.advance(60_000);
    expect((await there.bank.runDue()).map(({ run }) => run?.counts.added)).toEqual([1]);
    expect(await there.bank.runDue()).toEqual([]);
  });

  test('LOGIN_REPAIRED clears what ITEM_LOGIN_REQUIRED set', async () => {
    const stub = stubPlaid({ [KEY]: known(first) });
    const there = await front();
    await there.bank.sync(there.connectionId);
    const problem = { error_type: 'ITEM_ERROR', error_code: 'ITEM_LOGIN_REQUIRED', error_message: 'm' };
    const refused: Handler = () => [400, problem];
    const [accounts, sync] = [stub.on['/accounts/get'], stub.on['/transactions/sync']] as [Handler, Handler];
    stub.on['/item/get'] = () => ok({ item: item({ error: problem }) });
    stub.on['/accounts/get'] = stub.on['/transactions/sync'] = refused;
    const send = (code: string, more = {}) =>
      there.bank.webhooks.receive(
        'plaid',
        notice({ webhook_type: 'ITEM', webhook_code: code, ...more }, there.clock.now()),
      );
    const statusAfter = async () => {
      there.clock.advance(60_000);
      await there.bank.runDue();
      return (await there.ada.connections.get(there.connectionId)).status;
    };
    await send('ERROR', { error: problem });
    expect(await statusAfter()).toBe('action_required');
    stub.on['/item/get'] = () => ok({ item: item() });
    stub.on['/accounts/get'] = accounts;
    stub.on['/transactions/sync'] = sync;
    await send('LOGIN_REPAIRED');
    expect(await statusAfter()).toBe('active');
  });
});
