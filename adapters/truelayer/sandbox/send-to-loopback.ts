import { request as send } from 'node:http';

const loopback = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;

/**
 * Sends a request for real, to this machine and nowhere else: what a test or a demo is told to call must not be able
 * to make the sandbox call the world.
 */
export async function sendToLoopback(request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (url.protocol !== 'http:' || !loopback.test(url.hostname)) {
    throw new TypeError(
      'the sandbox sends webhooks to loopback addresses only; pass `deliver` for anything else',
    );
  }
  const body = Buffer.from(await request.arrayBuffer());
  const headers = { ...Object.fromEntries(request.headers), 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const outgoing = send(url, { method: request.method, headers }, (incoming) => {
      incoming.resume();
      incoming.once('end', () => resolve(new Response(null, { status: incoming.statusCode ?? 502 })));
      incoming.once('error', reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
