import fc from 'fast-check';
import type { Batch, Upsert } from 'bankweave/adapter-kit';
import type { Deed } from './bank-model.ts';

const small = fc.nat({ max: 13 });
// Few days, so that equal rows are common.
const few = fc.nat({ max: 3 });

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('add' as const),
      pending: fc.boolean(),
      amount: small,
      day: few,
      text: small,
      account: fc.nat({ max: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('edit' as const), which: small, text: small, amount: small }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('remove' as const), which: small }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('post' as const),
      which: small,
      linked: fc.boolean(),
      amount: small,
      days: fc.nat({ max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('bringBack' as const), which: small }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('renumber' as const), which: small }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reissue' as const), which: small, amount: small }) },
);

/** What happens between one sync and the next, some times over. */
export const days = fc.array(fc.array(deed, { maxLength: 5 }), { minLength: 1, maxLength: 6 });

/** A way to tell the same things: in another order, in batches of some size. */
export const telling = fc.record({ order: fc.nat(), size: fc.constantFrom(1, 2, 3, 7, 100, 500) });

type Removals = NonNullable<Batch['removals']>;

/** The rows in an order that a number picks, cut into batches. */
export function batchesOf(
  { upserts, removals }: { upserts: readonly Upsert[]; removals: Removals },
  { order, size }: { order: number; size: number },
): Batch[] {
  const all = shuffled(
    [...upserts.map((upsert) => ({ upsert })), ...removals.map((removal) => ({ removal }))],
    order,
  );
  const batches: Batch[] = [];
  for (let i = 0; i < all.length; i += size) {
    const part = all.slice(i, i + size);
    batches.push({
      upserts: part.flatMap((one) => ('upsert' in one ? one.upsert : [])),
      removals: part.flatMap((one) => ('removal' in one ? one.removal : [])),
    });
  }
  return batches.length > 0 ? batches : [{}];
}

export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  let state = (seed % 2_147_483_646) + 1;
  for (let i = result.length - 1; i > 0; i--) {
    state = (state * 48_271) % 2_147_483_647;
    const j = state % (i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
