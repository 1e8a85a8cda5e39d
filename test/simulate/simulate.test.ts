import { beforeAll, expect, test } from 'vitest';
import { warmUp } from '../faces/warm-up.ts';
import { KEPT } from './kept.ts';
import { type Outcome, simulate } from './simulate.ts';

// More on demand: npm run simulate -- --seeds 10000
const SEEDS = Number(process.env['SIMULATE_SEEDS'] ?? (process.env['CI'] ? 500 : 50));
const BLOCK = 50;

beforeAll(() => warmUp());

function story({ seed, problems, recent }: Outcome): string {
  return [`npm run simulate -- --seeds 1 --from ${seed}`, ...problems, ...recent.slice(-40)].join('\n');
}

test.each(Array.from({ length: Math.ceil(SEEDS / BLOCK) }, (_, block) => 1 + block * BLOCK))(
  'seeds from %i: whatever happens, the ledger comes to what the bank shows',
  async (from) => {
    for (let seed = from; seed < from + BLOCK; seed++) {
      const outcome = await simulate(seed);
      expect(outcome.problems.length, story(outcome)).toBe(0);
    }
  },
  120_000,
);

test('the same seed is the same story, step by step', async () => {
  for (const seed of [3, 8, 21, 34]) {
    const [first, second] = [await simulate(seed), await simulate(seed)];
    expect(second).toEqual(first);
    expect(first.digest).not.toBe((await simulate(seed + 1)).digest);
  }
});

test.each(KEPT)('seed $seed, which once failed: $why', async ({ seed }) => {
  const outcome = await simulate(seed);
  expect(outcome.problems.length, story(outcome)).toBe(0);
});
