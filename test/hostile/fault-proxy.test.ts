import { isBankweaveError } from 'bankweave';
import { expect, test } from 'vitest';
import { FACES } from '../faces/faces.ts';
import { consistent } from '../simulate/oracle.ts';
import { chances } from '../webhooks/forged/mutate.ts';
import { attended, behindProxy } from './behind-proxy.ts';
import type { Toxic } from './fault-proxy.ts';

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
  { kind: 'half close' },
  { kind: 'trickle', bytes: 8_000, ms: 1 },
  { kind: 'trickle the request', bytes: 150, ms: 1 },
  { kind: 'cut the request', bytes: 60 },
  { kind: 'stall the request', bytes: 60, ms: 20 },
];
/** What an honest client reads through. */
const harmless = ['latency', 'slice', 'trickle', 'trickle the request'];
const speaking = FACES.filter(({ wire }) => wire);

const cases = speaking.flatMap((face) =>
  toxics.map((toxic) => ({ face, id: face.id, toxic, name: toxic.kind })),
);

test.each(cases)('$id: $name', { timeout: 60_000 }, async ({ face, toxic }) => {
  const there = await behindProxy(face);
  const { bank, store, id, proxy } = there;
  there.pass({ days: 2 });
  await proxy.now(toxic);
  const ended = await bank.sync(id, { attended }).catch((error: unknown) => error);
  if (ended instanceof Error) expect(isBankweaveError(ended), String(ended.stack)).toBe(true);
  const fine = !(ended instanceof Error) && (ended as { status: string }).status === 'complete';
  // A second answer that nobody asked for is seen or not, as the connection is used again or not.
  if (toxic.kind !== 'twice') expect(fine, JSON.stringify(ended)).toBe(harmless.includes(toxic.kind));
  expect(await consistent(store, id)).toEqual([]);
  // Answers that were taken for those of other requests come right as their rows are not seen again.
  await (toxic.kind === 'twice' ? there.comesRight(5, { hours: 20 }) : there.comesRight(3, { minutes: 10 }));
});

// On demand: PROXY_SEEDS=1000; PROXY_FROM=17 PROXY_SEEDS=1 repeats one.
const first = Number(process.env['PROXY_FROM'] ?? 1);
const seeds = Array.from({ length: Number(process.env['PROXY_SEEDS'] ?? 6) }, (_, n) => first + n);

/** Any toxic, with any numbers. */
function anyToxic(next: (below: number) => number): Toxic {
  const { kind } = toxics[next(toxics.length)] ?? { kind: 'refuse' };
  return {
    kind,
    bytes: 20 + next(kind.includes('request') ? 400 : 3_000),
    ms: 1 + next(4),
    fromEnd: next(200),
  } as Toxic;
}

test.each(seeds)(
  'PROXY_FROM=%i PROXY_SEEDS=1: any of them, one after the other',
  { timeout: 120_000 },
  async (seed) => {
    const next = chances(seed * 7_919);
    const face = speaking[next(speaking.length)] as (typeof speaking)[number];
    const there = await behindProxy(face, 1 + next(50));
    const { bank, store, id, proxy } = there;
    const told: string[] = [face.id];
    // Flipped bytes can be other amounts, and answers of other requests other rows: those come right, but not at once.
    let lied = false;
    for (let step = 0; step < 6; step++) {
      there.pass({ hours: 1 + next(40) });
      const toxic = next(5) === 0 ? undefined : anyToxic(next);
      told.push(JSON.stringify(toxic ?? 'none'));
      lied ||= toxic?.kind === 'twice' || toxic?.kind === 'flip';
      await proxy.now(toxic);
      const ended = await bank.sync(id, { attended }).catch((error: unknown) => error);
      if (ended instanceof Error)
        expect(isBankweaveError(ended), `${told.join(' ')} ${ended.stack}`).toBe(true);
      expect(await consistent(store, id), told.join(' ')).toEqual([]);
    }
    await there.comesRight(lied ? 8 : 3, lied ? { hours: 20 } : { minutes: 10 });
  },
);
