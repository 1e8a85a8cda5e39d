import { expect, test } from 'vitest';
import type { Upsert } from 'bankweave/adapter-kit';
import { apply, callFor, linked, pull } from './harness.ts';

test('a checkpoint of another login, another world or no world at all is dead', async () => {
  const { adapter, call } = await linked();
  const other = await linked({ username: 'bob' });
  const elsewhere = await linked({ seed: 8 });
  const foreign = [
    (await pull(other.adapter, other.call, null)).checkpoint,
    (await pull(elsewhere.adapter, elsewhere.call, null)).checkpoint,
  ];
  const own = (await pull(adapter, call, null)).checkpoint ?? '';
  const broken = [
    own.replace(/"at":"[^"]*"/, '"at":"soon"'),
    own.replace('"v":1', '"v":2'),
    own.slice(1),
    '',
    '{}',
    'null',
    '[]',
  ];
  for (const checkpoint of [...foreign, ...broken]) {
    await expect(pull(adapter, call, checkpoint ?? ''), checkpoint).rejects.toMatchObject({
      code: 'checkpoint_invalid',
    });
  }
});

test('a clock that went back gives nothing and keeps the checkpoint', async () => {
  const { adapter, call, clock } = await linked();
  const first = await pull(adapter, call, null);
  clock.at -= 10 * 86_400_000;
  const second = await pull(adapter, call, first.checkpoint ?? null);
  expect(second.batches.flatMap((batch) => [...(batch.upserts ?? []), ...(batch.removals ?? [])])).toEqual(
    [],
  );
  expect(second.checkpoint).toBe(first.checkpoint);
});

test('nothing happened, nothing comes; the same checkpoint again gives the same again', async () => {
  const { adapter, call, world } = await linked();
  const first = await pull(adapter, call, null);
  const quiet = await pull(adapter, call, first.checkpoint ?? null);
  expect(quiet.batches).toHaveLength(1);
  world.advance({ days: 4 });
  const once = await pull(adapter, call, first.checkpoint ?? null);
  expect(await pull(adapter, call, first.checkpoint ?? null)).toEqual(once);
  expect(once.batches.flatMap((batch) => batch.removals ?? []).length).toBeGreaterThan(0);
});

test('what is pushed by hand arrives, whatever it is', async () => {
  const { adapter, call, world } = await linked({ pageSize: 1 });
  const id = 'river-bank.ada.checking';
  let { batches, checkpoint } = await pull(adapter, call, null);
  const rows = apply(new Map<string, Upsert>(), batches);
  const step = async (deed: () => unknown) => {
    deed();
    ({ batches, checkpoint } = await pull(adapter, call, checkpoint ?? null));
    apply(rows, batches);
    const { from } = JSON.parse(checkpoint ?? '{}') as { from: `${number}-${number}-${number}` };
    const shown = ['checking', 'savings', 'credit', 'new']
      .filter((slug) =>
        world.login('river-bank', 'ada').accounts.some((account) => account.id === `river-bank.ada.${slug}`),
      )
      .flatMap((slug) => world.ledger(`river-bank.ada.${slug}`, undefined, { from }))
      .map((row) => `${row.id} ${row.amount.value} ${row.description}`);
    expect(
      [...rows.values()].map((row) => `${row.ids[0]?.value} ${row.amount.value} ${row.description}`).sort(),
    ).toEqual(shown.sort());
    return batches
      .flatMap((batch) => [...(batch.removals ?? []).map(() => '-'), ...(batch.upserts ?? []).map(() => '+')])
      .join('');
  };
  const date = '2026-11-19';
  const day = world
    .ledger(id, undefined, { from: date, to: date })
    .filter((row) => row.status === 'posted').length;
  expect(await step(() => world.post(id, { amount: '-5', date }))).toBe('+');
  expect(await step(() => world.post(id, { amount: '7', date }))).toBe('+');
  expect(await step(() => world.renumber(id, date, 'swapped'))).toBe('+'.repeat(day + 2));
  expect(await step(() => world.renumber(id, date))).toBe('-+'.repeat(day + 2));
  const pending = world.authorize(id, { amount: '-9' });
  expect(await step(() => world.settle(pending.id))).toBe('+');
  const later = world.authorize(id, { amount: '-9' });
  expect(await step(() => {})).toBe('+');
  expect(await step(() => world.settle(later.id, { amount: '-11' }))).toBe('-+');
  expect(
    await step(() => world.settle(world.authorize(id, { amount: '-9' }).id, { keepPending: true })),
  ).toBe('++');
  const gone = world.ledger(id, undefined, { to: '2026-11-01' }).at(-1)?.id ?? '';
  expect(await step(() => world.remove(gone))).toBe('-');
  expect(await step(() => world.readd(gone))).toBe('+');
  expect(
    await step(() => {
      world.remove(gone);
      world.readd(gone);
    }),
  ).toBe('');
  expect(
    await step(() => world.post(world.openAccount('river-bank.ada', { slug: 'new' }).id, { amount: '1' })),
  ).toBe('+');
});

test('credentials of nobody are refused', async () => {
  const { adapter, world } = await linked();
  for (const credentials of [
    {},
    { institution: 'river-bank' },
    { institution: 'x', username: 'a', grantedAt: '1' },
  ]) {
    await expect(pull(adapter, callFor(credentials, world), null)).rejects.toMatchObject({
      code: 'unauthorized',
    });
  }
});
