import { createHash, createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PlaidApi } from 'plaid';
import { expect, onTestFinished, test } from 'vitest';
import { linkItem, problemOf, servePlaid } from './served.ts';

interface Heard {
  readonly header: string;
  readonly raw: string;
  readonly body: Record<string, unknown>;
}

async function listening() {
  const heard: Heard[] = [];
  const served = await servePlaid({
    deliver: async (webhook) => {
      const raw = await webhook.text();
      const body = JSON.parse(raw) as Record<string, unknown>;
      heard.push({ header: webhook.headers.get('plaid-verification') ?? '', raw, body });
      return new Response(null, { status: 200 });
    },
  });
  const item = await linkItem(served, 'river-bank', { webhook: 'https://app.example/hook' });
  /** What came since the last time, as `TYPE/CODE`. */
  const codes = () =>
    heard.splice(0).map(({ body }) => `${String(body['webhook_type'])}/${String(body['webhook_code'])}`);
  return { ...served, ...item, heard, codes };
}

/** Verifies as Plaid's documentation says. */
async function isGenuine(api: PlaidApi, { header, raw }: Heard, now: number): Promise<string> {
  const [head = '', payload = '', signature = ''] = header.split('.');
  const { alg, kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as Record<string, string>;
  if (alg !== 'ES256') return 'alg';
  const answer = await api.webhookVerificationKeyGet({ key_id: kid ?? '' }).catch(() => undefined);
  if (!answer) return 'unknown key';
  const { expired_at, ...jwk } = answer.data.key;
  const key = createPublicKey({ key: jwk as never, format: 'jwk' });
  const data = Buffer.from(`${head}.${payload}`);
  const good = verify(
    'sha256',
    data,
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!good) return 'signature';
  const { iat, request_body_sha256 } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<
    string,
    never
  >;
  if (expired_at !== null && expired_at <= Number(iat)) return 'expired key';
  if (Math.abs(now / 1000 - Number(iat)) > 300) return 'old';
  return createHash('sha256').update(raw).digest('hex') === request_body_sha256 ? 'genuine' : 'body';
}

test('webhooks are signed with a real key, and can be forged on demand', async () => {
  const { api, control, clock, itemId, heard } = await listening();
  const fire = async (forge: Parameters<typeof control.webhooks.fire>[4] = {}) => {
    await control.webhooks.fire(itemId, 'TRANSACTIONS', 'SYNC_UPDATES_AVAILABLE', {}, forge);
    const last = heard.at(-1);
    return last ? isGenuine(api, last, clock.at) : 'none';
  };
  expect(await fire()).toBe('genuine');
  expect(heard.at(-1)?.raw).toBe(JSON.stringify(heard.at(-1)?.body, null, 2));
  expect(heard.at(-1)?.body).toEqual({
    environment: 'sandbox',
    historical_update_complete: true,
    initial_update_complete: true,
    item_id: itemId,
    webhook_code: 'SYNC_UPDATES_AVAILABLE',
    webhook_type: 'TRANSACTIONS',
  });
  const [sent] = control.webhooks.sent;
  expect([sent?.verification, sent?.body]).toEqual([heard[0]?.header, heard[0]?.raw]);
  expect(await fire({ tampered: true })).toBe('body');
  expect(await fire({ unknownKey: true })).toBe('unknown key');
  expect(await fire({ shiftSeconds: -301 })).toBe('old');
  const first = JSON.parse(Buffer.from(heard[0]?.header.split('.')[0] ?? '', 'base64url').toString()) as {
    kid: string;
  };
  const kid = control.webhooks.rotateKey();
  expect(kid).not.toBe(first.kid);
  expect(await fire()).toBe('genuine');
  expect(await fire({ retiredKey: true })).toBe('expired key');
  const { key } = (await api.webhookVerificationKeyGet({ key_id: first.kid })).data;
  expect(key).toMatchObject({
    alg: 'ES256',
    crv: 'P-256',
    kty: 'EC',
    use: 'sig',
    expired_at: clock.at / 1000,
  });
  await fire({ environment: 'production', itemId: 'somebody-elses' });
  expect(heard.at(-1)?.body).toMatchObject({ environment: 'production', item_id: 'somebody-elses' });
});

test('what happens at the bank is announced once, and sync updates only after the first sync', async () => {
  const { api, control, world, access_token, codes, itemId, heard } = await listening();
  await control.announce();
  expect(codes()).toEqual(['TRANSACTIONS/INITIAL_UPDATE', 'TRANSACTIONS/HISTORICAL_UPDATE']);
  world.post('river-bank.ada.checking', { amount: '-1.00' });
  await control.announce();
  expect(codes()).toEqual(['TRANSACTIONS/DEFAULT_UPDATE']);
  await api.transactionsSync({ access_token });
  const pending = world.authorize('river-bank.ada.checking', { amount: '-2.00' });
  await control.announce(itemId);
  expect(codes()).toEqual(['TRANSACTIONS/DEFAULT_UPDATE', 'TRANSACTIONS/SYNC_UPDATES_AVAILABLE']);
  world.settle(pending.id);
  await control.announce();
  expect(heard.find(({ body }) => body['webhook_code'] === 'TRANSACTIONS_REMOVED')?.body).toMatchObject({
    removed_transactions: [control.transactionId(itemId, pending)],
  });
  codes();
  await control.announce();
  expect(codes()).toEqual([]);
  await api.transactionsRefresh({ access_token });
  await control.webhooks.settled();
  expect(codes()).toEqual(['TRANSACTIONS/SYNC_UPDATES_AVAILABLE']);

  world.fail('river-bank.ada', { kind: 'login_required' });
  await control.announce();
  await control.announce();
  expect(codes()).toEqual(['ITEM/ERROR']);
  world.heal('river-bank.ada');
  world.openAccount('river-bank.ada', { slug: 'holiday' });
  await control.announce();
  expect(codes()).toEqual(['ITEM/LOGIN_REPAIRED', 'ITEM/NEW_ACCOUNTS_AVAILABLE']);
  control.breakItem(itemId, 'USER_PERMISSION_REVOKED');
  await control.announce();
  expect(codes()).toEqual(['ITEM/USER_PERMISSION_REVOKED']);
});

test('an ending consent is announced a week before', async () => {
  const { api, control, world, codes } = await listening();
  await linkItem({ api, control }, 'thames-bank', { webhook: 'https://app.example/hook', username: 'bob' });
  await control.announce();
  world.advance({ days: 84 });
  codes();
  await control.announce();
  expect(codes()).toContain('ITEM/PENDING_EXPIRATION');
  await control.announce();
  expect(codes()).toEqual([]);
});

test('webhooks can be held back, sent in another order and sent again', async () => {
  const { control, itemId, codes } = await listening();
  control.webhooks.hold();
  await control.webhooks.fire(itemId, 'ITEM', 'ERROR');
  await control.webhooks.fire(itemId, 'ITEM', 'LOGIN_REPAIRED');
  expect(codes()).toEqual([]);
  await control.webhooks.release('reversed');
  expect(codes()).toEqual(['ITEM/LOGIN_REPAIRED', 'ITEM/ERROR']);
  const [first] = control.webhooks.sent;
  await control.webhooks.again(first?.number ?? 0);
  expect(codes()).toEqual(['ITEM/LOGIN_REPAIRED']);
  expect(control.webhooks.sent.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('the address can be changed, and the sandbox fires what Plaid lets it', async () => {
  const { api, control, access_token, itemId, codes, heard } = await listening();
  await api.itemWebhookUpdate({ access_token, webhook: 'https://app.example/other' });
  await control.webhooks.settled();
  expect(heard[0]?.body).toMatchObject({ new_webhook_url: 'https://app.example/other' });
  codes();
  await api.sandboxItemFireWebhook({
    access_token,
    webhook_code: 'PENDING_DISCONNECT' as never,
    webhook_type: 'ITEM' as never,
  });
  await control.webhooks.settled();
  expect(codes()).toEqual(['ITEM/PENDING_DISCONNECT']);
  await api.sandboxItemResetLogin({ access_token });
  await control.webhooks.settled();
  expect(codes()).toEqual(['ITEM/ERROR']);
  const { status } = (await api.itemGet({ access_token })).data;
  expect(status?.last_webhook).toMatchObject({ code_sent: 'ERROR' });
  await api.itemWebhookUpdate({ access_token, webhook: null as never });
  expect((await api.itemGet({ access_token })).data.item.webhook).toBe('');
  expect(
    await problemOf(api.sandboxItemFireWebhook({ access_token, webhook_code: 'ERROR' as never })),
  ).toMatchObject({
    error_code: 'SANDBOX_WEBHOOK_INVALID',
  });
  expect(await problemOf(api.itemWebhookUpdate({ access_token, webhook: 'nowhere' }))).toMatchObject({
    error_code: 'INVALID_FIELD',
  });
  await expect(control.webhooks.fire(itemId, 'ITEM', 'ERROR')).rejects.toThrow(RangeError);
});

test('without a receiver in the process they go over HTTP, to this machine only', async () => {
  const got: string[] = [];
  const server = createServer((request, response) => {
    got.push(String(request.headers['plaid-verification']));
    request.resume();
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { api, control } = await servePlaid();
  const here = await linkItem({ api, control }, 'river-bank', { webhook: `http://127.0.0.1:${port}/hook` });
  const away = await linkItem({ api, control }, 'river-bank', { webhook: 'https://app.example/hook' });
  await control.webhooks.fire(here.itemId, 'ITEM', 'ERROR');
  await control.webhooks.fire(away.itemId, 'ITEM', 'ERROR');
  expect(got).toEqual([expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)]);
  expect(control.webhooks.sent.map(({ status }) => status)).toEqual([200, null]);
});
