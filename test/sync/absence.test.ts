import { expect, test } from 'vitest';
import { judgeAbsence } from '../../src/sync/reconcile/absence.ts';
import type { KnownRow } from '../../src/store/rows.ts';
import { type Upsert } from 'bankweave/adapter-kit';
import { stateOf } from '../support/ledger-state.ts';
import { pending, row } from '../support/scripted-adapter.ts';
import { idsOf, inferred, started, whole } from './bank.ts';

const rows = Array.from({ length: 200 }, (_, index) => ({ id: `r${index}`, accountId: 'a' }) as KnownRow);
const covered = new Map([['a', { known: 300, anyRow: true, certain: false }]]);
const often = new Map(rows.map(({ id }) => [id, 9]));

test('a list that lacks rows which the provider still has proves nothing about rows nobody asked about', () => {
  const confirmed = new Map(rows.slice(0, 100).map(({ id }) => [id, 'present' as const]));
  const judged = judgeAbsence(rows, { earlier: often, confirmed, covered });
  expect(judged.gone).toEqual([]);
  expect(judged.counted).toEqual([]);
  expect([...judged.doubtful]).toEqual(['a']);
});

test('what the provider says is gone goes all the same', () => {
  const confirmed = new Map([
    ['r0', 'present' as const],
    ['r1', 'gone' as const],
  ]);
  const judged = judgeAbsence(rows, { earlier: often, confirmed, covered });
  expect(judged.gone.map(({ id }) => id)).toEqual(['r1']);
});

test('without an answer many missing rows are believed after several reads', () => {
  const judged = judgeAbsence(rows, { earlier: often, confirmed: new Map(), covered });
  expect(judged.gone).toHaveLength(200);
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
