import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { extractJku, verify } from 'truelayer-signing';
import type { AvailabilityNotice } from 'bankweave/adapters/truelayer/sandbox';
import { Bench } from './bench.ts';

const to = 'https://app.example/hooks/truelayer';

/** Whether TrueLayer's own package takes the request for genuine. */
async function genuine(bench: Bench, request: Request, requiredHeaders: string[] = []): Promise<boolean> {
  const jwks = JSON.stringify((await bench.send('GET', '/.well-known/jwks')).body);
  const headers = Object.fromEntries(request.headers);
  const signature = headers['tl-signature'] ?? '';
  const body = await request.clone().text();
  try {
    const method = request.method as Parameters<typeof verify>[0]['method'];
    verify({ jwks, signature, method, path: new URL(request.url).pathname, headers, body, requiredHeaders });
    return true;
  } catch {
    return false;
  }
}

test('a bank’s availability is signed so that TrueLayer’s own package believes it', async () => {
  const bench = new Bench();
  const request = bench.control.availability({ to, institution: 'thames-bank', healthy: false });
  expect(await genuine(bench, request, ['X-Tl-Webhook-Timestamp'])).toBe(true);
  expect(extractJku(request.headers.get('tl-signature') ?? '')).toBe(
    'https://webhooks.truelayer-sandbox.com/.well-known/jwks',
  );
  expect(await request.json()).toMatchObject({
    type: 'provider_unhealthy',
    provider_id: 'ob-thames-bank',
    capability_type: 'data',
    updated_at: new Date(bench.world.now()).toISOString(),
  });
});

test('and forgeries are none', async () => {
  const bench = new Bench();
  const make = (change: Partial<AvailabilityNotice>) =>
    bench.control.availability({ to, institution: 'thames-bank', healthy: true, ...change });
  expect(await genuine(bench, make({}))).toBe(true);
  expect(await genuine(bench, make({ forgedBody: '{}' }))).toBe(false);
  expect(await genuine(bench, make({ kid: 'older' }))).toBe(false);
  expect(await genuine(bench, make({ kid: 'nobody' }))).toBe(false);
  expect(await genuine(bench, make({ unstamped: true }), ['X-Tl-Webhook-Timestamp'])).toBe(false);
  const other = new Bench();
  const strange = other.control.availability({ to, institution: 'thames-bank', healthy: true });
  expect(await genuine(bench, strange)).toBe(false);
  const evil = make({ jku: 'https://evil.example/jwks', eventId: 'e1', at: 0 });
  expect(extractJku(evil.headers.get('tl-signature') ?? '')).toBe('https://evil.example/jwks');
  expect(evil.headers.get('x-tl-webhook-timestamp')).toBe('1970-01-01T00:00:00.000Z');
});

test('by default a webhook is sent over real HTTP, to this machine', async () => {
  const bench = new Bench();
  const seen: string[] = [];
  const server = createServer((incoming, outgoing) => {
    seen.push(`${incoming.method} ${incoming.url} ${String(incoming.headers['tl-signature']).length > 100}`);
    outgoing.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const notice = { institution: 'thames-bank', healthy: true };
  expect((await bench.control.fireAvailability({ ...notice, to: url })).status).toBe(204);
  expect(seen).toEqual(['POST /hook true']);
  await expect(bench.control.fireAvailability({ ...notice, to })).rejects.toThrow('loopback');
  expect(bench.control.webhooks.map(({ status }) => status)).toEqual([204, null]);
});
