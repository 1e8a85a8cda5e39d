import { type Bankweave, createBankweave, memoryStore } from 'bankweave';
import { defineAdapter, type WebhooksFacet } from 'bankweave/adapter-kit';
import { expect, onTestFinished, test } from 'vitest';
import { jumpingClock } from '../client/banks.ts';
import { plain } from '../client/plain-adapter.ts';
import { codeOf, Scene } from './scene.ts';
import { acme, HEADER, Signer } from './signed-adapter.ts';

const BODY = JSON.stringify({ id: 'event-1', login: 'login-1' });

test('takes headers as frameworks give them', async () => {
  const scene = await Scene.open(memoryStore());
  const { receive } = scene.bank.webhooks;
  const body = Buffer.from(BODY);
  const token = scene.signer.token(BODY, scene.second);
  for (const headers of [
    { [HEADER]: token },
    { 'Acme-Signature': token },
    { 'ACME-SIGNATURE': [token] },
    new Headers({ [HEADER]: token }),
    { [HEADER]: token, cookie: undefined },
  ])
    expect(await receive('acme', { headers, body }), JSON.stringify(headers)).toMatchObject({ status: 200 });
  // A second one is not passed over, whichever way it comes.
  for (const headers of [
    { [HEADER]: [token, token] },
    { [HEADER]: token, 'Acme-Signature': token },
    [1, 2].reduce((both) => (both.append(HEADER, token), both), new Headers()),
  ])
    expect(await receive('acme', { headers, body })).toMatchObject({ status: 401 });
});

test('shows the adapter method and path as they were, and the bytes untouched', async () => {
  const seen: unknown[] = [];
  const scene = await Scene.open(memoryStore(), {
    async verify({ method, path, body, headers }) {
      seen.push([method, path, Buffer.from(body).toString('hex'), headers['x-a']]);
    },
    parse: () => [],
  });
  const { receive } = scene.bank.webhooks;
  const body = Buffer.from('efbbbf7b7d0d0a00ff', 'hex');
  await receive(
    'acme',
    new Request('https://app.example/a%2Fb/acme?x=1&y=', { method: 'POST', body, headers: { 'X-A': '1' } }),
  );
  await receive('acme', { headers: {}, body, url: '//evil.example/a/../b?x', method: 'post' });
  await receive('acme', { headers: {}, body, url: 'https://app.example/c?d' });
  await receive('acme', { headers: {}, body });
  await receive('acme', { headers: {}, body, url: 'no address' });
  const bytes = body.toString('hex');
  expect(seen).toEqual([
    ['POST', '/a%2Fb/acme?x=1&y=', bytes, '1'],
    ['POST', '//evil.example/a/../b?x', bytes, undefined],
    ['POST', '/c?d', bytes, undefined],
    ['POST', '', bytes, undefined],
    ['POST', '', bytes, undefined],
  ]);
});

test('refuses loudly what was parsed or read before', async () => {
  const scene = await Scene.open(memoryStore());
  const { receive } = scene.bank.webhooks;
  const used = scene.request(BODY);
  await used.text();
  const wrong = [
    { headers: {}, body: { id: 'event-1' } },
    { headers: {}, body: BODY },
    { headers: {} },
    { headers: {}, body: null },
    { body: Buffer.from(BODY) },
    { headers: {}, body: BODY, arrayBuffer: 7 },
    null,
    'request',
    used,
  ];
  for (const request of wrong) expect(await codeOf(receive('acme', request as never))).toBe('invalid_input');
  await expect(receive('acme', { headers: {}, body: { secret: 'canary' } } as never)).rejects.toThrow(
    /before a JSON/,
  );
});

test('refuses other methods, and bodies that are empty, too long or cut off', async () => {
  const scene = await Scene.open(memoryStore(), { verify: async () => {} });
  const { receive, counts } = scene.bank.webhooks;
  const url = 'https://app.example/webhooks/acme';
  const endless = (size: number, then: (controller: ReadableStreamDefaultController) => void): Request => {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent >= size) return then(controller);
        sent += 1_024;
        controller.enqueue(new Uint8Array(1_024).fill(32));
      },
    });
    return new Request(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
  };
  const refused = { status: 401, outcome: 'refused' };
  expect(await receive('acme', new Request(url))).toMatchObject(refused);
  expect(await receive('acme', new Request(url, { method: 'PUT', body: BODY }))).toMatchObject(refused);
  expect(await receive('acme', new Request(url, { method: 'POST' }))).toMatchObject(refused);
  expect(await receive('acme', { headers: {}, body: new Uint8Array() })).toMatchObject(refused);
  expect(await receive('acme', { headers: {}, body: new Uint8Array(262_145) })).toMatchObject(refused);
  let pulled = 0;
  const forever = endless(Number.POSITIVE_INFINITY, () => {});
  expect(await receive('acme', forever)).toMatchObject(refused);
  expect(
    await receive(
      'acme',
      endless(2_048, (controller) => controller.error(new Error('cut'))),
    ),
  ).toMatchObject(refused);
  const lying = new Request(url, {
    method: 'POST',
    headers: { 'content-length': '262145' },
    body: new ReadableStream({ pull: () => void pulled++ }, { highWaterMark: 0 }),
    duplex: 'half',
  } as RequestInit);
  expect(await receive('acme', lying)).toMatchObject(refused);
  expect(pulled).toBe(0);
  expect(
    await receive('acme', { headers: { x: 'x'.repeat(70_000) }, body: Buffer.from(BODY) }),
  ).toMatchObject(refused);
  expect(counts('acme').refused).toEqual({
    wrong_method: 2,
    empty: 2,
    too_large: 4,
    interrupted: 1,
    not_verified: 0,
  });
  // Exactly the limit is read.
  const full = Buffer.from(BODY.padEnd(262_144));
  expect(await receive('acme', { headers: {}, body: full })).toMatchObject({ status: 200 });
});

test('ends with its signal, and what others wait for goes on', async () => {
  let fetched = 0;
  const scene = await Scene.open(memoryStore(), {
    async verify(_, call) {
      await call.keys.get('slow', async () => {
        fetched++;
        await new Promise((resolve) => setTimeout(resolve, 50));
        call.signal.throwIfAborted();
        return new Map();
      });
    },
  });
  const { receive } = scene.bank.webhooks;
  const stop = new AbortController();
  const request = () => ({ headers: {}, body: Buffer.from(BODY) });
  const first = receive('acme', request(), { signal: stop.signal });
  const second = receive('acme', request());
  await new Promise((resolve) => setTimeout(resolve, 10));
  stop.abort(new Error('hung up'));
  await expect(first).rejects.toThrow('hung up');
  expect(await second).toMatchObject({ status: 200 });
  expect(fetched).toBe(1);
  const waiting = new Request('https://app.example/', {
    method: 'POST',
    body: new ReadableStream(),
    duplex: 'half',
  } as RequestInit);
  const reading = new AbortController();
  const third = receive('acme', waiting, { signal: reading.signal });
  reading.abort(new Error('gone'));
  await expect(third).rejects.toThrow('gone');
  await expect(receive('acme', request(), { signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow(
    'never',
  );
  await scene.bank.close();
  expect(await codeOf(receive('acme', request()))).toBe('closed');
});

test('a notice about somebody here is told with what it is about, and counted once', async () => {
  const scene = await Scene.open(memoryStore());
  const heard: unknown[] = [];
  scene.bank.on('connection.noticed', ({ about }) => heard.push(about));
  await scene.send([
    { id: 'a' },
    { id: 'b', type: 'inspect' },
    { id: 'c', type: 'sync', about: 'access' as never },
  ]);
  await scene.send({ id: 'd', login: 'nobody' });
  expect(heard).toEqual(['data', 'other', 'access']);
  expect(scene.bank.webhooks.counts('acme')).toMatchObject({ accepted: 3, unknown: 1, duplicates: 0 });
});

function bankOf(webhooks: WebhooksFacet | undefined, allow?: readonly string[]): Bankweave {
  const { adapter } = plain();
  const made = webhooks ? defineAdapter({ ...adapter, webhooks }) : adapter;
  const options = {
    adapters: [made],
    store: memoryStore(),
    clock: jumpingClock(),
    ...(allow && { allowUnverifiedWebhooks: allow as never }),
  };
  const bank = createBankweave(options);
  onTestFinished(() => bank.close());
  return bank as unknown as Bankweave;
}

test('without webhooks, or without a verifier nobody allowed, nothing is received', async () => {
  const request = { headers: {}, body: Buffer.from('{}') };
  for (const [bank, said] of [
    [bankOf(undefined), /knows no webhooks/],
    [bankOf({ parse: () => [] }), /allowUnverifiedWebhooks: \['plain'\]/],
  ] as const) {
    expect(bank.webhooks.providers).toEqual([]);
    await expect(bank.webhooks.receive('plain' as never, request)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(said) as string,
    });
  }
  const allowed = bankOf({ parse: () => [] }, ['plain']);
  expect(allowed.webhooks.providers).toEqual(['plain']);
  expect(await allowed.webhooks.receive('plain' as never, request)).toMatchObject({ status: 200 });
  expect(await codeOf(allowed.webhooks.receive('planetary' as never, request))).toBe('invalid_input');
  const verify = async (): Promise<void> => {};
  for (const [facet, allow] of [
    [undefined, ['plain']],
    [{ verify, parse: () => [] }, ['plain']],
    [{ parse: () => [] }, ['other']],
    [{ parse: () => [] }, 'plain'],
    [{ parse: () => [] }, [undefined]],
  ] as const)
    expect(() => bankOf(facet, allow as never)).toThrow(
      expect.objectContaining({ code: 'invalid_configuration' }) as Error,
    );
});

test('what nobody verified is never urgent', async () => {
  const signer = new Signer();
  const { adapter } = acme(signer);
  const { verify: _, ...rest } = adapter.webhooks;
  const clock = jumpingClock();
  const unverified = defineAdapter({ ...adapter, webhooks: rest });
  const bank = createBankweave({
    adapters: [unverified],
    store: memoryStore(),
    clock,
    allowUnverifiedWebhooks: ['acme'],
  });
  onTestFinished(() => bank.close());
  const { links } = bank.user('ada');
  await links.complete('acme', (await links.start('acme')).id, { code: '1' });
  await bank.runDue();
  const body = Buffer.from(JSON.stringify({ id: 'a', login: 'login-1', type: 'revoked', urgent: true }));
  expect(await bank.webhooks.receive('acme', { headers: {}, body })).toMatchObject({ status: 200 });
  expect(await bank.runDue()).toEqual([]);
  clock.jump(10_000);
  expect(await bank.runDue()).toHaveLength(1);
});
