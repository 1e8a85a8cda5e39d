import { request as send } from 'node:http';

/** Sends a webhook for real, but nowhere outside of this machine. */
export async function deliverToLoopback(request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (url.protocol !== 'http:' || !/^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname)) {
    throw new TypeError('the sandbox sends webhooks to loopback addresses only');
  }
  const body = await request.text();
  return new Promise((resolve, reject) => {
    const outgoing = send(url, { method: 'POST', headers: Object.fromEntries(request.headers) });
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      incoming.resume();
      incoming.once('end', () => resolve(new Response(null, { status: incoming.statusCode ?? 500 })));
      incoming.once('error', reject);
    });
    outgoing.setTimeout(10_000, () => outgoing.destroy(new Error('no answer')));
    outgoing.end(body);
  });
}
