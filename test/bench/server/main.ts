import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mxAnswer } from './mx-answers.ts';
import { type Feed, PAGE, pageOf } from './pages.ts';
import { plaidAnswer, unknownCursor } from './plaid-answers.ts';
import { trueLayerAnswer } from './truelayer-answers.ts';

// The loopback server: a process of its own, so that its work is nobody's time. `token` says all there is to know of a
// login, so it keeps no state but the pages it has made.

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    const { url = '/', headers } = request;
    const vendor = trueLayerAnswer(url, headers.authorization, text) ?? mxAnswer(url);
    if (vendor) {
      send(response, vendor);
      return;
    }
    const body = JSON.parse(text) as { access_token: string; cursor: string | null };
    const other = plaidAnswer(url, body);
    if (other) {
      send(response, other);
      return;
    }
    const { access_token: token, cursor } = body;
    const feed = JSON.parse(token) as Feed;
    if (feed.forgets && cursor?.startsWith('later')) {
      send(response, unknownCursor, 400);
      return;
    }
    const page = answerOf(feed, cursor);
    if (feed.delay > 0) setTimeout(() => send(response, page), feed.delay);
    else send(response, page);
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());

function send(response: ServerResponse, page: Buffer, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': page.length });
  response.end(page);
}

// Made once and then served again; beyond this many, anew each time.
const MOST_KEPT = 250;
const kept = new Map<string, Buffer>();

function answerOf(feed: Feed, cursor: string | null): Buffer {
  const [kind, text] = (cursor ?? 'page:0').split(':');
  const n = Number(text);
  const key = `${feed.login} ${feed.rows} ${feed.delta} ${cursor}`;
  const known = kept.get(key);
  if (known) return known;
  const made = kind === 'page' ? history(feed, n) : later(feed, n);
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value ?? '');
  kept.set(key, made);
  return made;
}

function history(feed: Feed, n: number): Buffer {
  const first = n * PAGE;
  const size = Math.max(0, Math.min(PAGE, feed.rows - first));
  const hasMore = first + size < feed.rows;
  return pageOf(feed, first, size, { cursor: hasMore ? `page:${n + 1}` : 'later:0', hasMore });
}

function later(feed: Feed, n: number): Buffer {
  const cursor = feed.delta > 0 ? `later:${n + 1}` : `later:${n}`;
  return pageOf(feed, feed.rows + n * feed.delta, feed.delta, { cursor, hasMore: false });
}
