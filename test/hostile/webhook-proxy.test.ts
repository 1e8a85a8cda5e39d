import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { webhookHandler } from 'bankweave/http';
import { toNodeHandler } from 'bankweave/http/node';
import { expect, onTestFinished, test } from 'vitest';
import { chances } from '../webhooks/forged/mutate.ts';
import { genuine, type Target, traces } from '../webhooks/forged/target.ts';
import type { Sent } from '../webhooks/forged/sent.ts';
import { PROVIDERS } from '../webhooks/forged/targets/index.ts';
import { type FaultProxy, faultProxy, type Toxic } from './fault-proxy.ts';

// Webhooks come in through a network that breaks: cut, slow, twice. Each counts once, and what is not whole not at all.

const PATIENCE = 400;
/** Stands for a place in the middle of the body. */
const IN_BODY = -1;

async function served(target: Target): Promise<FaultProxy> {
  const handler = webhookHandler(target.bank as never, { provider: target.id });
  const server = createServer(toNodeHandler(handler));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await faultProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(async () => {
    await proxy.close();
    server.closeAllConnections();
    server.close();
  });
  return proxy;
}

/** A request as it is on the wire. */
function bytesOf({ path, headers, body }: Sent): { readonly head: Buffer; readonly body: Uint8Array } {
  const all = [...headers, ['content-length', String(body.length)], ['connection', 'close']];
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return { head: Buffer.from(`POST ${path} HTTP/1.1\r\nhost: app.example\r\n${lines}\r\n`), body };
}

/** Sends it as a provider does: once, waiting for a while. What is answered, or nothing. */
async function deliver(url: string, request: Uint8Array): Promise<number | undefined> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, PATIENCE);
    const end = (): void => (clearTimeout(timer), resolve());
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
      if (/^HTTP\/1.1 \d{3}[^]*\r\n\r\n/.test(answer)) end();
    });
    socket.on('error', end);
    socket.on('close', end);
    socket.write(request);
  });
  socket.destroy();
  const status = /^HTTP\/1.1 (\d{3})/.exec(answer)?.[1];
  return status === undefined ? undefined : Number(status);
}

const whole = (sent: Sent): Buffer => Buffer.concat(Object.values(bytesOf(sent)));

const toxics: readonly (Toxic & { readonly arrives: boolean | 'altered' })[] = [
  { kind: 'refuse', arrives: false },
  { kind: 'black hole', arrives: false },
  { kind: 'reset at once', arrives: false },
  { kind: 'cut the request', bytes: 60, arrives: false },
  { kind: 'cut the request', bytes: IN_BODY, arrives: false },
  { kind: 'stall the request', bytes: 60, ms: 30, arrives: false },
  { kind: 'stall the request', bytes: IN_BODY, ms: 30, arrives: false },
  { kind: 'flip the request', fromEnd: 1, arrives: 'altered' },
  { kind: 'trickle the request', bytes: 40, ms: 1, arrives: true },
  { kind: 'request twice', arrives: true },
  { kind: 'latency', ms: 5, arrives: true },
  { kind: 'slice', bytes: 7, arrives: true },
  { kind: 'lose the answer', arrives: true },
  { kind: 'half close', arrives: true },
  { kind: 'cut after', bytes: 10, arrives: true },
  { kind: 'stall after', bytes: 10, arrives: true },
];

const cases = PROVIDERS.flatMap((provider) =>
  toxics.map((toxic) => ({
    ...provider,
    toxic,
    name: `${toxic.kind}${'bytes' in toxic && toxic.bytes === IN_BODY ? ', in its body' : ''}`,
  })),
);

/** What came of a webhook counts once, however often it was sent. */
async function countsOnce(target: Target, proxy: FaultProxy, sent: Sent, before: number): Promise<void> {
  await proxy.now(undefined);
  for (let n = 0; n < 2; n++) expect(await deliver(proxy.url, whole(sent))).toBe(200);
  expect((await traces(target)).wanted).toBe(before + 1);
  expect(target.bank.webhooks.counts(target.id as never)).toMatchObject({ accepted: 1, unknown: 0 });
}

test.each(cases)('$id: $name', async ({ open, toxic }) => {
  const target = await open();
  const proxy = await served(target);
  const before = await traces(target);
  const sent = genuine(target);
  const { head, body } = bytesOf(sent);
  const inBody = 'bytes' in toxic && toxic.bytes === IN_BODY;
  await proxy.now(inBody ? { ...toxic, bytes: head.length + (body.length >> 1) } : toxic);
  const status = await deliver(proxy.url, whole(sent));
  await new Promise((resolve) => setTimeout(resolve, 60));
  const after = await traces(target);
  if (toxic.arrives === true) expect(after.wanted).toBe(before.wanted + 1);
  else if (toxic.arrives === false || target.signed) {
    expect(status).not.toBe(200);
    expect(after).toEqual(before);
  } else {
    // Nothing binds a body to a password: what cannot be read is kept for people to see, and asks for nothing.
    expect(after.wanted).toBe(before.wanted);
    expect(target.bank.webhooks.counts(target.id as never).deadLetters).toBe(1);
  }
  await countsOnce(target, proxy, sent, before.wanted);
});

const chunked = (sent: Sent, trailers: Sent['headers'] = []): Buffer => {
  const lines = (all: Sent['headers']): string =>
    all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const shown = sent.headers.filter(([name]) => !trailers.some(([moved]) => moved === name));
  const head = `POST ${sent.path} HTTP/1.1\r\nhost: app.example\r\ntransfer-encoding: chunked\r\nconnection: close\r\n`;
  const half = sent.body.length >> 1;
  const parts = [sent.body.subarray(0, half), sent.body.subarray(half)].map((part) =>
    Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]),
  );
  return Buffer.concat([
    Buffer.from(`${head}${lines(shown)}\r\n`),
    ...parts,
    Buffer.from(`0\r\n${lines(trailers)}\r\n`),
  ]);
};

test.each(PROVIDERS)(
  '$id: in chunks without a length it counts; with its proof in the trailers it does not',
  async ({ open }) => {
    const target = await open();
    const proxy = await served(target);
    const before = await traces(target);
    const sent = genuine(target);
    const proof = sent.headers.filter(([name]) => name === (target.signed?.header ?? target.basic?.header));
    expect(await deliver(proxy.url, chunked(sent, proof))).toBe(401);
    // Two lengths that contradict each other are how requests are smuggled; Node refuses them before anybody is asked.
    const both = chunked(sent).toString('latin1').replace('connection:', 'content-length: 5\r\nconnection:');
    expect(await deliver(proxy.url, Buffer.from(both, 'latin1'))).toBe(400);
    const long = { ...sent, headers: [...sent.headers, ['x-long', 'x'.repeat(20_000)] as const] };
    expect(await deliver(proxy.url, whole(long))).toBe(431);
    expect(await traces(target)).toEqual(before);
    expect(await deliver(proxy.url, chunked(sent))).toBe(200);
    await countsOnce(target, proxy, sent, before.wanted);
  },
);

// On demand: PROXY_SEEDS=1000; PROXY_FROM=17 PROXY_SEEDS=1 repeats one.
const first = Number(process.env['PROXY_FROM'] ?? 1);
const seeds = Array.from({ length: Number(process.env['PROXY_SEEDS'] ?? 6) }, (_, n) => first + n);

test.each(seeds)(
  'PROXY_FROM=%i PROXY_SEEDS=1: any of them, one after the other',
  { timeout: 60_000 },
  async (seed) => {
    const next = chances(seed * 104_729);
    const provider = PROVIDERS[next(PROVIDERS.length)] as (typeof PROVIDERS)[number];
    const target = await provider.open();
    const proxy = await served(target);
    const { wanted } = await traces(target);
    const sent = genuine(target);
    for (let step = 0; step < 5; step++) {
      const { kind } = toxics[next(toxics.length)] ?? { kind: 'refuse' };
      // Without a signature any body of somebody with the password counts, altered ones too.
      if (kind === 'flip the request' && !target.signed) continue;
      await proxy.now({ kind, bytes: 1 + next(900), ms: 1 + next(20), fromEnd: next(400) } as Toxic);
      const status = await deliver(proxy.url, whole(sent));
      expect([undefined, 200, 400, 401, 408, 431]).toContain(status);
    }
    await new Promise((resolve) => setTimeout(resolve, 60));
    await countsOnce(target, proxy, sent, wanted);
  },
);
