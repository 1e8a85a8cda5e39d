import { expect, test } from 'vitest';
import { Engine } from '../support/engine.ts';
import { visible } from '../support/ledger-state.ts';
import { pending, removal, row, ScriptedProvider } from '../support/scripted-adapter.ts';

test('a first sync, then a delta that books a pending row', async () => {
  const provider = new ScriptedProvider();
  const engine = await new Engine(provider).link();
  provider.publish([{ upserts: [row('t1'), pending('p1', { date: '2026-11-12' })] }]);
  const first = await engine.sync();
  expect(first).toMatchObject({ status: 'complete', counts: { received: 2, added: 2 } });
  provider.publish([
    {
      upserts: [row('t2', { pendingId: 'p1', amount: '-6.00', date: '2026-11-13' })],
      removals: [removal('p1')],
    },
  ]);
  const second = await engine.later();
  expect(second.counts).toMatchObject({ received: 2, modified: 1, unchanged: 1 });
  expect((await visible(engine.store)).map(({ ids, amount, status }) => [ids[0], amount, status])).toEqual([
    ['t1', '-5.00', 'posted'],
    ['t2', '-6.00', 'posted'],
  ]);
  expect(await engine.later()).toMatchObject({ status: 'complete', counts: { received: 0 } });
});
