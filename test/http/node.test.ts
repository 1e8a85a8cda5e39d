import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request as ask,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { memoryStore } from 'bankweave';
import { webhookHandler } from 'bankweave/http';
import { toNodeHandler } from 'bankweave/http/node';
import { expect, onTestFinished, test } from 'vitest';
import { Scene } from '../webhooks/scene.ts';
import { HEADER } from '../webhooks/signed-adapter.ts';

const BODY = JSON.stringify({ id: 'event-1', login: 'login-1' });

async function served(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  onTestFinished(() => void server.close());
  onTestFinished(() => server.closeAllConnections());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Sends a request in pieces, or one whose length is known. */
async function post(
  port: number,
  body: string | readonly Uint8Array[],
  headers: Record<string, string | string[]> = {},
  path = '/webhooks/acme',
): Promise<{ status: number | undefined; headers: object; body: string }> {
  const length = typeof body === 'string' ? { 'content-length': Buffer.byteLength(body) } : {};
  const sent = ask({ port, host: '127.0.0.1', method: 'POST', path, headers: { ...length, ...headers } });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  for (const chunk of typeof body === 'string' ? [body] : body) sent.write(chunk);
  sent.end();
  const [response] = await answered;
  const chunks: Uint8Array[] = [];
  for await (const chunk of response) chunks.push(chunk as Uint8Array);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() };
}

test('node:http: genuine, forged, cut into pieces, too long, with a header twice', async () => {
  const scene = await Scene.open(memoryStore());
  const port = await served(toNodeHandler(webhookHandler(scene.bank)));
  const token = scene.signer.token(BODY, scene.second);
  expect(await post(port, BODY, { [HEADER]: token })).toMatchObject({ status: 200, body: '' });
  const pieces = [...Buffer.from(BODY)].map((byte) => Buffer.of(byte));
  expect(await post(port, pieces, { [HEADER]: token })).toMatchObject({ status: 200 });
  const refused = { status: 401 };
  expect(await post(port, BODY)).toMatchObject(refused);
  expect(await post(port, '', { [HEADER]: token })).toMatchObject(refused);
  expect(await post(port, BODY, { [HEADER]: [token, token] })).toMatchObject(refused);
  const big = Buffer.alloc(262_145, ' ');
  const bigToken = scene.signer.token(big, scene.second);
  expect(await post(port, [big], { [HEADER]: bigToken })).toMatchObject(refused);
  expect(await post(port, big.toString(), { [HEADER]: bigToken })).toMatchObject(refused);
  expect(await post(port, BODY, { [HEADER]: token }, '/webhooks/other')).toMatchObject({ status: 404 });
  expect(scene.bank.webhooks.counts('acme').refused).toMatchObject({
    empty: 1,
    too_large: 2,
    not_verified: 2,
  });
});

test('a header that node:http keeps the first of only is seen twice', async () => {
  const seen: unknown[] = [];
  const port = await served(
    toNodeHandler(async (request) => {
      seen.push(request.headers.get('authorization'), request.headers.get('cookie'), request.url);
      return new Response(null, { status: 204 });
    }),
  );
  await post(
    port,
    '{}',
    { authorization: ['Basic a', 'Basic b'], cookie: ['a=1', 'b=2'], host: 'evil.example' },
    '//evil/x?y',
  );
  expect(seen).toEqual(['Basic a, Basic b', 'a=1; b=2', 'http://localhost//evil/x?y']);
});

test('Express: the whole path is seen, raw bytes are taken, and a parsed body goes to `next`', async () => {
  const scene = await Scene.open(memoryStore());
  const paths: string[] = [];
  const handler = webhookHandler(scene.bank);
  const listen = toNodeHandler((request) => (paths.push(new URL(request.url).pathname), handler(request)));
  const token = scene.signer.token(BODY, scene.second);
  const errors: { code?: string; message?: string }[] = [];
  let body: unknown;
  const port = await served((request, response) => {
    const express = Object.assign(request, {
      originalUrl: request.url ?? '',
      url: '/acme',
      ...(body !== undefined && { body }),
    });
    void listen(express, response, (error) => {
      errors.push(error as object);
      response.writeHead(500).end();
    });
  });
  expect(await post(port, BODY, { [HEADER]: token })).toMatchObject({ status: 200 });
  expect(paths).toEqual(['/webhooks/acme']);
  body = Buffer.from(BODY);
  expect(await post(port, BODY, { [HEADER]: token })).toMatchObject({ status: 200 });
  for (body of [{ id: 'event-1' }, {}, BODY, [], ''])
    expect(await post(port, BODY, { [HEADER]: token })).toMatchObject({ status: 500 });
  expect(errors.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => 'invalid_configuration'));
  expect(errors[0]?.message).toMatch(/before express\.json\(\)/);
});

test('Fastify: a parsed body is a rejection; a buffer is taken', async () => {
  const scene = await Scene.open(memoryStore());
  const listen = toNodeHandler(webhookHandler(scene.bank));
  const token = scene.signer.token(BODY, scene.second);
  const errors: unknown[] = [];
  let parse: ((bytes: Buffer) => unknown) | undefined;
  let hijacked = 0;
  const port = await served(async (raw: IncomingMessage, response: ServerResponse) => {
    const chunks: Uint8Array[] = [];
    if (parse) for await (const chunk of raw) chunks.push(chunk as Uint8Array);
    const request = { raw, ...(parse && { body: parse(Buffer.concat(chunks)) }) };
    await listen(request, { raw: response, hijack: () => void hijacked++ }).catch((error: unknown) =>
      errors.push(error),
    );
  });
  expect(await post(port, BODY, { [HEADER]: token })).toMatchObject({ status: 200 });
  parse = (bytes) => bytes;
  expect(await post(port, BODY, { [HEADER]: token })).toMatchObject({ status: 200 });
  parse = (bytes) => JSON.parse(bytes.toString()) as unknown;
  expect(await post(port, BODY, { [HEADER]: token })).toMatchObject({ status: 500, body: '' });
  // Read, and not even handed on.
  parse = () => undefined;
  expect(await post(port, BODY, { [HEADER]: token })).toMatchObject({ status: 500 });
  expect(errors).toEqual([
    expect.objectContaining({
      code: 'invalid_configuration',
      message: expect.stringContaining("parseAs: 'buffer'") as string,
    }),
    expect.objectContaining({
      code: 'invalid_configuration',
      message: expect.stringContaining('read already') as string,
    }),
  ]);
  expect(hijacked).toBe(4);
});

test('a client that hangs up ends the work, and the server goes on', async () => {
  const ended: unknown[] = [];
  const port = await served(
    toNodeHandler(async (request) => {
      await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
      ended.push((request.signal.reason as Error).message);
      return new Response('too late');
    }),
  );
  const socket = connect(port, '127.0.0.1');
  socket.write('POST /webhooks/acme HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  await expect.poll(() => ended).toEqual(['The client hung up.']);
});

test('a body cut off half-way is refused and leaves nothing', async () => {
  const scene = await Scene.open(memoryStore());
  const port = await served(toNodeHandler(webhookHandler(scene.bank)));
  const socket = connect(port, '127.0.0.1');
  socket.write(`POST /webhooks/acme HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n${HEADER}: x\r\n\r\nhalf`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await scene.rows()).toEqual([]);
  expect(await post(port, BODY, { [HEADER]: scene.signer.token(BODY, scene.second) })).toMatchObject({
    status: 200,
  });
});

test('reads no faster than it is read, and writes no faster than it is taken', async () => {
  let given = 0;
  const port = await served(
    toNodeHandler(async (request) => {
      const reader = request.body?.getReader();
      await reader?.read();
      // Nobody reads on for a while.
      await new Promise((resolve) => setTimeout(resolve, 100));
      await reader?.cancel();
      const chunk = new Uint8Array(65_536);
      const body = new ReadableStream({
        pull(controller) {
          given++;
          controller.enqueue(chunk);
        },
      });
      return new Response(body);
    }),
  );
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.pause();
  let taken = 0;
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
  const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536), Buffer.from('\r\n')]);
  while (taken < 1_000 && socket.write(chunk)) taken++;
  await expect.poll(() => given).toBeGreaterThan(1);
  const after = async (): Promise<number> => {
    const before = given;
    await new Promise((resolve) => setTimeout(resolve, 150));
    return given - before;
  };
  await expect.poll(after, { timeout: 5_000 }).toBe(0);
  expect(given).toBeLessThan(400);
});

test('an error of a handler is a 500 without a word, and the promise tells', async () => {
  const errors: unknown[] = [];
  const listen = toNodeHandler(async () => {
    throw new Error('secret');
  });
  const port = await served(
    (request, response) => void listen(request, response).catch((error: unknown) => errors.push(error)),
  );
  expect(await post(port, '{}')).toMatchObject({ status: 500, body: '' });
  expect(errors).toEqual([expect.objectContaining({ message: 'secret' })]);
});
