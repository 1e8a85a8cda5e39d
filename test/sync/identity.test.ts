import { expect, test } from 'vitest';
import { type Upsert } from 'bankweave/adapter-kit';
import { hostWrite } from '../../src/sync/host-write.ts';
import { rowsOf, sorted, visible } from '../support/ledger-state.ts';
import { row, ScriptedProvider } from '../support/scripted-adapter.ts';
import { inferred, started, whole } from './bank.ts';

test('rows without ids find themselves again, whichever of their equals comes first', async () => {
  const provider = inferred();
  const at = (hour: string): Upsert => row(undefined, { datetime: `2026-11-10T${hour}:00:00.000Z` });
  whole(provider, [at('08'), at('09'), at('10')]);
  const engine = await started(provider);
  const before = await rowsOf(engine.store, 'con_1');
  for (const order of [
    ['08', '09', '10'],
    ['10', '09', '08'],
    ['09', '10', '08'],
  ]) {
    whole(provider, order.map(at));
    expect((await engine.later()).counts).toMatchObject({ received: 3, unchanged: 3 });
  }
  expect(await rowsOf(engine.store, 'con_1')).toEqual(before);
});

test('two live rows that share a secondary id stay two', async () => {
  const provider = new ScriptedProvider();
  const named = (id: string, amount: string): Upsert => ({
    ...row(id, { amount }),
    ids: [
      { scheme: 'id', value: id, stable: true },
      { scheme: 'reference', value: 'shared', stable: true },
    ],
  });
  provider.publish({ upserts: [named('1', '-1.00')] });
  const engine = await started(provider);
  provider.publish({ upserts: [named('1', '-1.50'), named('2', '-2.00')] });
  await engine.later();
  provider.publish({ upserts: [named('1', '-1.75'), named('2', '-2.75')] });
  await engine.later();
  expect(sorted((await visible(engine.store)).map(({ ids, amount }) => [ids[0], amount]))).toEqual([
    ['1', '-1.75'],
    ['2', '-2.75'],
  ]);
});

test('one more equal row without an id is another row, and a deleted one stays deleted however it is told', async () => {
  const provider = inferred();
  whole(provider, [row(undefined)]);
  const engine = await started(provider);
  const [first] = await visible(engine.store);
  whole(provider, [row(undefined), row(undefined)]);
  expect((await engine.later()).counts).toMatchObject({ received: 2, added: 1, unchanged: 1 });
  expect(await visible(engine.store)).toHaveLength(2);
  const entry = { action: 'transaction.delete', actor: 'user', facts: {} } as const;
  const hide = { type: 'hide', id: first?.id ?? '', as: 'deleted', origin: 'correction' } as const;
  await hostWrite(engine.ports, 'con_1', undefined, async () => ({ set: { rows: [hide] } }), entry);
  const other = { category: { primary: 'travel', detailed: 'travel' } } as const;
  whole(provider, [row(undefined, other), row(undefined, other)]);
  await engine.later();
  expect(await visible(engine.store)).toHaveLength(1);
  expect(await rowsOf(engine.store, 'con_1')).toHaveLength(2);
});
