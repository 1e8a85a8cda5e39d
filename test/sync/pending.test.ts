import { expect, test, vi } from 'vitest';
import { type Upsert } from 'bankweave/adapter-kit';
import type { KnownRow } from 'bankweave/store';
import { upsertOp } from '../../src/sync/op.ts';
import { rowOf } from '../../src/sync/reconcile/facts.ts';
import { matchFingerprints } from '../../src/sync/reconcile/match-fingerprint.ts';
import { matchPending } from '../../src/sync/reconcile/match-pending.ts';
import { Engine } from '../support/engine.ts';
import { sorted, stateOf, visible } from '../support/ledger-state.ts';
import { pending, removal, row, ScriptedProvider } from '../support/scripted-adapter.ts';
import { idsOf, inferred, started, whole } from './bank.ts';

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

test('a booked row without an id that is told otherwise is still no partner for a pending one that ended', async () => {
  const provider = inferred();
  whole(provider, [row(undefined), pending(undefined, { date: '2026-11-09' })]);
  const engine = await started(provider);
  const booked = (await visible(engine.store)).find(({ status }) => status === 'posted');
  whole(provider, [row(undefined, { category: { primary: 'travel', detailed: 'travel' } })]);
  expect((await engine.later()).counts).toMatchObject({ modified: 1, voided: 1 });
  expect(await visible(engine.store)).toMatchObject([{ id: booked?.id }]);
});
