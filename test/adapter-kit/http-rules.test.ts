import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createHttp } from '../../src/adapter-kit/http/create-http.ts';
import type { TransportRequest } from '../../src/adapter-kit/http/transport.ts';
import { AdapterContractError, ConfigurationError } from '../../src/errors/fix-code.ts';
import { caught, client, handClock, json, limits, listedRandom, serve, ways } from './loopback.ts';

/** A client whose requests end in a list. */
function recorded(options: Partial<Parameters<typeof createHttp>[0]> = {}) {
  const sent: TransportRequest[] = [];
  const http = createHttp({
    clock: handClock().clock,
    random: listedRandom(0),
    limits,
    hosts: ['api.bank.example', 'data.bank.example:8443'],
    transport: (request) => {
      sent.push(request);
      return Promise.resolve({ status: 200, headers: {}, body: Buffer.from('{}') });
    },
    ...options,
  });
  return { http, sent };
}

describe('where requests may go', () => {
  const refused = [
    'http://api.bank.example/x',
    'https://evil.example/x',
    'https://api.bank.example.evil.example/x',
    'https://api.bank.example:8443/x',
    'https://data.bank.example/x',
    'https://api.bank.example@evil.example/x',
    'https://user:pass@api.bank.example/x',
    'https://api.bank.example./x',
    'https:\\\\evil.example/x',
    'https://xn--pi-bank-c1a.example/',
    'https://127.0.0.1/x',
    'http://localhost:80/x',
    'http://2130706433/x',
    'http://0x7f.1/',
    'http://[::1]/x',
    'https://10.0.0.1/x',
    'https://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'data:application/json,{}',
    'javascript:1',
    'ftp://api.bank.example/x',
    'https://',
    '/no-base-url',
    '//evil.example/x',
  ];
  test.each(refused)('%s is refused before anything leaves', async (url) => {
    const { http, sent } = recorded();
    for (const act of [() => http.request({ url }), async () => (await http.axios()).get(url)]) {
      expect(await caught(act())).toBeInstanceOf(AdapterContractError);
    }
    expect(sent).toEqual([]);
  });

  test.each([
    'https://api.bank.example/x',
    'HTTPS://API.BANK.EXAMPLE:443/x',
    'https://data.bank.example:8443/x',
  ])('%s is allowed', async (url) => {
    const { http, sent } = recorded();
    await http.request({ url });
    await (await http.axios()).get(url);
    expect(sent).toHaveLength(2);
    expect(sent[0]?.url).toBe(sent[1]?.url);
  });

  test('paths are looked up below the base address and cannot leave its host', async () => {
    const { http, sent } = recorded({ baseUrl: 'https://api.bank.example/v1/' });
    const paths = [
      'accounts',
      '/accounts',
      '//evil.example/x',
      '/../../x',
      '@evil.example',
      '\\\\evil.example',
      '.evil.example',
    ];
    for (const url of paths) await http.request({ url, query: { a: 'b c&', n: 1, none: undefined } });
    expect(new Set(sent.map(({ url }) => new URL(url).host))).toEqual(new Set(['api.bank.example']));
    expect(sent[0]?.url).toBe('https://api.bank.example/v1/accounts?a=b+c%26&n=1');
  });

  test('a base address has to be an allowed one', () => {
    for (const baseUrl of [
      'https://evil.example',
      'http://api.bank.example',
      'nonsense',
      'http://127.0.0.1:1',
      'https://api.bank.example?x=1',
    ]) {
      expect(() => recorded({ baseUrl })).toThrow(ConfigurationError);
    }
    expect(() => recorded({ baseUrl: 'http://127.0.0.1:1', allowLoopback: true })).not.toThrow();
    expect(() => recorded({ baseUrl: 'http://evil.example', allowLoopback: true })).toThrow(
      ConfigurationError,
    );
  });
});

describe('what is sent', () => {
  test('JSON, forms, headers and the defaults', async () => {
    const server = await serve(json({}));
    const { http } = client(server.url, { headers: { Authorization: 'Bearer t', 'X-A': '1' } });
    await http.request({ url: '/json', json: { é: 1 }, headers: { 'x-a': '2' } });
    await http.request({ method: 'PUT', url: '/form', form: { a: 'b c' } });
    await http.request({ url: '/get' });
    expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/json', '{"é":1}'],
      ['PUT', '/form', 'a=b+c'],
      ['GET', '/get', ''],
    ]);
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: 'Bearer t',
      'x-a': '2',
      'content-type': 'application/json',
      'user-agent': 'bankweave',
      'accept-encoding': 'gzip',
    });
    expect(server.seen[1]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('an axios call in the way of generated SDKs', async () => {
    const server = await serve(json({ ok: true }));
    const { http } = client(server.url, { headers: {} });
    const axios = await http.axios();
    const options = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'PLAID-SECRET': 's' },
      data: '{"a":1}',
    };
    const answer = await axios.request({
      ...options,
      url: `${server.url}/sync`,
      auth: { username: 'u', password: 'p' },
    });
    expect(answer).toMatchObject({ data: { ok: true }, status: 200 });
    expect((answer.headers as { get(name: string): string }).get('content-type')).toBe('application/json');
    expect(JSON.stringify(answer)).not.toMatch(/PLAID-SECRET|dTpw/);
    await axios('/by-base', { baseURL: server.url, params: { a: [1, 2] } });
    await axios.put(`${server.url}/put`, new URLSearchParams({ a: '1' }));
    expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/sync', '{"a":1}'],
      ['GET', '/by-base?a%5B%5D=1&a%5B%5D=2', ''],
      ['PUT', '/put', 'a=1'],
    ]);
    expect(server.seen[0]?.headers).toMatchObject({ authorization: 'Basic dTpw', 'plaid-secret': 's' });
  });

  test("the application's own axios defaults stay out", async () => {
    const { default: axios } = await import('axios');
    const before = { ...axios.defaults.headers.common };
    axios.defaults.headers.common['X-App'] = 'leak';
    axios.defaults.baseURL = 'https://evil.example';
    const stop = axios.interceptors.request.use(() => Promise.reject(new Error('intercepted')));
    try {
      const server = await serve(json({}));
      const { http } = client(server.url);
      await http.request({ url: '/a' });
      await (await http.axios()).get(`${server.url}/b`);
      expect(server.seen.map(({ headers }) => headers['x-app'])).toEqual([undefined, undefined]);
    } finally {
      axios.interceptors.request.eject(stop);
      delete axios.defaults.baseURL;
      axios.defaults.headers.common = before as typeof axios.defaults.headers.common;
    }
  });

  test('headers and bodies that cannot be sent are refused without their value', async () => {
    const { http, sent } = recorded({ baseUrl: 'https://api.bank.example' });
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    for (const request of [
      { url: '/', headers: { a: 'canary\r\nx: y' } },
      { url: '/', headers: { 'a b': 'canary' } },
      { url: '/', headers: { a: 'canary \u{1f4a9}' } },
      { url: '/', json: circular },
      { url: '/', json: 1n },
      { url: '/', json: {}, form: {} },
      { url: '/', timeoutMs: -1 },
    ]) {
      const error = await caught(http.request(request));
      expect(error).toBeInstanceOf(AdapterContractError);
      expect(JSON.stringify(error)).not.toMatch(/canary/);
    }
    const axios = await http.axios();
    for (const config of [
      { url: 'https://api.bank.example', data: circular, method: 'post' },
      { url: 'https://api.bank.example', data: new FormData(), method: 'post' },
    ]) {
      expect(await caught(axios.request(config))).toBeInstanceOf(AdapterContractError);
    }
    expect(sent).toEqual([]);
  });

  test('a request that must not be repeated gets a connection of its own', async () => {
    const { http, sent } = recorded({ baseUrl: 'https://api.bank.example' });
    await http.request({ url: '/' });
    await http.request({ url: '/', idempotent: false });
    await (await http.axios({ idempotent: false })).get('https://api.bank.example/');
    expect(sent.map(({ reuse }) => reuse)).toEqual([true, false, false]);
    const server = await serve(json({}));
    const real = client(server.url).http;
    for (let index = 0; index < 3; index++) await real.request({ url: '/' });
    expect(await server.connections()).toBe(1);
  });
});

test.each(ways)('the log says where and how long, never what (%s)', async (_, send) => {
  const server = await serve(json({}));
  const lines: unknown[] = [];
  const note = (message: string, facts?: object) => void lines.push({ message, ...facts });
  const { http } = client(server.url, { logger: { debug: note, info: note, warn: note, error: note } });
  await send(http, server.url, '/accounts/12345678');
  expect(lines).toEqual([
    {
      message: 'http request',
      method: 'POST',
      host: `127.0.0.1:${server.port}`,
      status: 200,
      attempt: 1,
      ms: 0,
    },
  ]);
});

test('importing the kit does not load axios; the first request does', () => {
  const kit = new URL('../../src/adapter-kit/index.ts', import.meta.url).href;
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const { createHttp } = await import(${JSON.stringify(kit)});
    const clock = { now: () => 0, monotonic: () => 0, sleep: () => new Promise(() => {}) };
    const http = createHttp({ clock, random: { float: () => 0 }, hosts: ['h'], baseUrl: 'https://h', maxRetries: 0,
      signal: AbortSignal.timeout(2000) });
    const count = (name) => loaded.filter((url) => url.includes('/node_modules/' + name + '/')).length;
    const before = [count('axios'), count('zod')];
    await http.axios();
    console.log(JSON.stringify({ before, after: count('axios') > 0 }));
    process.exit();`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(JSON.parse(output.toString())).toEqual({ before: [0, 0], after: true });
});
