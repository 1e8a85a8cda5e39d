import { expect, test } from 'vitest';
import type { Upsert } from 'bankweave/adapter-kit';
import type { KnownRow } from 'bankweave/store';
import { type UpsertOp, upsertOp } from '../../src/sync/op.ts';
import { rowOf } from '../../src/sync/reconcile/facts.ts';
import { matchFingerprints } from '../../src/sync/reconcile/match-fingerprint.ts';
import { matchPending, matchStanding } from '../../src/sync/reconcile/match-pending.ts';
import { pending, row } from '../support/scripted-adapter.ts';

// The two matchers by themselves, at the edges of what they compare.

const place = { userId: 'ada', connectionId: 'con', provider: 'scripted' };
const op = (upsert: Upsert, occurrence = 1): UpsertOp => upsertOp(upsert, upsert.account, () => occurrence);

function known(
  upsert: Upsert,
  id: string,
  status: KnownRow['status'] = upsert.status,
  occurrence = 1,
): KnownRow {
  const stored = rowOf(op(upsert, occurrence), id, place);
  const facts = { ...stored.facts, status };
  const { digest } = stored;
  return { id, accountId: upsert.account, digest, status, hidden: null, row: { ...stored, facts } };
}

const day = (n: number): Upsert['date'] => `2026-11-${String(n).padStart(2, '0')}` as Upsert['date'];
const pairs = (found: readonly { op: UpsertOp; gone: KnownRow }[]): string[] =>
  found.map((pair) => `${pair.op.ids[0]?.value} = ${pair.gone.id}`).sort();

test.each([
  [-4, false],
  [-3, true],
  [14, true],
  [15, false],
])('a booking %d days after the pending row: %s', (days, isOne) => {
  const gone = [known(pending('p', { date: day(10) }), 'P')];
  const { joins, suggestions } = matchPending([op(row('t', { date: day(10 + days) }))], gone);
  expect(joins.map(({ evidence }) => evidence)).toEqual(
    isOne ? [{ amount: 'exact', daysApart: days, sameText: true }] : [],
  );
  expect(suggestions).toEqual([]);
});

test.each([
  ['-10.00', '-15.00', true],
  ['-10.00', '-15.01', false],
  ['-10.00', '-5.00', true],
  ['-10.00', '-4.99', false],
  ['10.00', '12.00', true],
  ['-10.00', '12.00', false],
  ['10.00', '-12.00', false],
])('a pending %s booked as %s is one by its tip: %s', (before, after, isOne) => {
  const gone = [known(pending('p', { amount: before }), 'P')];
  const { joins, suggestions } = matchPending([op(row('t', { amount: after }))], gone);
  expect(joins.map(({ evidence }) => evidence)).toEqual(
    isOne ? [{ amount: 'tip', daysApart: 0, sameText: true }] : [],
  );
  expect(suggestions).toEqual([]);
});

test('a tip is looked for only where the words or the merchant are the same', () => {
  const shop = { merchant: { name: 'Shop' } };
  const gone = [known(pending('p', { amount: '-10.00', description: 'One', ...shop }), 'P')];
  const other = op(row('t', { amount: '-11.00', description: 'Two' }));
  expect(matchPending([other], gone)).toEqual({ joins: [], suggestions: [] });
  const same = op(row('t', { amount: '-11.00', description: 'Two', ...shop }));
  expect(pairs(matchPending([same], gone).joins)).toEqual(['t = P']);
});

test('an amount alone joins what ended now, and is a suggestion for what ended before', () => {
  const booked = [op(row('t', { description: 'Two' }))];
  const now = matchPending(booked, [known(pending('p', { description: 'One' }), 'P')]);
  expect(now.joins.map(({ evidence }) => evidence.sameText)).toEqual([false]);
  const before = matchPending(booked, [known(pending('p', { description: 'One' }), 'P', 'void')]);
  expect([before.joins, pairs(before.suggestions)]).toEqual([[], ['t = P']]);
});

test('rows of another account, currency or amount are no partners', () => {
  const gone = [known(pending('p', { description: 'One' }), 'P')];
  for (const other of [
    row('t', { account: 'b' }),
    row('t', { currency: 'EUR' }),
    row('t', { amount: '-6.00', description: 'Two' }),
    pending('t'),
  ])
    expect(matchPending([op(other)], gone)).toEqual({ joins: [], suggestions: [] });
});

test('what is ambiguous stays so, and no worse likeness decides for it', () => {
  const gone = [known(pending('p', { date: day(10) }), 'P'), known(pending('q', { date: day(12) }), 'Q')];
  const { joins, suggestions } = matchPending([op(row('t', { date: day(12) }))], gone);
  expect(joins).toEqual([]);
  expect(pairs(suggestions)).toEqual(['t = P', 't = Q']);
});

test('equal rows of one day on either side are joined in order of their ids', () => {
  const two = (a: number, b: number) => [op(row('t1', { date: day(a) })), op(row('t2', { date: day(b) }))];
  const gone = [known(pending('p', { date: day(10) }), 'P'), known(pending('q', { date: day(10) }), 'Q')];
  const { joins, suggestions } = matchPending(two(11, 11), gone);
  expect(suggestions).toEqual([]);
  const [first, second] = two(11, 11).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const inOrder = [`${first?.ids[0]?.value} = P`, `${second?.ids[0]?.value} = Q`].sort();
  expect(pairs(joins)).toEqual(inOrder);
  expect(pairs(matchPending(two(11, 11).reverse(), gone.toReversed()).joins)).toEqual(inOrder);
  // Of two days, nobody can say which is which.
  expect(matchPending(two(11, 12), gone).joins).toEqual([]);
  const apart = [gone[0] as KnownRow, known(pending('q', { date: day(9) }), 'Q')];
  expect(matchPending(two(11, 11), apart).joins).toEqual([]);
  // Too far apart, or too early.
  expect(matchPending(two(24, 24), gone).joins).toHaveLength(2);
  expect(matchPending(two(25, 25), gone)).toEqual({ joins: [], suggestions: [] });
  expect(matchPending(two(7, 7), gone).joins).toHaveLength(2);
  expect(matchPending(two(6, 6), gone)).toEqual({ joins: [], suggestions: [] });
  // Three for two.
  const three = [...two(11, 11), op(row('t3', { date: day(11) }))];
  expect(matchPending(three, gone).joins).toEqual([]);
  // The last of three is of another day.
  const third = (n: number) => known(pending('r', { date: day(n) }), 'R');
  expect(matchPending(three, [...gone, third(10)]).joins).toHaveLength(3);
  expect(matchPending(three, [...gone, third(12)]).joins).toEqual([]);
  const late = [...two(11, 11), op(row('t3', { date: day(12) }))];
  expect(matchPending(late, [...gone, third(10)]).joins).toEqual([]);
});

test('a row that no tip could make of it is no rival', () => {
  const gone = ['-10.00', '-100.00'].map((amount) => known(pending(amount, { amount }), amount));
  expect(pairs(matchPending([op(row('t', { amount: '-11.00' }))], gone).joins)).toEqual(['t = -10.00']);
});

test('rows of long before are no crowd', () => {
  const gone = [1, 2, 3, 4, 5, 20].map((n) => known(pending(`p${n}`, { date: day(n) }), `P${n}`));
  expect(pairs(matchPending([op(row('t', { date: day(28) }))], gone).joins)).toEqual(['t = P20']);
});

test('equal amounts alone, or a tip, do not make rows interchangeable', () => {
  const gone = ['P', 'Q'].map((id) => known(pending(id, { description: id, amount: '-10.00' }), id));
  const amounts = ['t1', 't2'].map((id) => op(row(id, { description: id, amount: '-10.00' })));
  expect(matchPending(amounts, gone).joins).toEqual([]);
  const alike = ['P', 'Q'].map((id) => known(pending(id, { amount: '-10.00' }), id));
  const tips = ['t1', 't2'].map((id) => op(row(id, { amount: '-11.00' })));
  expect(matchPending(tips, alike).joins).toEqual([]);
  expect(matchPending(tips, alike).suggestions).toHaveLength(4);
});

test('in a crowd nothing is certain, and nothing is suggested', () => {
  const booked = [op(row('t', { date: day(11) }))];
  const crowd = (size: number) =>
    Array.from({ length: size }, (_, i) => known(pending(`p${i}`, { date: day(10 + (i % 2)) }), `P${i}`));
  expect(matchPending(booked, crowd(3)).suggestions).toHaveLength(3);
  expect(matchPending(booked, crowd(4))).toEqual({ joins: [], suggestions: [] });
  const many = (size: number) =>
    Array.from({ length: size }, (_, i) => op(row(`t${i}`, { date: day(10 + (i % 2)) })));
  const [one] = crowd(1);
  expect(matchPending(many(3), [one as KnownRow]).suggestions).toHaveLength(3);
  expect(matchPending(many(4), [one as KnownRow])).toEqual({ joins: [], suggestions: [] });
});

test('rows out of order are found all the same', () => {
  const dates = [28, 1, 14, 20, 7];
  const gone = dates.map((date) => known(pending(`p${date}`, { date: day(date) }), `P${date}`));
  const { suggestions } = matchPending([op(row('t', { date: day(28) }))], gone);
  expect(pairs(suggestions)).toEqual(['t = P14', 't = P20', 't = P28']);
});

test('beside a pending row that stands, only what is alike in every way is told', () => {
  const standing = [known(pending('p', { amount: '-10.00' }), 'P')];
  const told = (spec: Parameters<typeof row>[1]): string[] =>
    pairs(matchStanding([op(row('t', { amount: '-10.00', ...spec }))], standing));
  expect(told({})).toEqual(['t = P']);
  expect(told({ description: 'Other' })).toEqual([]);
  expect(told({ amount: '-11.00' })).toEqual([]);
  expect(matchStanding([op(row('t'))], [])).toEqual([]);
});

type Candidates = Parameters<typeof matchFingerprints>[1];

const joined = (ops: UpsertOp[], candidates: Candidates, any = true) => {
  const { joins, reissued } = matchFingerprints(ops, candidates, () => any);
  return { joins: joins.map(({ op, row, rule }) => [op, row.id, rule]), reissued };
};

const unstable = (value: string, spec: Parameters<typeof row>[1] = {}): Upsert => ({
  ...row(undefined, spec),
  ids: [{ scheme: 'id', value, stable: false }],
});

test('a row without ids is found again word for word, by its looks, and not under another status', () => {
  const again = op(row(undefined));
  const candidate = (upsert: Upsert, status?: KnownRow['status']) => [
    { row: known(upsert, 'K', status), ended: false },
  ];
  expect(joined([again], candidate(row(undefined))).joins).toEqual([[again, 'K', 'fingerprint']]);
  const looks = candidate(row(undefined, { kind: 'fee' }));
  expect(joined([again], looks).joins).toEqual([[again, 'K', 'fingerprint']]);
  expect(joined([again], candidate(row(undefined, { date: day(11) }))).joins).toEqual([]);
  // A booked row is never a pending one by its looks alone; a pending one may be what ended before.
  expect(joined([again], candidate(pending(undefined, { kind: 'fee' }))).joins).toEqual([]);
  const waiting = op(pending(undefined));
  expect(joined([waiting], candidate(pending(undefined, { kind: 'fee' }))).joins).toHaveLength(1);
  expect(joined([waiting], candidate(pending(undefined, { kind: 'fee' }), 'void')).joins).toHaveLength(1);
  expect(joined([waiting], candidate(row(undefined, { kind: 'fee' }))).joins).toEqual([]);
});

test('a row that is not proven gone is only for those who may take any', () => {
  const again = op(row('new'));
  const of = (ended: boolean) => [{ row: known(row('old'), 'K'), ended }];
  expect(joined([again], of(false), false).joins).toEqual([]);
  expect(joined([again], of(true), false).joins).toHaveLength(1);
  expect(joined([again], of(false), true).joins).toHaveLength(1);
});

test('of equal rows those that are gone come first, then in order of day and id', () => {
  const rows = (...ids: string[]) => ids.map((id) => known(row(undefined), id));
  const [a, b, c] = rows('A', 'B', 'C') as [KnownRow, KnownRow, KnownRow];
  const one = op(row(undefined));
  const firstOf = (...candidates: Candidates): unknown => joined([one], candidates).joins[0]?.[1];
  expect(firstOf({ row: a, ended: false }, { row: b, ended: true })).toBe('B');
  expect(firstOf({ row: b, ended: true }, { row: a, ended: false })).toBe('B');
  expect(firstOf({ row: b, ended: true }, { row: a, ended: true }, { row: c, ended: true })).toBe('A');
  expect(firstOf({ row: a, ended: true }, { row: b, ended: true })).toBe('A');
  expect(firstOf({ row: c, ended: false }, { row: b, ended: false })).toBe('B');
});

test('of equal ops the earlier occurrence comes first, each row once', () => {
  const ops = [op(row(undefined), 3), op(row(undefined), 1), op(row(undefined), 2)];
  const candidates = ['A', 'B'].map((id) => ({ row: known(row(undefined), id), ended: true }));
  expect(joined(ops, candidates).joins.map(([one, id]) => [(one as UpsertOp).loose?.occurrence, id])).toEqual(
    [
      [1, 'A'],
      [2, 'B'],
    ],
  );
  const named = ['x', 'y', 'z'].map((id) => op(row(id)));
  const [least] = named.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const [only] = candidates as [Candidates[number]];
  for (const order of [named, named.toReversed()])
    expect(joined(order, [only]).joins.map(([one]) => one)).toEqual([least]);
});

test('an unstable id counts where amount, currency and status agree; otherwise it was reissued', () => {
  const moved = op(unstable('7', { date: day(12), description: 'Moved' }));
  const holder = (spec: Parameters<typeof row>[1], id = '7') => [
    { row: known(unstable(id, spec), 'K'), ended: false },
  ];
  expect(joined([moved], holder({}))).toEqual({ joins: [[moved, 'K', 'unstable_id']], reissued: 0 });
  expect(joined([moved], holder({ amount: '-6.00' }))).toEqual({ joins: [], reissued: 1 });
  expect(joined([moved], holder({ currency: 'EUR' }))).toEqual({ joins: [], reissued: 1 });
  expect(joined([moved], holder({ status: 'pending' }))).toEqual({ joins: [], reissued: 1 });
  expect(joined([moved], holder({}, '8'))).toEqual({ joins: [], reissued: 0 });
  expect(joined([moved], holder({ account: 'b' }))).toEqual({ joins: [], reissued: 0 });
  const waiting = op({ ...unstable('7', { date: day(12), description: 'Moved' }), status: 'pending' });
  expect(joined([waiting], holder({ status: 'pending' })).joins).toHaveLength(1);
  // A stable id is no matter of looks.
  const sure = op(row('7', { date: day(12), description: 'Moved' }));
  expect(joined([sure], holder({}))).toEqual({ joins: [], reissued: 0 });
  const both = op({
    ...row('9', { date: day(12), description: 'Moved' }),
    ids: [...row('9').ids, ...moved.ids],
  });
  expect(joined([both], holder({}))).toEqual({ joins: [], reissued: 0 });
  const stable = [{ row: known(row('7'), 'K'), ended: false }];
  expect(joined([moved], stable)).toEqual({ joins: [], reissued: 0 });
});

test('two ids that may be reissued: one that was held is enough', () => {
  const two = { ...unstable('7', { date: day(12), description: 'Moved' }) };
  const both = op({ ...two, ids: [...two.ids, { scheme: 'id', value: '8', stable: false }] });
  const holder = [{ row: known(unstable('7', { amount: '-6.00' }), 'K'), ended: false }];
  expect(joined([both], holder)).toEqual({ joins: [], reissued: 1 });
});

test('a text that changed is the only one of its day and amount on both sides', () => {
  const gone = (id: string, spec: Parameters<typeof row>[1] = {}, ended = true) => ({
    row: known(row(undefined, { description: `Old ${id}`, ...spec }), id),
    ended,
  });
  const edited = op(row(undefined, { description: 'New' }));
  const other = op(row(undefined, { description: 'Newer' }));
  expect(joined([edited], [gone('A')]).joins).toEqual([[edited, 'A', 'fingerprint']]);
  expect(joined([edited, other], [gone('A')]).joins).toEqual([]);
  expect(joined([edited], [gone('A'), gone('B')]).joins).toEqual([]);
  expect(joined([edited], [gone('A', {}, false)]).joins).toEqual([]);
  expect(joined([edited], [gone('A', { date: day(11) })]).joins).toEqual([]);
  expect(joined([edited], [gone('A', { amount: '-6.00' })]).joins).toEqual([]);
  expect(joined([edited], [gone('A', { currency: 'EUR' })]).joins).toEqual([]);
  expect(joined([edited], [gone('A', { account: 'b' })]).joins).toEqual([]);
  expect(joined([edited], [gone('A', { status: 'pending' })]).joins).toEqual([]);
  expect(joined([op(row('t', { description: 'New' }))], [gone('A')]).joins).toEqual([]);
  const stable = { row: known(row('old', { description: 'Old' }), 'A'), ended: true };
  expect(joined([edited], [stable]).joins).toEqual([]);
  const mixed = row('old', { description: 'Old' });
  const both = { ...mixed, ids: [...mixed.ids, { scheme: 'x', value: '1', stable: false }] };
  expect(joined([edited], [{ row: known(both, 'A'), ended: true }]).joins).toEqual([]);
  const [one, two] = [gone('A'), gone('B', { date: day(11) })];
  const later = op(row(undefined, { description: 'New', date: day(11) }));
  expect(new Set(joined([edited, later], [one, two]).joins.map(([, id]) => id))).toEqual(new Set(['A', 'B']));
});
