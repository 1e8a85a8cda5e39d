import { request as send } from 'node:http';

// Plaid gives a receiver ten seconds.
const PATIENCE_MS = 10_000;

/** Whether an address is on this machine. */
export function isLoopback(url: string): boolean {
  const { protocol, hostname } = URL.parse(url) ?? {};
  return protocol === 'http:' && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname ?? '');
}

/** Sends a request over HTTP to this machine. */
export async function deliverHere(request: Request): Promise<Response> {
  const body = Buffer.from(await request.arrayBuffer());
  return new Promise((resolve, reject) => {
    const headers = Object.fromEntries(request.headers);
    const outgoing = send(
      request.url,
      { method: 'POST', headers, timeout: PATIENCE_MS, agent: false },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(new Response(null, { status: answer.statusCode ?? 500 })));
        answer.once('error', reject);
      },
    );
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer in ten seconds')));
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
