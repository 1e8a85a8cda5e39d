import { createHttp } from 'bankweave/adapter-kit';
import { systemClock } from 'bankweave';
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { SyncPage } from './wire.ts';

/** Asks for the page behind a cursor. */
export type Ask = (cursor: string | null) => Promise<SyncPage>;

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** Over `node:http` and nothing else: what an HTTP client costs at the least. */
export function askByNode(url: string, token: string): Ask {
  return (cursor) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ access_token: token, cursor, count: 500 });
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request(`${url}/transactions/sync`, { method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString()) as SyncPage));
      });
      sent.on('error', reject);
      sent.end(body);
    });
}

/** Over the library's own client, as an adapter uses it. */
export function askByKit(url: string, token: string): Ask {
  const http = createHttp({
    clock: systemClock,
    random: { bytes: (count) => randomBytes(count), float: Math.random },
    hosts: [],
    baseUrl: url,
    allowLoopback: true,
  });
  return async (cursor) =>
    (await http.request({ url: '/transactions/sync', json: { access_token: token, cursor, count: 500 } }))
      .body as SyncPage;
}
