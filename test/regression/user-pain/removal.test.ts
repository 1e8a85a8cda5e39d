import { expect, test } from 'vitest';
import { CheckpointInvalidError, ProviderUnavailableError, type Upsert } from 'bankweave/adapter-kit';
import { Engine } from '../../support/engine.ts';
import { front } from '../../support/front.ts';
import { rowsOf, visible } from '../../support/ledger-state.ts';
import { pending, removal, row, ScriptedProvider } from '../../support/scripted-adapter.ts';

const started = async (provider: ScriptedProvider): Promise<Engine> => {
  const engine = await new Engine(provider).link();
  await engine.sync();
  return engine;
};

test('user-pain row 19: a dropped authorisation ends as void, with an entry in the feed', async () => {
  const provider = new ScriptedProvider({ removals: 'inferred', pending: 'complete-set' });
  const give = (upserts: readonly Upsert[], checkpoint: string): void => {
    provider.onPull = () => [{ upserts, coverage: [{ account: 'a', pending: 'complete' }], checkpoint }];
  };
  give([pending('p1'), pending('p2', { amount: '-9.00' })], '1');
  const engine = await started(provider);
  give([pending('p2', { amount: '-9.00' })], '2');
  const run = await engine.later();
  expect(run.counts).toMatchObject({ received: 1, unchanged: 1, voided: 1 });
  expect((await visible(engine.store)).map(({ ids }) => ids[0])).toEqual(['p2']);
  expect((await rowsOf(engine.store, 'con_1')).find(({ ids }) => ids[0] === 'p1')).toMatchObject({
    status: 'void',
    hidden: null,
  });
  expect(engine.events.filter((event) => event.type === 'transaction.modified')).toMatchObject([
    { transaction: { providerTransactionId: 'p1', status: 'void' }, previous: { status: 'pending' } },
  ]);
  const [voided] = (await rowsOf(engine.store, 'con_1')).filter(({ status }) => status === 'void');
  expect(await engine.store.ledger.decisions({ userId: 'ada' }, voided?.id ?? '')).toMatchObject([
    { rule: 'pending_vanished', evidence: { by: 'absence' } },
  ]);
});

test('user-pain row 20: a row that stays pending for weeks is reported, not deleted', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [pending('p1')] });
  const { bank, ada, later } = await front(provider);
  await later();
  for (let week = 0; week < 6; week++) await later(7);
  expect((await bank.check()).findings).toContainEqual(
    expect.objectContaining({ type: 'old_pending', count: 1 }),
  );
  expect((await ada.transactions.list()).items).toMatchObject([{ status: 'pending' }]);
});

test('user-pain row 21: a row removed before its booked twin shows up is found again', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [pending('p1')] });
  const engine = await started(provider);
  const [before] = await visible(engine.store);
  provider.publish({ removals: [removal('p1')] });
  expect((await engine.later()).counts).toMatchObject({ removed: 1, voided: 1 });
  provider.publish({ upserts: [row('t1', { date: '2026-11-13' })] });
  await engine.later(3);
  expect(await visible(engine.store)).toMatchObject([{ id: before?.id, ids: ['t1'], status: 'posted' }]);
});

test('user-pain row 22: starting from nothing again finds what was removed meanwhile, pending rows too', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1', { date: '2026-11-01' }), row('t2'), row('t3'), pending('p1')] });
  const engine = await started(provider);
  provider.onPull = ({ checkpoint }) =>
    checkpoint === null
      ? [
          {
            upserts: [row('t1', { date: '2026-11-01' }), row('t3')],
            readiness: 'complete',
            checkpoint: 'new',
          },
        ]
      : [new CheckpointInvalidError('dead')];
  const run = await engine.later();
  expect((await visible(engine.store)).map(({ ids }) => ids[0])).toEqual(['t1', 't3']);
  expect(run.counts).toMatchObject({ vanished: 1, voided: 1 });
  expect(run.anomalies).toMatchObject([{ type: 'full_resync' }]);
});

test('user-pain row 23: nothing is found removed by a pass that did not come to its end', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1', { date: '2026-11-01' }), row('t2'), row('t3')] });
  const engine = await started(provider);
  let broken = 2;
  provider.onPull = ({ checkpoint }) =>
    checkpoint !== null
      ? [new CheckpointInvalidError('dead')]
      : [
          { upserts: [row('t1', { date: '2026-11-01' })], checkpoint: 'half' },
          { upserts: [row('t2')] },
          ...(broken-- > 0 ? [new ProviderUnavailableError('gone')] : []),
          { readiness: 'complete', checkpoint: 'whole' },
        ];
  await engine.later();
  expect(await visible(engine.store)).toHaveLength(3);
  await engine.later();
  expect(await visible(engine.store)).toHaveLength(3);
  expect(provider.pulls.at(-1)?.checkpoint).toBeNull();
  await engine.later();
  expect((await visible(engine.store)).map(({ ids }) => ids[0])).toEqual(['t1', 't2']);
});

test('user-pain row 23: half of the history, early in its loading, proves nothing about the other half', async () => {
  const provider = new ScriptedProvider();
  provider.publish({
    upserts: [row('old', { date: '2026-10-20' }), row('t2'), row('t3')],
    readiness: 'complete',
  });
  const engine = await started(provider);
  let ready: 'initial' | 'complete' = 'initial';
  provider.onPull = ({ checkpoint }) =>
    checkpoint !== null
      ? [new CheckpointInvalidError('dead')]
      : [
          {
            upserts: ready === 'initial' ? [row('t2')] : [row('old', { date: '2026-10-20' }), row('t2')],
            readiness: ready,
            checkpoint: ready,
          },
        ];
  await engine.later();
  expect(await visible(engine.store)).toHaveLength(3);
  ready = 'complete';
  await engine.later();
  expect((await visible(engine.store)).map(({ ids }) => ids[0])).toEqual(['old', 't2']);
});
