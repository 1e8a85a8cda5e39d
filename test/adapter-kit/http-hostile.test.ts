import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isBankweaveError } from '../../src/errors/catalog.ts';
import { caught, client, type Handler, json, secrets, serve, until, ways } from './loopback.ts';

const raw =
  (body: string | Buffer, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'x-canary': secrets.answered, ...headers });
    response.end(body);
  };

/** Our own error, and no canary wherever one may look. */
function expectClean(error: unknown): void {
  expect(isBankweaveError(error)).toBe(true);
  const { stack, message } = error as Error;
  const everywhere = [
    inspect(error, { depth: Infinity, showHidden: true }),
    JSON.stringify(error),
    stack,
    message,
  ];
  expect(everywhere.join('\n')).not.toMatch(/canary/);
  expect((error as Error).cause).toBeUndefined();
}

describe.each(ways)('by %s', (_, send) => {
  const hostile: [string, Handler, object][] = [
    ['truncated JSON', raw(`{"a":"${secrets.answered}`), { code: 'provider_response', expected: 'JSON' }],
    [
      'HTML with 200',
      raw(`<html>${secrets.answered}</html>`, { 'content-type': 'text/html' }),
      { code: 'provider_response' },
    ],
    ['null', raw('null'), { code: 'provider_response', expected: 'a JSON object or array' }],
    ['a bare text', raw(`"${secrets.answered}"`), { code: 'provider_response' }],
    ['a number', raw('1e400'), { code: 'provider_response' }],
    ['two documents', raw('{}{}'), { code: 'provider_response' }],
    ['NaN', raw('{"a":NaN}'), { code: 'provider_response' }],
    [
      '100,000 levels',
      raw('['.repeat(1e5) + ']'.repeat(1e5)),
      { code: 'provider_response', expected: expect.stringMatching(/64 levels/) },
    ],
    ['65 levels of objects', raw('{"a":'.repeat(65) + '1' + '}'.repeat(65)), { code: 'provider_response' }],
    [
      'a gzip bomb',
      raw(gzipSync(Buffer.alloc(50_000_000, 0x20)), { 'content-encoding': 'gzip' }),
      { code: 'provider_response', expected: expect.stringMatching(/10000000 bytes/) },
    ],
    ['a body over the limit', raw(Buffer.alloc(11_000_000, 0x20)), { code: 'provider_response' }],
    ['gzip that is none', raw('{"a":1}', { 'content-encoding': 'gzip' }), { code: 'provider_response' }],
    [
      'gzip of gzip',
      raw(gzipSync(gzipSync('{}')), { 'content-encoding': 'gzip, gzip' }),
      { code: 'provider_response' },
    ],
    [
      'an encoding called constructor',
      raw('{}', { 'content-encoding': 'constructor' }),
      { code: 'provider_response' },
    ],
    [
      '401',
      json({ error: secrets.answered }, 401),
      { code: 'unauthorized', remedy: 'ask_user', status: 401 },
    ],
    ['403', json({ error: secrets.answered }, 403), { code: 'provider_authentication', status: 403 }],
    [
      'a redirect',
      json({}, 302, { location: `https://evil.example/?${secrets.answered}` }),
      { code: 'provider_response', status: 302 },
    ],
    [
      '304',
      (_request, response) => response.writeHead(304).end(),
      { code: 'provider_response', status: 304 },
    ],
  ];
  test.each(hostile)('%s is an error of ours that gives nothing away', async (_name, handler, expected) => {
    const server = await serve(handler);
    const error = await caught(send(client(server.url).http, server.url, '/x'));
    expect(error).toMatchObject({ provider: 'testbank', ...expected });
    expectClean(error);
    expect(server.seen).toHaveLength(1);
  });

  test('an endless body is cut off while it streams', async () => {
    let sent = 0;
    const server = await serve((_request, response) => {
      response.on('error', () => undefined);
      const more = (): void => {
        while (!response.destroyed && sent < 200_000_000 && response.write(Buffer.alloc(100_000, 0x20)))
          sent += 100_000;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const error = await caught(send(client(server.url).http, server.url, '/x'));
    expect(error).toMatchObject({ code: 'provider_response' });
    expect(sent).toBeLessThan(30_000_000);
    await until(async () => (await server.connections()) === 0);
    expectClean(error);
  });

  test('a body that is announced too big is not waited for', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '10000001' }).flushHeaders();
    });
    expect(await caught(send(client(server.url).http, server.url, '/x'))).toMatchObject({
      code: 'provider_response',
    });
    await until(async () => (await server.connections()) === 0);
  });

  test('a redirect is not followed and takes no secret along', async () => {
    const other = await serve(json({}));
    const server = await serve((_request, response) =>
      response.writeHead(307, { location: `${other.url}/steal` }).end(),
    );
    expectClean(await caught(send(client(server.url).http, server.url, '/x')));
    expect(other.seen).toEqual([]);
    expect(server.seen).toHaveLength(1);
  });

  test('a reset in the middle of a body is a passing fault', async () => {
    const server = await serve((_request, response, count) => {
      if (count > 2) return json({ fine: true })(_request, response, count);
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"a":', () => response.socket?.resetAndDestroy());
    });
    expect(await send(client(server.url).http, server.url, '/x')).toEqual({ fine: true });
    expect(server.seen).toHaveLength(3);
  });

  test('a body that is cut short is a passing fault', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{}', () => response.socket?.end());
    });
    const error = await caught(send(client(server.url, { maxRetries: 0 }).http, server.url, '/x'));
    expect(error).toMatchObject({ code: 'provider_unavailable', remedy: 'retry' });
    expectClean(error);
  });

  test('something that is not HTTP', async () => {
    const server = createServer((socket) => socket.end(`${secrets.answered}\r\n\r\n`)).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const error = await caught(send(client(url).http, url, '/x'));
    expect(error).toMatchObject({ code: 'provider_response' });
    expectClean(error);
  });

  test('nobody listens', async () => {
    const error = await caught(
      send(client('http://127.0.0.1:1', { maxRetries: 1 }).http, 'http://127.0.0.1:1', '/x'),
    );
    expect(error).toMatchObject({
      code: 'provider_unavailable',
      message: expect.stringMatching(/ECONNREFUSED/),
    });
    expectClean(error);
  });

  test('what can be read is read', async () => {
    const cases: [string | Buffer, Record<string, string>, unknown][] = [
      ['\ufeff{"a":1}', {}, { a: 1 }],
      ['', {}, undefined],
      [' \r\n', {}, undefined],
      [gzipSync('{"a":1}'), { 'content-encoding': 'gzip' }, { a: 1 }],
      [
        gzipSync(JSON.stringify({ a: 'x'.repeat(100_000) + Math.PI })),
        { 'content-encoding': 'GZIP' },
        { a: 'x'.repeat(100_000) + Math.PI },
      ],
      [Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]), {}, { a: '\ufffd\ufffd' }],
      [`${'{"a":'.repeat(63)}"]]]]{{{{\\"[["${'}'.repeat(63)}`, {}, expect.anything()],
      [
        JSON.stringify(['['.repeat(100), '\\"'.repeat(100), '{'.repeat(100)]),
        {},
        ['['.repeat(100), '\\"'.repeat(100), '{'.repeat(100)],
      ],
      ['[{"a":"\\ud800"}]', { 'content-type': 'text/plain; charset=latin1' }, [{ a: '\ud800' }]],
    ];
    for (const [body, headers, expected] of cases) {
      const server = await serve(raw(body, headers));
      expect(await send(client(server.url).http, server.url, '/x')).toEqual(expected);
    }
    const server = await serve((_request, response) => response.writeHead(204).end());
    expect(await send(client(server.url).http, server.url, '/x')).toBeUndefined();
  });

  test('names that poison prototypes stay plain data', async () => {
    const body =
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":[{"__proto__":{"status":200}}]}';
    const server = await serve(raw(body, { toString: 'x', constructor: 'y' }));
    const answer = (await send(client(server.url).http, server.url, '/x')) as Record<string, unknown>;
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(answer)).toEqual(['__proto__', 'constructor', 'a']);
    expect(Object.getPrototypeOf(answer)).toBe(Object.prototype);
    const failing = await serve((_request, response) => response.writeHead(500).end(body));
    const error = await caught(send(client(failing.url, { maxRetries: 0 }).http, failing.url, '/x'));
    expect(error).toMatchObject({ code: 'provider_unavailable', status: 500 });
    expect((error as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test("the adapter's own reading comes first, and cannot leak either", async () => {
    const server = await serve(
      json({ code: 'ITEM_LOGIN_REQUIRED', echo: secrets.answered }, 400, {
        'x-request-id': 'r-1',
        'retry-after': '7',
      }),
    );
    const { RateLimitError } = await import('../../src/errors/provider.ts');
    const claimed = await caught(
      send(
        client(server.url, {
          maxRetries: 0,
          toError: ({ body }) =>
            new RateLimitError('slow', { providerCode: (body as { code: string }).code, cause: body }),
        }).http,
        server.url,
        '/x',
      ),
    );
    expect(claimed).toMatchObject({
      code: 'rate_limited',
      providerCode: 'ITEM_LOGIN_REQUIRED',
      status: 400,
      requestId: 'r-1',
      retryAfterMs: 7_000,
      provider: 'testbank',
    });
    expectClean(claimed);
    const broken = await caught(
      send(
        client(server.url, {
          toError: ({ body }) => {
            throw new Error(JSON.stringify(body));
          },
        }).http,
        server.url,
        '/x',
      ),
    );
    expect(broken).toMatchObject({ code: 'provider_response', status: 400 });
    expectClean(broken);
  });
});

test('statuses below 500 that nobody claims are answers of a request, and errors of an axios call', async () => {
  const server = await serve(json({ why: secrets.answered }, 404));
  const { http } = client(server.url);
  expect(await http.request({ url: '/x' })).toMatchObject({ status: 404, body: { why: secrets.answered } });
  const error = await caught((await http.axios()).get(`${server.url}/x`));
  expect(error).toMatchObject({ code: 'provider_response', status: 404 });
  expectClean(error);
});
