import { createBankweave, memoryStore, StoreUnavailableError } from 'bankweave';
import { webhookHandler } from 'bankweave/http';
import { expect, onTestFinished, test } from 'vitest';
import { plain } from '../client/plain-adapter.ts';
import { Scene } from '../webhooks/scene.ts';

const BODY = JSON.stringify({ id: 'event-1', login: 'login-1' });
const SAFE = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

test('the path says which provider, or the option does', async () => {
  const scene = await Scene.open(memoryStore());
  const at = async (handle: ReturnType<typeof webhookHandler>, path: string): Promise<number> => {
    const { headers } = scene.request(BODY);
    return (await handle(new Request(`https://app.example${path}`, { method: 'POST', body: BODY, headers })))
      .status;
  };
  const byPath = webhookHandler(scene.bank);
  for (const path of [
    '/webhooks/acme',
    '/acme',
    '/a/b/acme/',
    '/webhooks/%61cme',
    '/acme?provider=other',
    '//x/acme',
  ])
    expect(await at(byPath, path), path).toBe(200);
  for (const path of [
    '/',
    '/webhooks/',
    '/webhooks/other',
    '/webhooks/ACME',
    '/acme/x',
    '/acme%2f',
    '/%zz',
    '/acme%00',
    '/__proto__',
    '/?acme',
    '/#acme',
    '/acme//',
  ])
    expect(await at(byPath, path), path).toBe(404);
  expect(await at(webhookHandler(scene.bank, { provider: 'acme' }), '/anything')).toBe(200);
});

test('what was taken is answered with nothing at all', async () => {
  const scene = await Scene.open(memoryStore());
  const response = await webhookHandler(scene.bank)(scene.request(BODY));
  expect([response.status, await response.text(), Object.fromEntries(response.headers)]).toEqual([
    200,
    '',
    SAFE,
  ]);
});

test('other methods get 405, and no site may read an answer', async () => {
  const scene = await Scene.open(memoryStore());
  const handle = webhookHandler(scene.bank);
  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const headers = { origin: 'https://evil.example', cookie: 'session=1', 'x-http-method-override': 'POST' };
    const response = await handle(new Request('https://app.example/webhooks/acme', { method, headers }));
    expect(response.status).toBe(405);
    expect(Object.fromEntries(response.headers)).toEqual({
      ...SAFE,
      allow: 'POST',
      'content-type': 'application/problem+json',
    });
    expect(Object.keys((await response.json()) as object)).toEqual(['code', 'requestId']);
  }
});

test('a store that is away is answered with 503 and when to come again, and so is a bank that was closed', async () => {
  const store = memoryStore();
  const scene = await Scene.open(store);
  const { get } = store.records;
  store.records.get = async () => {
    throw new StoreUnavailableError('secret of the database');
  };
  const response = await webhookHandler(scene.bank)(scene.request(BODY));
  store.records.get = get;
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
  expect(await response.json()).toEqual({
    code: 'store_unavailable',
    requestId: expect.any(String) as string,
  });
  await scene.bank.close();
  expect((await webhookHandler(scene.bank)(scene.request(BODY))).status).toBe(503);
});

test('a store that cannot even be opened is answered the same', async () => {
  const store = memoryStore();
  store.open = async () => {
    throw new StoreUnavailableError('down');
  };
  const adapter = { ...plain().adapter, webhooks: { verify: async () => {}, parse: () => [] } };
  const bank = createBankweave({ adapters: [adapter], store });
  expect(
    (await webhookHandler(bank)(new Request('https://app.example/plain', { method: 'POST', body: '{}' })))
      .status,
  ).toBe(503);
});

test('mistakes of the app are thrown for whoever runs it to see', async () => {
  const scene = await Scene.open(memoryStore());
  const request = scene.request(BODY);
  await request.text();
  await expect(webhookHandler(scene.bank)(request)).rejects.toMatchObject({ code: 'invalid_input' });
});

test('there is no handler where nothing could be verified', async () => {
  const { adapter } = plain();
  const bank = createBankweave({ adapters: [{ ...adapter, webhooks: { parse: () => [] } }] });
  onTestFinished(() => bank.close());
  expect(() => webhookHandler(bank)).toThrow(
    expect.objectContaining({ code: 'invalid_configuration' }) as Error,
  );
  expect(() => webhookHandler(bank, { provider: 'plain' })).toThrow(/allowUnverifiedWebhooks/);
  const scene = await Scene.open(memoryStore());
  expect(() => webhookHandler(scene.bank, { provider: 'plain' })).toThrow(/one of: acme|cannot be received/);
});
