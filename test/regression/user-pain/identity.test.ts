import { expect, test } from 'vitest';
import type { Upsert } from 'bankweave/adapter-kit';
import { Engine } from '../../support/engine.ts';
import { front } from '../../support/front.ts';
import { accountsOf, rowsOf, sorted, visible } from '../../support/ledger-state.ts';
import { account, pending, removal, row, ScriptedProvider } from '../../support/scripted-adapter.ts';

const unstable = (value: string, spec = {}): Upsert => ({
  ...row('x', spec),
  ids: [{ scheme: 'hash', value, stable: false }],
});

/** A bank that shows everything each time, with claims to it. */
function whole(rows: readonly Upsert[]): ScriptedProvider {
  const provider = new ScriptedProvider({
    removals: 'inferred',
    pending: 'complete-set',
    windowed: true,
    historyDays: 60,
    overlapDays: 30,
  });
  show(provider, rows);
  return provider;
}

function show(provider: ScriptedProvider, rows: readonly Upsert[]): void {
  let reads = 0;
  provider.onPull = ({ window }) => [
    {
      upserts: rows,
      coverage: [
        { account: 'a', from: window.from, to: '2026-12-31', status: 'posted' },
        { account: 'a', pending: 'complete' },
      ],
      checkpoint: `read ${provider.pulls.length} ${reads++}`,
    },
  ];
}

const started = async (provider: ScriptedProvider): Promise<Engine> => {
  const engine = await new Engine(provider).link();
  await engine.sync();
  return engine;
};

test('user-pain row 1: a booked row without its pending link is found by amount, text and day', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [pending('p1')] });
  const engine = await started(provider);
  const [before] = await visible(engine.store);
  provider.publish({ removals: [removal('p1')], upserts: [row('t1', { date: '2026-11-12' })] });
  await engine.later();
  expect(await visible(engine.store)).toMatchObject([{ id: before?.id, ids: ['t1'], status: 'posted' }]);
  const decisions = await engine.store.ledger.decisions({ userId: 'ada' }, before?.id ?? '');
  expect(decisions).toMatchObject([
    { rule: 'gone_pending_match', evidence: { amount: 'exact', daysApart: 2, pendingDate: '2026-11-10' } },
  ]);
});

test('user-pain row 2: an app that wants booked rows only asks for them, and pending ones never count twice', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1'), pending('p1', { amount: '-8.00' })] });
  const { ada, later } = await front(provider);
  await later();
  expect(
    (await ada.transactions.list({ status: 'posted' })).items.map((t) => t.providerTransactionId),
  ).toEqual(['t1']);
  provider.publish({ removals: [removal('p1')], upserts: [row('t2', { amount: '-8.00', pendingId: 'p1' })] });
  await later();
  expect((await ada.transactions.list()).items).toHaveLength(2);
});

test('user-pain row 3: what the person wrote on a pending row is there once it is booked', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [pending('p1')] });
  const { ada, later } = await front(provider);
  await later();
  const [before] = (await ada.transactions.list()).items;
  await ada.transactions.update(before?.id ?? '', { notes: 'for the office', categoryOverride: 'travel' });
  provider.publish({ removals: [removal('p1')], upserts: [row('t1', { pendingId: 'p1', amount: '-6.20' })] });
  await later();
  expect((await ada.transactions.list()).items).toMatchObject([
    {
      id: before?.id,
      status: 'posted',
      amount: { value: '-6.20' },
      notes: 'for the office',
      categoryOverride: 'travel',
    },
  ]);
});

test('user-pain row 4: a pending row without a lasting id and its booked row with one are one row', async () => {
  const provider = whole([{ ...pending('p'), ids: [{ scheme: 'hash', value: 'p-1', stable: false }] }]);
  const engine = await started(provider);
  const [before] = await visible(engine.store);
  show(provider, [{ ...pending('p'), ids: [{ scheme: 'hash', value: 'p-2', stable: false }] }]);
  expect((await engine.later()).counts).toMatchObject({ received: 1, unchanged: 1 });
  show(provider, [row('t1')]);
  await engine.later();
  expect(await visible(engine.store)).toMatchObject([{ id: before?.id, ids: ['t1'], status: 'posted' }]);
});

test('user-pain row 5: id and day may both change when a row is booked', async () => {
  const provider = whole([pending('p1', { date: '2026-11-06' })]);
  const engine = await started(provider);
  const [before] = await visible(engine.store);
  show(provider, [row('t1', { date: '2026-11-10' })]);
  await engine.later();
  expect(await visible(engine.store)).toMatchObject([
    { id: before?.id, date: '2026-11-10', status: 'posted' },
  ]);
});

test('user-pain row 6: a date that stands before the text while a row is pending does not hide its booked row', async () => {
  const provider = whole([
    pending(undefined, { description: '10.11. COFFEE  House' }),
    pending(undefined, { description: '10.11. Bakery' }),
  ]);
  const engine = await started(provider);
  const before = (await visible(engine.store)).find(({ description }) => description.includes('COFFEE'));
  // Both went, and only the text tells which of them was booked.
  show(provider, [row('t1', { description: 'Coffee House' })]);
  await engine.later();
  expect(await visible(engine.store)).toMatchObject([{ id: before?.id, description: 'Coffee House' }]);
});

test('user-pain row 7: one interest payment that a bank gives twice stays two rows; nobody guesses', async () => {
  const provider = new ScriptedProvider();
  const at = (time: string) => `2026-11-10T${time}:00.000Z` as const;
  provider.publish({
    upserts: [
      row('i1', { amount: '0.12', description: 'Interest', datetime: at('08:00') }),
      row('i2', { amount: '0.12', description: 'Interest', datetime: at('09:00') }),
    ],
  });
  const engine = await started(provider);
  provider.publish({
    upserts: [
      row('i1', { amount: '0.12', description: 'Interest', datetime: at('09:00') }),
      row('i2', { amount: '0.12', description: 'Interest', datetime: at('08:00') }),
    ],
  });
  await engine.later();
  expect(sorted((await visible(engine.store)).map(({ ids }) => ids[0]))).toEqual(['i1', 'i2']);
});

test('user-pain row 8: equal same-day rows stay two', async () => {
  const provider = whole([row(undefined), row(undefined), row('t1'), row('t2')]);
  const engine = await started(provider);
  expect(await visible(engine.store)).toHaveLength(4);
  for (let read = 0; read < 3; read++)
    expect((await engine.later()).counts).toMatchObject({ received: 4, unchanged: 4, vanished: 0 });
  expect(await visible(engine.store)).toHaveLength(4);
});

test('user-pain row 9: a row that is known already is no partner for a pending one that ended', async () => {
  const interest = { amount: '0.31', description: 'Daily interest' };
  const provider = whole([
    row(undefined, { ...interest, date: '2026-11-09' }),
    pending(undefined, { ...interest, date: '2026-11-10' }),
  ]);
  const engine = await started(provider);
  const before = await visible(engine.store);
  // The pending one was dropped; yesterday's row is shown as it was.
  show(provider, [row(undefined, { ...interest, date: '2026-11-09' })]);
  expect((await engine.later()).counts).toMatchObject({ unchanged: 1, voided: 1 });
  expect((await visible(engine.store)).map(({ id }) => id)).toEqual([
    before.find(({ status }) => status === 'posted')?.id,
  ]);
});

test('user-pain row 10: a reissued id counts only with the same amount; otherwise it is another row, and said so', async () => {
  const provider = whole([
    unstable('1', { amount: '1000.00', description: 'Salary' }),
    unstable('2', { amount: '-5.00' }),
  ]);
  const engine = await started(provider);
  const salary = (await visible(engine.store)).find(({ amount }) => amount === '1000.00');
  // A new purchase stands first now, and every number moved on.
  show(provider, [
    unstable('1', { amount: '-7.00', description: 'Bakery' }),
    unstable('2', { amount: '1000.00', description: 'Salary' }),
    unstable('3', { amount: '-5.00' }),
  ]);
  const run = await engine.later();
  expect((await visible(engine.store)).find(({ amount }) => amount === '1000.00')).toMatchObject({
    id: salary?.id,
    description: 'Salary',
  });
  expect(await visible(engine.store)).toHaveLength(3);
  expect(run.counts).toMatchObject({ added: 1, unchanged: 2 });
});

test('user-pain row 10: with lasting ids that a bank gave to another row, the old row stays and the new one is new', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [pending('7')] });
  const engine = await started(provider);
  provider.publish({ removals: [removal('7')], upserts: [row('8', { pendingId: '7' })] });
  await engine.later();
  provider.publish({ upserts: [row('7', { amount: '1000.00', description: 'Salary' })] });
  const run = await engine.later();
  expect(sorted((await visible(engine.store)).map(({ ids, amount }) => [ids[0], amount]))).toEqual([
    ['7', '1000.00'],
    ['8', '-5.00'],
  ]);
  expect(run.anomalies).toMatchObject([{ type: 'id_reissued', count: 1 }]);
});

test('user-pain row 11: the same id in two accounts names two rows', async () => {
  const provider = new ScriptedProvider();
  provider.accounts = [account('a'), account('b')];
  provider.publish({ upserts: [row('1'), row('1', { account: 'b' })] });
  const engine = await started(provider);
  expect((await visible(engine.store)).map((one) => one.account).sort()).toEqual(['a', 'b']);
});

test('user-pain row 12: blank and placeholder ids are no ids, and their rows are kept', async () => {
  const named = (value: string, amount: string): Upsert => row(value, { amount });
  const provider = whole([
    named(' ', '-1.00'),
    named('NOTPROVIDED', '-2.00'),
    named('', '-3.00'),
    named(' ', '-4.00'),
    named('                ', '-6.00'),
  ]);
  const engine = await started(provider);
  expect((await visible(engine.store)).map(({ amount }) => amount).sort()).toEqual([
    '-1.00',
    '-2.00',
    '-3.00',
    '-4.00',
    '-6.00',
  ]);
  expect((await engine.later()).counts).toMatchObject({ received: 5, unchanged: 5 });
});

test('user-pain row 13: an adapter may change which id it uses, as long as both are told for a while', async () => {
  const both: Upsert['ids'] = [
    { scheme: 'new', value: 'N1', stable: true },
    { scheme: 'id', value: 't1', stable: true },
  ];
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1')] });
  const engine = await started(provider);
  const [before] = await visible(engine.store);
  provider.publish({ upserts: [{ ...row('t1'), ids: both }] });
  await engine.later();
  provider.publish({ upserts: [{ ...row('t1', { amount: '-5.50' }), ids: both.slice(0, 1) }] });
  await engine.later();
  expect(await rowsOf(engine.store, 'con_1')).toMatchObject([
    { id: before?.id, amount: '-5.50', ids: ['N1'] },
  ]);
});

test('user-pain row 14: a reference that changes between two reads is not trusted, row by row', async () => {
  const provider = whole([unstable('ref-1'), row('t2', { amount: '-9.00' })]);
  const engine = await started(provider);
  const before = await visible(engine.store);
  show(provider, [unstable('ref-2'), row('t2', { amount: '-9.00' })]);
  expect((await engine.later()).counts).toMatchObject({ received: 2, unchanged: 2 });
  expect((await visible(engine.store)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
});

test('user-pain row 15: whatever a provider calls new or modified, one id is one row', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1')] });
  const engine = await started(provider);
  provider.publish([
    { upserts: [row('t1', { description: 'Coffe' })] },
    { upserts: [row('t1', { description: 'Coffee House' })] },
  ]);
  const run = await engine.later();
  expect(run.counts).toMatchObject({ received: 1, modified: 1, superseded: 1 });
  expect(await visible(engine.store)).toMatchObject([{ description: 'Coffee House' }]);
});

test('user-pain row 16: of two syncs at once, one runs and the other is told so', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('t1'), row('t2')] });
  const engine = await new Engine(provider).link();
  const results = await Promise.allSettled([engine.sync(), engine.sync(), engine.sync()]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'lease_held' });
  expect(await visible(engine.store)).toHaveLength(2);
});

test('user-pain row 17: an entry that the app made by hand can be tied to an id that lasts', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [pending('p1')] });
  const { ada, later } = await front(provider);
  await later();
  const [seen] = (await ada.transactions.list()).items;
  const tied = seen?.id ?? '';
  provider.publish({ removals: [removal('p1')], upserts: [row('t1', { pendingId: 'p1' })] });
  await later();
  provider.publish({ removals: [removal('t1')], upserts: [row('t1b')] });
  await later();
  expect(await ada.transactions.get(tied)).toMatchObject({ status: 'posted', providerTransactionId: 't1b' });
});

test('user-pain row 18: what the person deleted does not come back, by id, by looks or as a booked row', async () => {
  const provider = whole([
    row('t1'),
    row(undefined, { amount: '-6.00' }),
    pending(undefined, { amount: '-7.00' }),
  ]);
  const { ada, later, store, connectionId } = await front(provider);
  await later();
  for await (const { id } of ada.transactions.list()) await ada.transactions.remove(id);
  show(provider, [
    row('t1', { description: 'Renamed' }),
    row(undefined, { amount: '-6.00' }),
    row('t9', { amount: '-7.00' }),
  ]);
  for (let i = 0; i < 3; i++) await later();
  expect((await ada.transactions.list()).items).toEqual([]);
  const held = await rowsOf(store, connectionId);
  expect(held).toHaveLength(3);
  const renamed = held.find(({ description }) => description === 'Renamed');
  await ada.transactions.restore(renamed?.id ?? '');
  expect((await ada.transactions.list()).items).toMatchObject([{ description: 'Renamed' }]);
});

test('user-pain row 18: a deleted pending row is not booked behind the back of the person', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [pending('p1'), pending('p2', { amount: '-9.00' })] });
  const { ada, later } = await front(provider);
  await later();
  for await (const { id } of ada.transactions.list()) await ada.transactions.remove(id);
  provider.publish({
    removals: [removal('p1'), removal('p2')],
    upserts: [row('t1', { pendingId: 'p1' }), row('t2', { amount: '-9.00' })],
  });
  await later();
  expect((await ada.transactions.list()).items).toEqual([]);
});

test('user-pain row 24: an account that comes back under another id keeps its rows', async () => {
  const provider = new ScriptedProvider();
  provider.publish({ upserts: [row('o1'), row('o2')] });
  const engine = await started(provider);
  const before = await visible(engine.store);
  provider.accounts = [account('new', { name: 'Account a', mask: '000a'.slice(-4) })];
  provider.accounts = [{ ...account('a'), id: 'new' }];
  provider.publish({
    upserts: [
      row('n1', { account: 'new' }),
      row('n2', { account: 'new' }),
      row('n3', { account: 'new', date: '2026-11-15' }),
    ],
  });
  const run = await engine.later();
  expect(await accountsOf(engine.store, 'con_1')).toHaveLength(1);
  expect((await visible(engine.store)).slice(0, 2).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect(run.counts).toMatchObject({ received: 3, added: 1, modified: 2 });
  expect(run.anomalies).toMatchObject([{ type: 'account_relinked' }]);
});
