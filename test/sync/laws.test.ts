import { expect, test, vi } from 'vitest';
import {
  type Batch,
  CheckpointInvalidError,
  ProviderUnavailableError,
  UpdateRestartedError,
  type Upsert,
} from 'bankweave/adapter-kit';
import type { AccountRow, KnownRow } from 'bankweave/store';
import { hostWrite } from '../../src/sync/host-write.ts';
import { upsertOp } from '../../src/sync/op.ts';
import { rowOf } from '../../src/sync/reconcile/facts.ts';
import { matchFingerprints } from '../../src/sync/reconcile/match-fingerprint.ts';
import { matchPending } from '../../src/sync/reconcile/match-pending.ts';
import { Engine } from '../support/engine.ts';
import { accountsOf, changesOf, rowsOf, sorted, stateOf, visible } from '../support/ledger-state.ts';
import {
  account,
  pending,
  type PullStep,
  removal,
  row,
  ScriptedProvider,
} from '../support/scripted-adapter.ts';

// Nothing here is timed; work that is not near linear does not come to its end in this.
vi.setConfig({ testTimeout: 60_000 });

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

const started = async (provider: ScriptedProvider): Promise<Engine> => {
  const engine = await new Engine(provider).link();
  await engine.sync();
  return engine;
};

/** A bank that shows everything it has each time, and claims to. */
function whole(provider: ScriptedProvider, rows: readonly Upsert[], more: Partial<Batch> = {}): void {
  provider.onPull = ({ window }) => [
    {
      upserts: rows,
      coverage: [
        { account: 'a', from: window.from, to: '2026-12-31', status: 'posted' },
        { account: 'a', pending: 'complete' },
      ],
      checkpoint: `read ${provider.pulls.length}`,
      ...more,
    },
  ];
}

const inferred = (): ScriptedProvider =>
  new ScriptedProvider({
    removals: 'inferred',
    pending: 'complete-set',
    windowed: true,
    historyDays: 60,
    overlapDays: 30,
  });

const idsOf = async (engine: Engine): Promise<(string | undefined)[]> =>
  sorted((await visible(engine.store)).map(({ ids }) => ids[0]));

test('a pending row that is booked in two parts becomes two rows', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [pending('p1', { amount: '-9.00' })] });
  const engine = await started(provider);
  const [before] = await visible(engine.store);
  provider.publish({
    removals: [removal('p1')],
    upserts: [
      row('t1', { pendingId: 'p1', amount: '-4.00' }),
      row('t2', { pendingId: 'p1', amount: '-9.00' }),
    ],
  });
  const run = await engine.later();
  expect(run.counts).toMatchObject({ received: 3, added: 1, modified: 1, unchanged: 1 });
  const rows = await visible(engine.store);
  expect(sorted(rows.map(({ ids }) => ids[0]))).toEqual(['t1', 't2']);
  // The part with its amount takes its place.
  expect(rows.find(({ ids }) => ids[0] === 't2')?.id).toBe(before?.id);
});

test('a link that is learned late ends the pending row, and a pending row that comes late is known to be booked', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1'), pending('p1', { amount: '-7.00' })] });
  const engine = await started(provider);
  provider.publish({ upserts: [row('t1', { pendingId: 'p1' })] });
  await engine.later();
  expect(await idsOf(engine)).toEqual(['t1']);
  provider.publish({ upserts: [row('t2', { pendingId: 'p2', date: '2026-11-15' })] });
  await engine.later();
  provider.publish({ upserts: [pending('p2', { date: '2026-11-13' })] });
  expect((await engine.later()).counts).toMatchObject({ received: 1, unchanged: 1 });
  provider.publish({ removals: [removal('p2')] });
  await engine.later();
  expect(await idsOf(engine)).toEqual(['t1', 't2']);
});

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

test('a known row that could not be read this time is not gone', async () => {
  const provider = inferred();
  whole(provider, [row('t1'), row('t2'), pending('p1', { amount: '-3.00' })]);
  const engine = await started(provider);
  const unreadable = (id: string): Upsert => ({ ...row(id), amount: { value: 'NaN', currency: 'USD' } });
  whole(provider, [row('t1'), unreadable('t2'), unreadable('p1')]);
  for (let i = 0; i < 5; i++) await engine.later();
  expect(await idsOf(engine)).toEqual(['p1', 't1', 't2']);
  // Of a record without an id nobody knows which row it is, so no absence counts.
  whole(provider, [row('t1')], { rejected: [{ account: 'a', path: 'id', reason: 'an id' }] });
  for (let i = 0; i < 5; i++) await engine.later();
  expect(await idsOf(engine)).toEqual(['p1', 't1', 't2']);
  whole(provider, [row('t1')]);
  for (let i = 0; i < 4; i++) await engine.later();
  expect(await idsOf(engine)).toEqual(['t1']);
  expect((await stateOf(engine.store, 'con_1')) as object).toMatchObject({ quarantine: [] });
});

test('a provider that confirms settles each absence at once, and one that cannot answer settles none', async () => {
  const provider = inferred();
  let answer: 'gone' | 'present' | 'unknown' = 'present';
  provider.onConfirm = (rows) => rows.map(() => answer);
  whole(provider, [row('t1'), row('t2'), row('t3')]);
  const engine = await started(provider);
  whole(provider, [row('t1'), row('t2')]);
  for (let i = 0; i < 6; i++) await engine.later();
  expect(await idsOf(engine)).toEqual(['t1', 't2', 't3']);
  expect(provider.asked[0]).toEqual([{ account: 'a', ids: [{ scheme: 'id', value: 't3' }] }]);
  answer = 'gone';
  await engine.later();
  expect(await idsOf(engine)).toEqual(['t1', 't2']);
});

test('rows of an account that was switched off come when it is switched on again', async () => {
  const provider = new ScriptedProvider();
  provider.accounts = [account('a'), account('b')];
  provider.publish({ upserts: [row('a1'), row('b1', { account: 'b' })] });
  const engine = await started(provider);
  const setB = async (enabled: boolean): Promise<void> => {
    const b = (await accountsOf(engine.store, 'con_1')).find(
      (one) => one.account.providerAccountId === 'b',
    ) as AccountRow;
    const entry = { action: 'account.update', actor: 'user', facts: {} } as const;
    const seal = { accounts: [{ ...b, account: { ...b.account, enabled } }] };
    await hostWrite(engine.ports, 'con_1', undefined, async () => ({ seal }), entry);
  };
  await setB(false);
  provider.publish({
    upserts: [row('a2'), row('b2', { account: 'b', amount: '-8.00' })],
    removals: [removal('b1', 'b')],
  });
  const off = await engine.later();
  expect(off.counts).toMatchObject({ received: 1, added: 1, skipped: 2 });
  expect(off.accounts.map(({ status }) => status).sort()).toEqual(['complete', 'skipped']);
  expect(await idsOf(engine)).toEqual(['a1', 'a2', 'b1']);
  await setB(true);
  const { onPull } = provider;
  provider.onPull = (input) =>
    input.checkpoint === null
      ? [
          {
            upserts: [row('a1'), row('a2'), row('b2', { account: 'b', amount: '-8.00' })],
            readiness: 'complete',
            checkpoint: 'all',
          },
        ]
      : onPull(input);
  const on = await engine.later();
  expect(provider.pulls.at(-1)?.checkpoint).toBeNull();
  expect(on.counts).toMatchObject({ added: 1, unchanged: 2, vanished: 1 });
  expect(await idsOf(engine)).toEqual(['a1', 'a2', 'b2']);
  await engine.later();
  expect(provider.pulls.at(-1)?.checkpoint).toBe('all');
});

test('an account id of the provider that moved on can come back for another account', async () => {
  const provider = new ScriptedProvider();
  provider.accounts = [account('x', { persistentId: 'lasting', mask: '1111' })];
  provider.publish({ upserts: [row('1', { account: 'x' })] });
  const engine = await started(provider);
  provider.accounts = [account('y', { persistentId: 'lasting', mask: '1111' })];
  provider.publish({ upserts: [row('2', { account: 'y', date: '2026-11-12' })] });
  await engine.later();
  provider.accounts = [
    account('y', { persistentId: 'lasting', mask: '1111' }),
    account('x', { mask: '2222', name: 'Other' }),
  ];
  provider.publish({ upserts: [row('3', { account: 'x', date: '2026-11-13' })] });
  await engine.later();
  const accounts = await accountsOf(engine.store, 'con_1');
  expect(sorted(accounts.map(({ account: one }) => [one.providerAccountId, one.mask]))).toEqual([
    ['x', '2222'],
    ['y', '1111'],
  ]);
  expect((await visible(engine.store)).map((one) => [one.account, one.ids[0]])).toEqual([
    ['y', '1'],
    ['y', '2'],
    ['x', '3'],
  ]);
});

test('the link of an account is remembered until its rows have come, even when the first attempt fails', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('o1'), row('o2')] });
  const engine = await started(provider);
  provider.accounts = [{ ...account('a'), id: 'new' }];
  provider.onPull = () => [new ProviderUnavailableError('not now')];
  await engine.later().catch(() => {});
  provider.publish({ upserts: [row('n1', { account: 'new' }), row('n2', { account: 'new' })] });
  const run = await engine.later();
  expect(run.counts).toMatchObject({ added: 0, modified: 2 });
  expect(await idsOf(engine)).toEqual(['n1', 'n2']);
});

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

test('an unknown currency with digits of its own can be tipped', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [pending('p1', { amount: '-10.50', currency: 'XXX' })] });
  const engine = await started(provider);
  provider.publish({
    removals: [removal('p1')],
    upserts: [row('t1', { amount: '-12.00', currency: 'XXX' })],
  });
  expect((await engine.later()).counts).toMatchObject({ modified: 1, added: 0 });
});

test('two pending rows that ended and one booked row are a suggestion each, never a join', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [pending('p1'), pending('p2', { date: '2026-11-11' })] });
  const engine = await started(provider);
  provider.publish({
    removals: [removal('p1'), removal('p2')],
    upserts: [row('t1', { date: '2026-11-12' })],
  });
  const run = await engine.later();
  expect(run.counts).toMatchObject({ added: 1, removed: 2, voided: 2 });
  const { suggestions } = (await stateOf(engine.store, 'con_1')) as {
    suggestions: { transactionId: string }[];
  };
  const [booked] = await visible(engine.store);
  expect(suggestions.map(({ transactionId }) => transactionId)).toEqual([booked?.id, booked?.id]);
  expect(engine.events.filter(({ type }) => type === 'suggestion.added')).toHaveLength(2);
});

test('a booked row beside its pending one, without a link, is a suggestion while both stand', async () => {
  const both = { removals: 'inferred', pending: 'complete-set' } as const;
  const coverage = [{ account: 'a', pending: 'complete' }] as const;
  const provider = new ScriptedProvider(both);
  provider.publish({ upserts: [pending('p1'), pending('p2', { amount: '-9.00' })], coverage });
  const engine = await started(provider);
  provider.publish({
    upserts: [pending('p1'), pending('p2', { amount: '-9.00' }), row('t1', { date: '2026-11-12' })],
    coverage,
  });
  expect((await engine.later()).counts).toMatchObject({ added: 1, voided: 0 });
  const rows = await visible(engine.store);
  expect(rows.map(({ status }) => status).sort()).toEqual(['pending', 'pending', 'posted']);
  const told = async () =>
    (
      (await stateOf(engine.store, 'con_1')) as {
        suggestions: { transactionId: string; pendingId: string }[];
      }
    ).suggestions;
  const idOf = (number: string): string | undefined => rows.find(({ ids }) => ids[0] === number)?.id;
  expect(await told()).toMatchObject([{ transactionId: idOf('t1'), pendingId: idOf('p1') }]);

  // Said once, and still there when the pending row ends; a bank that links its rows needs none of it.
  provider.publish({ upserts: [pending('p2', { amount: '-9.00' })], coverage });
  expect((await engine.later()).counts).toMatchObject({ added: 0, voided: 1 });
  expect(await told()).toHaveLength(1);
  const linking = new ScriptedProvider({ ...both, pending: 'linked' });
  linking.publish({ upserts: [pending('p1')], coverage });
  const other = await started(linking);
  linking.publish({ upserts: [pending('p1'), row('t1', { date: '2026-11-12' })], coverage });
  await other.later();
  expect(((await stateOf(other.store, 'con_1')) as { suggestions: unknown[] }).suggestions).toEqual([]);
});

test('two equal pending rows and their two equal booked rows are two rows, whichever was which', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [pending('p1'), pending('p2')] });
  const engine = await started(provider);
  const before = await visible(engine.store);
  provider.publish({
    removals: [removal('p1'), removal('p2')],
    upserts: [row('t1', { date: '2026-11-12' }), row('t2', { date: '2026-11-12' })],
  });
  await engine.later();
  expect((await visible(engine.store)).map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
});

test('a tip is only a tip at the same shop', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [pending('p1', { amount: '-20.00', description: 'Bistro' })] });
  const engine = await started(provider);
  provider.publish({
    removals: [removal('p1')],
    upserts: [row('t1', { amount: '-24.00', description: 'Garage' })],
  });
  expect((await engine.later()).counts).toMatchObject({ added: 1, voided: 1 });
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

test.each(['one amount', 'one day'])('matching stays near linear on 30,000 rows of %s', (kind) => {
  const date = (i: number): Upsert['date'] =>
    (kind === 'one day'
      ? '2026-11-10'
      : `2026-${String((i % 9) + 1).padStart(2, '0')}-${String((i % 28) + 1).padStart(2, '0')}`) as Upsert['date'];
  const amount = (i: number): string => (kind === 'one day' ? `-${(i % 700) + 1}.00` : '-2.40');
  const spec = (i: number) => ({ date: date(i), amount: amount(i), description: i % 3 ? 'Metro' : 'Tram' });
  const ops = Array.from({ length: 30_000 }, (_, i) => upsertOp(row(`t${i}`, spec(i)), 'acc', () => 1));
  const loose = Array.from({ length: 30_000 }, (_, i) => upsertOp(row(undefined, spec(i)), 'acc', () => i));
  const known = Array.from({ length: 30_000 }, (_, i): KnownRow => {
    const place = { userId: 'ada', connectionId: 'con', provider: 'scripted' };
    const stored = rowOf(
      upsertOp(pending(`p${i}`, spec(i)), 'acc', () => 1),
      `txn_${i}`,
      place,
    );
    return {
      id: stored.id,
      accountId: 'acc',
      digest: stored.digest,
      status: 'pending',
      hidden: null,
      row: stored,
    };
  });
  const pairs = matchPending(ops, known);
  const prints = matchFingerprints(
    loose,
    known.map((one) => ({ row: one, ended: true })),
    () => true,
  );
  expect(pairs.suggestions.length).toBeLessThan(100_000);
  expect(prints.joins).toEqual([]);
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

test('a booked row without an id that is told otherwise is still no partner for a pending one that ended', async () => {
  const provider = inferred();
  whole(provider, [row(undefined), pending(undefined, { date: '2026-11-09' })]);
  const engine = await started(provider);
  const booked = (await visible(engine.store)).find(({ status }) => status === 'posted');
  whole(provider, [row(undefined, { category: { primary: 'travel', detailed: 'travel' } })]);
  expect((await engine.later()).counts).toMatchObject({ modified: 1, voided: 1 });
  expect(await visible(engine.store)).toMatchObject([{ id: booked?.id }]);
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
