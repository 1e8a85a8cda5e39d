import { expect, test } from 'vitest';
import type { Upsert } from 'bankweave/adapter-kit';
import { apply, linked, pull } from './harness.ts';

test('the first pull gives the history as it is, in pages of any size', async () => {
  const sizes = [1, 7, 100, 500];
  const sets = await Promise.all(
    sizes.map(async (pageSize) => {
      const { adapter, call } = await linked({ pageSize });
      const { batches, checkpoint } = await pull(adapter, call, null);
      expect(checkpoint).toBeTypeOf('string');
      for (const batch of batches) {
        expect((batch.upserts?.length ?? 0) + (batch.removals?.length ?? 0)).toBeLessThanOrEqual(pageSize);
      }
      return [...apply(new Map<string, Upsert>(), batches).values()];
    }),
  );
  expect(sets[0]?.length).toBeGreaterThan(400);
  for (const set of sets) expect(set).toEqual(sets[0]);
});

test('a delta since a checkpoint is the difference of the two snapshots, day after day', async () => {
  const { adapter, call, world } = await linked({ pageSize: 9 });
  const first = await pull(adapter, call, null);
  const rows = apply(new Map<string, Upsert>(), first.batches);
  let { checkpoint } = first;
  for (let step = 0; step < 120; step++) {
    world.advance({ hours: 7 + ((step * 13) % 41) });
    const delta = await pull(adapter, call, checkpoint ?? null);
    apply(rows, delta.batches);
    checkpoint = delta.checkpoint;
    if (step % 10 !== 9) continue;
    // Read from nothing, the feed begins a little later than it once did.
    const again = await pull(adapter, call, null);
    const { from } = JSON.parse(again.checkpoint ?? '{}') as { from: string };
    const fresh = apply(new Map<string, Upsert>(), again.batches);
    const old = [...rows].filter(([, row]) => row.date >= from);
    expect(Object.fromEntries(old)).toEqual(Object.fromEntries(fresh));
  }
});
