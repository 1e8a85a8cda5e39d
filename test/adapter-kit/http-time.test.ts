import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Handler, caught, client, json, limits, listedRandom, serve, until, ways } from './loopback.ts';
import { createHttp } from '../../src/adapter-kit/http/create-http.ts';
import { systemClock } from '../../src/internal/clock.ts';
import { BudgetExhaustedError } from '../../src/errors/provider.ts';

const hang: Handler = () => undefined;
const hangAfterHead: Handler = (_, response) => {
  response.writeHead(200).flushHeaders();
};
const drip: Handler = (_, response) => {
  response.writeHead(200);
  response.write('{"a":"');
  const timer = setInterval(() => response.write('x'), 5);
  response.on('close', () => {
    clearInterval(timer);
  });
};

/** A server that takes the connection and never says a word, not even in TLS. */
async function mute() {
  let open = 0;
  const server = createServer((socket) => {
    open++;
    socket.on('error', () => undefined).on('close', () => open--);
    socket.resume();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, open: () => open };
}

describe.each(ways)('time-outs, by %s', (_, send) => {
  test.each([
    ['headersMs', hang, 'the headers of the answer took longer than 7002 ms'],
    ['bodyMs', hangAfterHead, 'the body of the answer took longer than 7003 ms'],
    ['bodyMs', drip, 'the body of the answer took longer than 7003 ms'],
    ['totalMs', drip, 'the request took longer than 7004 ms'],
    ['totalMs', hang, 'the request took longer than 7004 ms'],
  ] as const)('%s runs out', async (limit, handler, message) => {
    const server = await serve(handler);
    const { http, ring, pending } = client(server.url, { maxRetries: 0 });
    const outcome = caught(send(http, server.url, '/x'));
    await until(() => server.seen.length === 1);
    await ring(limit);
    expect(await outcome).toMatchObject({ code: 'provider_unavailable', message });
    await until(async () => (await server.connections()) === 0);
    expect(pending.size).toBe(0);
  });

  test('connecting takes too long, TLS included', async () => {
    const server = await mute();
    const { http, ring, pending } = client(server.url, { maxRetries: 0 });
    const outcome = caught(send(http, server.url, '/x'));
    await ring('connectMs');
    expect(await outcome).toMatchObject({
      code: 'provider_unavailable',
      message: 'connecting took longer than 7001 ms',
    });
    await until(() => server.open() === 0);
    expect(pending.size).toBe(0);
  });

  test('a time-out is a passing fault: the next attempt may do better', async () => {
    const server = await serve((request, response, count) =>
      count === 1 ? undefined : json({ fine: 1 })(request, response, count),
    );
    const { http, ring } = client(server.url);
    const answer = send(http, server.url, '/x');
    await until(() => server.seen.length === 1);
    await ring('headersMs');
    expect(await answer).toEqual({ fine: 1 });
  });
});

test('a request may set its own overall limit', async () => {
  const server = await serve(hang);
  const { clock } = client(server.url);
  const asked: number[] = [];
  const noting = {
    ...clock,
    sleep: (ms: number, options?: object) => (asked.push(ms), clock.sleep(ms, options)),
  };
  const { http } = client(server.url, { clock: noting, maxRetries: 0 });
  await caught(http.request({ url: '/x', timeoutMs: 123 }));
  expect(asked).toContain(123);
  asked.length = 0;
  await caught((await http.axios()).get(`${server.url}/x`, { timeout: 456 }));
  expect(asked).toContain(456);
});

test('one that may take longer than usual may also be slow to begin', async () => {
  const server = await serve(hang);
  const asked: number[] = [];
  const waiting = {
    ...client(server.url).clock,
    sleep: (ms: number, { signal }: { signal?: AbortSignal } = {}) =>
      new Promise<void>((_, reject) => {
        asked.push(ms);
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  };
  const stopper = new AbortController();
  const { http } = client(server.url, { clock: waiting, maxRetries: 0, signal: stopper.signal });
  const outcome = caught(http.request({ url: '/x', timeoutMs: 60_000 }));
  await until(() => server.seen.length === 1);
  await until(() => asked.filter((ms) => ms === 60_000).length > 2);
  expect(asked).not.toContain(limits.headersMs);
  stopper.abort();
  await outcome;
});

describe.each(ways)('abort, by %s', (_, send) => {
  const reason = { why: 'the user went away' };
  const stages: [
    string,
    (stop: () => void) => Promise<{ url: string; open: () => Promise<number> | number; options?: object }>,
  ][] = [
    ['before it starts', async (stop) => (stop(), at(await serve(json({}))))],
    [
      'while its budget is debited',
      async (stop) => ({
        ...at(await serve(json({}))),
        options: { debit: () => (stop(), new Promise(() => undefined)) },
      }),
    ],
    [
      'while it connects',
      async (stop) => {
        const server = await mute();
        void until(() => server.open() === 1).then(stop);
        return server;
      },
    ],
    ['while it waits for the head', async (stop) => at(await serve(() => setTimeout(stop, 5)))],
    [
      'while it reads the body',
      async (stop) =>
        at(await serve((request, response, count) => (drip(request, response, count), setTimeout(stop, 20)))),
    ],
    [
      'while it waits to try again',
      async (stop) => ({
        ...at(await serve(json({}, 503, { 'retry-after': '40' }))),
        options: {
          clock: {
            ...systemClock,
            sleep: (ms: number, options: object) => (
              ms >= 40_000 && setTimeout(stop, 5), systemClock.sleep(ms, options)
            ),
          },
          random: listedRandom(0.99),
        },
      }),
    ],
  ];
  const at = (server: Awaited<ReturnType<typeof serve>>) => ({ url: server.url, open: server.connections });

  test.each(stages)('%s', async (_stage, arrange) => {
    const controller = new AbortController();
    const { url, open, options } = await arrange(() => {
      controller.abort(reason);
    });
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const { http, pending } = client(url, { signal: controller.signal, ...options });
    const noBudget = send === ways[0]?.[1] ? http.request.bind(http) : undefined;
    const asked = options && 'debit' in options;
    const act = asked
      ? noBudget
        ? noBudget({ url: '/x', budget: { name: 'b' } })
        : (await http.axios({ budget: { name: 'b' } })).get(`${url}/x`)
      : send(http, url, '/x');
    expect(await caught(act)).toBe(reason);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(pending.size).toBe(0);
    // An idle connection that answered stays for the next request; one that was aborted goes.
    if (_stage !== 'while it waits to try again') await until(async () => (await open()) === 0);
    await until(() => timers() <= before);
  });

  test('nothing is left on the signal after a success either', async () => {
    const controller = new AbortController();
    const server = await serve(json({}));
    const debit = () => Promise.resolve();
    const { http, pending } = client(server.url, { signal: controller.signal, debit });
    await send(http, server.url, '/x');
    await http.request({ url: '/x', budget: { name: 'b' } });
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(pending.size).toBe(0);
  });
});

test("a call's own signal in an axios config counts too, and its reason comes back as it is", async () => {
  const server = await serve(hang);
  const controller = new AbortController();
  const reason = new Error('mine');
  const { stack } = reason;
  const axios = await client(server.url).http.axios();
  const outcome = caught(
    axios.get(`${server.url}/x`, { signal: controller.signal, headers: { s: 'canary' } }),
  );
  await until(() => server.seen.length === 1);
  controller.abort(reason);
  expect(await outcome).toBe(reason);
  expect(reason.stack).toBe(stack);
});

describe.each(ways)('retries, by %s', (_, send) => {
  const failing =
    (status: number, times: number, headers: Record<string, string> = {}): Handler =>
    (request, response, count) => {
      json({}, count <= times ? status : 200, count <= times ? headers : {})(request, response, count);
    };

  test.each([408, 425, 429, 500, 502, 503, 504])('%i is tried again', async (status) => {
    const server = await serve(failing(status, 2));
    const { http, slept } = client(server.url, { random: listedRandom(1, 0.5) });
    expect(await send(http, server.url, '/x')).toEqual({});
    expect(slept).toEqual([500, 500]);
  });

  test.each([400, 401, 403, 404, 409, 422, 302])('%i is not', async (status) => {
    const server = await serve(failing(status, 9));
    const { http, slept } = client(server.url);
    await send(http, server.url, '/x').catch(() => undefined);
    expect([server.seen.length, slept]).toEqual([1, []]);
  });

  test('full jitter: from nothing up to a bound that doubles and ends at 20 s', async () => {
    const server = await serve(failing(500, 99));
    const least = client(server.url, { maxRetries: 2, random: listedRandom(0) });
    await caught(send(least.http, server.url, '/x'));
    expect(least.slept).toEqual([0, 0]);
    const most = client(server.url, { maxRetries: 8, random: listedRandom(1) });
    expect(await caught(send(most.http, server.url, '/x'))).toMatchObject({
      code: 'provider_unavailable',
      status: 500,
    });
    expect(most.slept).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
  });

  test.each([
    ['3', 3_000],
    ['0', 0],
    ['60', 60_000],
    ['Fri, 20 Nov 2026 09:30:10 GMT', 10_000],
    ['Fri, 20 Nov 2020 09:30:10 GMT', 0],
  ])('Retry-After %s is honoured, with up to a fifth on top', async (header, ms) => {
    const server = await serve(failing(429, 2, { 'retry-after': header }));
    const { http, slept } = client(server.url, { random: listedRandom(0, 0.5) });
    await send(http, server.url, '/x');
    expect(slept).toEqual([ms, ms * 1.1]);
  });

  test.each(['-5', '0.5', 'soon', '1e3', '120, 5', '2026-11-20T09:30:10Z'])(
    'Retry-After %s is ignored',
    async (header) => {
      const server = await serve(failing(503, 1, { 'retry-after': header }));
      const { http, slept } = client(server.url);
      await send(http, server.url, '/x');
      expect(slept).toEqual([500]);
    },
  );

  test.each([
    [429, '61', 61_000],
    [503, '3600', 3_600_000],
    [429, '1000000000', 86_400_000],
    [429, '9'.repeat(400), 86_400_000],
    [429, 'Fri, 20 Nov 2026 10:30:00 GMT', 3_600_000],
  ])('%i with Retry-After %s is too long to sleep through', async (status, header, retryAfterMs) => {
    const server = await serve(failing(status, 9, { 'retry-after': header }));
    const { http, slept } = client(server.url);
    expect(await caught(send(http, server.url, '/x'))).toMatchObject({
      code: 'rate_limited',
      remedy: 'wait',
      retryAfterMs,
    });
    expect([server.seen.length, slept]).toEqual([1, []]);
  });

  test('the count is kept', async () => {
    const server = await serve(failing(500, 99));
    await caught(send(client(server.url, { maxRetries: 2 }).http, server.url, '/x'));
    expect(server.seen).toHaveLength(3);
    await caught(send(client(server.url, { maxRetries: 0 }).http, server.url, '/x'));
    expect(server.seen).toHaveLength(4);
    await caught(send(client(server.url).http, server.url, '/x'));
    expect(server.seen).toHaveLength(8);
  });
});

test('a one-time exchange is never sent twice', async () => {
  const server = await serve((request, response, count) =>
    (count % 2 ? json({}, 500) : hang)(request, response, count),
  );
  const { http, ring } = client(server.url);
  await caught(http.request({ url: '/x', idempotent: false }));
  expect(server.seen).toHaveLength(1);
  const outcome = caught((await http.axios({ idempotent: false })).post(`${server.url}/x`));
  await until(() => server.seen.length === 2);
  await ring('headersMs');
  await outcome;
  expect(server.seen).toHaveLength(2);
});

describe('budgets', () => {
  test('every attempt is debited before it leaves', async () => {
    const order: string[] = [];
    const server = await serve((request, response, count) => {
      order.push('sent');
      json({}, count < 3 ? 500 : 200)(request, response, count);
    });
    const debit = async (budget: object) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(JSON.stringify(budget));
    };
    const { http } = client(server.url, { debit });
    await http.request({ url: '/x', budget: { name: 'transactions', account: 'a' } });
    const debited = '{"name":"transactions","account":"a"}';
    expect(order).toEqual([debited, 'sent', debited, 'sent', debited, 'sent']);
    order.length = 0;
    const axios = await http.axios({ budget: { name: 'accounts' } });
    await axios.get(`${server.url}/x`);
    await axios.get(`${server.url}/x`, { bankweave: { budget: { name: 'own' } } });
    expect(order).toEqual(['{"name":"accounts"}', 'sent', '{"name":"own"}', 'sent']);
    order.length = 0;
    await http.request({ url: '/x' });
    expect(order).toEqual(['sent']);
  });

  test('a spent budget keeps the request from leaving and is not tried again', async () => {
    const server = await serve(json({}));
    let asked = 0;
    const spent = new BudgetExhaustedError('spent', { retryAfterMs: 5 });
    const debit = () => (asked++, Promise.reject(spent));
    const { http } = client(server.url, { debit });
    expect(await caught(http.request({ url: '/x', budget: { name: 'b' } }))).toBe(spent);
    expect(await caught((await http.axios({ budget: { name: 'b' } })).get(`${server.url}/x`))).toBe(spent);
    expect([asked, server.seen]).toEqual([2, []]);
  });
});

test('an answer that comes after the time-out is thrown away', async () => {
  let destroyed = false;
  let answer: (value: never) => void = () => undefined;
  const { clock, ring } = client('http://127.0.0.1:1');
  const http = createHttp({
    clock,
    random: listedRandom(0),
    hosts: ['api.bank.example'],
    limits,
    maxRetries: 0,
    transport: () => new Promise((resolve) => (answer = resolve)),
  });
  const outcome = caught(http.request({ url: 'https://api.bank.example/' }));
  await ring('headersMs');
  expect(await outcome).toMatchObject({ code: 'provider_unavailable' });
  answer({ status: 200, headers: {}, body: { destroy: () => (destroyed = true) } } as never);
  await until(() => destroyed);
});
