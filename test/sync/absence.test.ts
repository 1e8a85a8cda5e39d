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

test.each([
  ['a row that is missed for the first time waits', 0, 'waits'],
  ['and is gone the second time', 1, 'gone'],
] as const)('%s', (_, before, expected) => {
  const one = rows.slice(0, 1);
  const earlier = new Map([['r0', before]]);
  const judged = judgeAbsence(one, { earlier, confirmed: new Map(), covered });
  expect(judged.gone).toHaveLength(expected === 'gone' ? 1 : 0);
  expect(judged.counted.map(({ times }) => times)).toEqual(expected === 'gone' ? [] : [1]);
  expect(judged.doubtful.size).toBe(0);
});

test('much is missing from more than five rows and a quarter of the account, or from two where nothing came at all', () => {
  const isDoubted = (absent: number, known: number, anyRow = true): boolean => {
    const accounts = new Map([['a', { known, anyRow, certain: false }]]);
    const of = rows.slice(0, absent);
    return judgeAbsence(of, { earlier: often, confirmed: new Map(), covered: accounts }).doubtful.has('a');
  };
  expect([isDoubted(5, 6), isDoubted(6, 23), isDoubted(6, 24), isDoubted(6, 25)]).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect([isDoubted(1, 9, false), isDoubted(2, 9, false)]).toEqual([false, true]);
});

test('of an account that no read covers nothing is certain', () => {
  const judged = judgeAbsence(rows.slice(0, 2), {
    earlier: new Map(),
    confirmed: new Map(),
    covered: new Map(),
  });
  expect(judged.gone).toEqual([]);
  expect(judged.counted).toHaveLength(2);
  expect([...judged.doubtful]).toEqual(['a']);
  const one = { earlier: new Map(), confirmed: new Map(), covered: new Map() };
  expect(judgeAbsence(rows.slice(0, 1), one)).toMatchObject({ gone: [], counted: [{ times: 1 }] });
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
