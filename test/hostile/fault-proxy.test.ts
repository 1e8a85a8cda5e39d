import { createBankweave, isBankweaveError } from 'bankweave';
import { createWorld, serveSandbox, type World } from 'bankweave/sandbox';
import { memoryStore } from 'bankweave/store';
import { expect, onTestFinished, test } from 'vitest';
import { FACES } from '../faces/faces.ts';
import { consistent, divergence } from '../simulate/oracle.ts';
import { faultProxy, type Toxic } from './fault-proxy.ts';

// The same providers behind a network that breaks, over real sockets.

const toxics: readonly Toxic[] = [
  { kind: 'refuse' },
  { kind: 'black hole' },
  { kind: 'latency', ms: 3 },
  { kind: 'reset at once' },
  { kind: 'reset after', bytes: 150 },
  { kind: 'cut after', bytes: 600 },
  { kind: 'stall after', bytes: 600 },
  { kind: 'slice', bytes: 97 },
  { kind: 'flip', fromEnd: 2 },
  { kind: 'garbage first' },
  { kind: 'twice' },
  { kind: 'lose the answer' },
];
/** What an honest client reads through. */
const harmless = ['latency', 'slice'];
const speaking = FACES.filter(({ wire }) => wire);
const SPEED = 200;

/** Time that passes faster than outside, so that nobody waits for time-outs. */
function fastClock(start: number): World['clock'] {
  const began = performance.now();
  const now = (): number => start + Math.floor((performance.now() - began) * SPEED);
  return {
    now,
    monotonic: now,
    sleep: (ms, { signal } = {}) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const timer = setTimeout(resolve, Math.ceil(ms / SPEED));
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      }),
  };
}

const cases = speaking.flatMap((face) =>
  toxics.map((toxic) => ({ face, id: face.id, toxic, name: toxic.kind })),
);

test.each(cases)('$id: $name', { timeout: 60_000 }, async ({ face, toxic }) => {
  const clock = fastClock(Date.UTC(2026, 2, 1, 9));
  const world = createWorld({ seed: 4, clock, epoch: '2026-02-01' });
  const wire = face.wire?.();
  const served = await serveSandbox({ world, wires: wire ? [wire] : [] });
  const proxy = await faultProxy(served.urls[face.id] ?? '');
  const store = memoryStore();
  const bank = createBankweave({ adapters: [face.adapter(world, proxy.url)], store, clock: world.clock });
  onTestFinished(async () => {
    await bank.close();
    await proxy.close();
    await served.close();
  });
  const person = { userId: 'ada', institution: face.institutions[0] ?? '', username: 'ada' };
  const attended = { ip: '203.0.113.7' };
  const linkedAt = world.now();
  const id = await face.link(bank, person, wire);
  await bank.sync(id, { attended });
  world.advance({ days: 2 });
  if (wire) face.freshen?.(wire);

  await proxy.now(toxic);
  const ended = await bank.sync(id, { attended }).catch((error: unknown) => error);
  if (ended instanceof Error) expect(isBankweaveError(ended), String(ended.stack)).toBe(true);
  const fine = !(ended instanceof Error) && (ended as { status: string }).status === 'complete';
  // A second answer that nobody asked for is seen or not, as the connection is used again or not.
  if (toxic.kind !== 'twice') expect(fine, JSON.stringify(ended)).toBe(harmless.includes(toxic.kind));
  expect(await consistent(store, id)).toEqual([]);

  await proxy.now(undefined);
  for (let complete = 0, attempt = 0; complete < (toxic.kind === 'twice' ? 5 : 3); attempt++) {
    expect(attempt, 'does not come to rest').toBeLessThan(30);
    // Answers that were taken for those of other requests come right as their rows are not seen again.
    world.advance(toxic.kind === 'twice' ? { hours: 20 } : { minutes: 10 });
    if (wire) face.freshen?.(wire);
    const run = await bank.sync(id, { attended }).catch(() => undefined);
    if (run?.status === 'complete') complete += 1;
  }
  expect(await divergence({ store, world }, id, person, linkedAt)).toEqual([]);
});
