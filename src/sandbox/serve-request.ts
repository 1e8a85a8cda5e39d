import type { IncomingMessage } from 'node:http';

/** A body beyond the cap. */
export class TooLarge extends Error {}

/** A request of Node's server as a `Request`, its body read up to `limit` bytes. */
export async function requestFrom(incoming: IncomingMessage, limit: number): Promise<Request> {
  const method = incoming.method ?? 'GET';
  const headers = new Headers();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? '');
  }
  const host = `127.0.0.1:${incoming.socket.localPort}`;
  // Joined as text: `new URL('//x', base)` would take a path for a host.
  const url = new URL(`http://${host}${incoming.url?.startsWith('/') ? incoming.url : '/'}`);
  const body = await bodyOf(incoming, limit);
  const carries = method !== 'GET' && method !== 'HEAD' && body.length > 0;
  return new Request(url, { method, headers, ...(carries ? { body } : {}) });
}

async function bodyOf(incoming: IncomingMessage, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of incoming as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > limit) throw new TooLarge();
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}
