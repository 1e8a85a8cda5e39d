import { expect, test } from 'vitest';
import {
  type Batch,
  CheckpointInvalidError,
  ProviderUnavailableError,
  UpdateRestartedError,
  type Upsert,
} from 'bankweave/adapter-kit';
import { Engine } from '../support/engine.ts';
import { accountsOf, changesOf, sorted } from '../support/ledger-state.ts';
import { account, type PullStep, removal, row, ScriptedProvider } from '../support/scripted-adapter.ts';
import { idsOf, started } from './bank.ts';

test('accounts and rows of an update that was begun again leave no trace', async () => {
  const provider = new ScriptedProvider();
  let times = 0;
  provider.onPull = () =>
    times++ === 0
      ? [
          {
            accounts: [account('ghost')],
            upserts: [row('g', { account: 'ghost' }), row('h', { account: 'phantom' })],
          },
          new UpdateRestartedError('again'),
        ]
      : [
          {
            upserts: [row('t1')],
            removals: [removal('r', 'nowhere')],
            coverage: [{ account: 'nobody', pending: 'complete' }],
            checkpoint: '1',
          },
        ];
  const engine = await started(provider);
  expect((await accountsOf(engine.store, 'con_1')).map(({ account: one }) => one.providerAccountId)).toEqual([
    'a',
  ]);
  expect(await idsOf(engine)).toEqual(['t1']);
});

test('a run of several updates is one beginning; a new account and late history are no news', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('1')] }, { upserts: [row('2')] }, { upserts: [row('3')] });
  const engine = await started(provider);
  provider.accounts = [account('a'), account('b')];
  provider.publish({ upserts: [row('4'), row('b1', { account: 'b', date: '2026-05-01' })] });
  await engine.later();
  const added = (await changesOf(engine.store, 'con_1')).flatMap((change) =>
    change.type === 'transaction.added' ? [[change.transaction.providerTransactionId, change.origin]] : [],
  );
  expect(sorted(added)).toEqual([
    ['1', 'initial'],
    ['2', 'initial'],
    ['3', 'initial'],
    ['4', 'live'],
    ['b1', 'backfill'],
  ]);
});

test('a fault in telling listeners does not undo what is committed', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1')] });
  const engine = await new Engine(provider).link();
  Object.assign(engine.store.ledger, { changes: () => Promise.reject(new Error('reader away')) });
  expect(await engine.sync()).toMatchObject({ status: 'complete', counts: { added: 1 } });
});

test('what an adapter in plain JavaScript hands over is put apart, never a crash', async () => {
  const provider = new ScriptedProvider();
  const odd = [
    null,
    7,
    {},
    { ...row('x'), ids: [7] },
    { ...row('x'), date: '2026-02-31' },
    { ...row('x'), date: '0001-01-01' },
    { ...row('x'), merchant: 'no' },
    { ...row('x'), counterparties: [{ name: 10n }] },
  ];
  provider.onPull = () => [
    {
      upserts: [row('t1'), ...(odd as Upsert[])],
      removals: [null, { account: 'a' }] as never,
      rejected: [null] as never,
      checkpoint: '1',
    },
  ];
  const engine = await new Engine(provider).link();
  const run = await engine.sync();
  expect(run.counts).toMatchObject({ added: 1 });
  expect(run.counts.received).toBe(run.counts.added + run.counts.quarantined);
  for (const bad of [null, 7, { checkpoint: 7 }]) {
    provider.onPull = () => [bad as Batch];
    await expect(engine.later()).rejects.toMatchObject({ code: 'adapter_contract' });
  }
});

test('a full pass that breaks off half way begins anew, though its position half way is good', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1', { date: '2026-11-01' }), row('t2'), row('t3')] });
  const engine = await started(provider);
  let broken = true;
  provider.onPull = ({ checkpoint }) => {
    const rest: PullStep[] = [{ upserts: [row('t2')] }, { readiness: 'complete', checkpoint: 'whole' }];
    if (checkpoint === 'half') return rest;
    if (checkpoint !== null) return [new CheckpointInvalidError('dead')];
    const cut = broken ? [new ProviderUnavailableError('cut')] : [];
    broken = false;
    return [
      { upserts: [row('t1', { date: '2026-11-01' })], checkpoint: 'half' },
      rest[0] as PullStep,
      ...cut,
      rest[1] as PullStep,
    ];
  };
  await engine.later();
  expect(await idsOf(engine)).toEqual(['t1', 't2', 't3']);
  await engine.later();
  expect(provider.pulls.at(-1)?.checkpoint).toBeNull();
  expect(await idsOf(engine)).toEqual(['t1', 't2']);
});
