import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createHttp } from '../../src/adapter-kit/http/create-http.ts';
import { createTransport } from '../../src/adapter-kit/http/create-transport.ts';
import type { Http } from '../../src/adapter-kit/http/contract.ts';
import type { HttpOptions } from '../../src/adapter-kit/http/options.ts';
import type { Clock } from '../../src/internal/clock.ts';
import type { Random } from '../../src/internal/random.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** Canaries: nothing of these may ever be seen in an error. */
export const secrets = {
  header: 'canary-header-6b1f',
  query: 'canary-query-6b1f',
  sent: 'canary-sent-6b1f',
  answered: 'canary-answered-6b1f',
};

/** A real server on this machine; closed with the test, sockets and all. */
export async function serve(handler: Handler) {
  let count = 0;
  const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      handler(request, response, ++count);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const connections = () =>
    new Promise<number>((resolve) => {
      server.getConnections((_, open) => {
        resolve(open);
      });
    });
  return { url: `http://127.0.0.1:${port}`, port, seen, connections };
}

export const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };

/** Time-outs that no real wait ever has, so that the clock below can tell them apart. */
export const limits = { connectMs: 7_001, headersMs: 7_002, bodyMs: 7_003, totalMs: 7_004 };

/** A clock whose time-outs ring only when told, and whose other sleeps are over at once and written down. */
export function handClock() {
  const pending = new Map<number, () => void>();
  const slept: number[] = [];
  const isLimit = (ms: number) => Object.values(limits).includes(ms);
  const clock: Clock = {
    now: () => Date.UTC(2026, 10, 20, 9, 30),
    monotonic: () => 0,
    sleep: (ms, { signal } = {}) => {
      if (!isLimit(ms)) {
        slept.push(ms);
        signal?.throwIfAborted();
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        pending.set(ms, resolve);
        signal?.addEventListener('abort', () => {
          if (pending.get(ms) === resolve) pending.delete(ms);
          reject(signal.reason as Error);
        });
      });
    },
  };
  /** Lets a limit run out as soon as it is running. */
  const ring = async (limit: keyof typeof limits) => {
    await until(() => pending.has(limits[limit]));
    pending.get(limits[limit])?.();
  };
  return { clock, slept, pending, ring };
}

/** Chance that comes from a list, again and again. */
export function listedRandom(...floats: number[]): Random {
  let at = 0;
  return { bytes: (count) => new Uint8Array(count), float: () => floats[at++ % floats.length] ?? 0 };
}

export function client(url: string, options: Partial<HttpOptions> = {}) {
  const hand = handClock();
  const transport = createTransport();
  onTestFinished(() => {
    transport.close();
  });
  const http = createHttp({
    clock: hand.clock,
    random: listedRandom(1),
    hosts: [],
    baseUrl: url,
    allowLoopback: true,
    provider: 'testbank',
    headers: { authorization: `Bearer ${secrets.header}` },
    limits,
    transport,
    ...options,
  });
  return { http, ...hand };
}

/** The same request the two ways there are: straight, and through the axios view. Both answer with the body. */
export const ways: [name: string, (http: Http, url: string, path: string) => Promise<unknown>][] = [
  [
    'request',
    async (http, _, path) => {
      const answer = await http.request({
        method: 'POST',
        url: path,
        query: { q: secrets.query },
        json: { s: secrets.sent },
      });
      return answer.body;
    },
  ],
  [
    'axios',
    async (http, url, path) => {
      const axios = await http.axios();
      const answer = await axios.post(url + path, { s: secrets.sent }, { params: { q: secrets.query } });
      return answer.data === '' ? undefined : answer.data;
    },
  ],
];

export async function caught(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2_000; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
  }
  throw new Error('it never came to that');
}
