import { describe, expect, test } from 'vitest';
import type { Upsert } from 'bankweave/adapter-kit';
import type { Head, KnownRow } from 'bankweave/store';
import { bookedKey, identityKey, transactionIdOf } from '../../src/sync/identity.ts';
import { type Op, removalOp, type UpsertOp, upsertOp } from '../../src/sync/op.ts';
import {
  decide,
  type DecideInput,
  decisionOf,
  leadsOf,
  meaningOf,
  voided,
} from '../../src/sync/reconcile/decide.ts';
import { rowOf } from '../../src/sync/reconcile/facts.ts';
import type { Prepared } from '../../src/sync/reconcile/prepared.ts';
import { isEcho, type Known, knownOf, ownerOf, resolve } from '../../src/sync/reconcile/resolve.ts';
import { pending, removal, row } from '../support/scripted-adapter.ts';

// The rules of reconcile one by one: what a single op comes to, given what is known.

const AT = '2026-11-20T12:00:00.000Z';
const place = { userId: 'ada', connectionId: 'con', provider: 'scripted' };
const op = (upsert: Upsert): UpsertOp => upsertOp(upsert, 'a', () => 1);
const keyOf = (id: string): string => identityKey('a', 'id', id);
const idOf = (id: string): string => transactionIdOf(keyOf(id));

function stored(upsert: Upsert, more: Partial<Head> = {}): KnownRow {
  const one = op(upsert);
  const made = rowOf(one, more.id ?? one.key, place);
  return {
    id: made.id,
    accountId: 'a',
    digest: made.digest,
    status: upsert.status,
    hidden: null,
    row: made,
    ...more,
  };
}

const nothing: Prepared = {
  without: new Set(),
  joins: new Map(),
  absorbed: new Set(),
  apart: new Set(),
  revived: new Set(),
  freshIds: new Map(),
  endedPending: [],
  absent: [],
  seen: new Map(),
  known: new Map(),
  suggestions: [],
  reissued: 0,
};

interface Case {
  readonly ops: readonly Op[];
  readonly rows?: readonly KnownRow[];
  readonly aliases?: Readonly<Record<string, string>>;
  readonly prepared?: Partial<Prepared>;
  readonly freshIds?: DecideInput['freshIds'];
  readonly origin?: 'initial' | 'live' | 'backfill';
  readonly explicitRemovals?: boolean;
}

function knownFrom({ rows = [], aliases = {} }: Pick<Case, 'rows' | 'aliases'>): Known {
  const all = Object.entries(aliases).map(([key, transactionId]) => ({ key, accountId: 'a', transactionId }));
  return knownOf(rows, all);
}

function decided({ origin = 'live', explicitRemovals = true, freshIds = new Map(), ...given }: Case) {
  const known = knownFrom(given);
  const prepared = { ...nothing, ...given.prepared };
  const whole = new Map((given.rows ?? []).map((one) => [one.id, one]));
  const leads = leadsOf(given.ops, known, prepared);
  const context = { ...place, at: AT, originOf: () => origin, explicitRemovals } as Parameters<
    typeof decide
  >[2];
  const { set, counts, ...rest } = decide(
    { ops: given.ops, known, leads, whole, freshIds },
    prepared,
    context,
  );
  const told = Object.entries(counts).filter(([, count]) => count !== 0);
  return { ...rest, ...set, counts: Object.fromEntries(told) };
}

const rules = (found: ReturnType<typeof decided>) =>
  found.decisions.map(({ rule, transactionId, evidence }) => [rule, transactionId, evidence]);

describe('a row that comes again', () => {
  test('as it was changes nothing', () => {
    const found = decided({ ops: [op(row('1'))], rows: [stored(row('1'))] });
    expect(found).toMatchObject({ rows: [], aliases: [], decisions: [], counts: { unchanged: 1 } });
  });

  test('after it was taken back is there again, and says so', () => {
    const found = decided({ ops: [op(row('1'))], rows: [stored(row('1'), { hidden: 'removed' })] });
    expect(found.rows).toMatchObject([{ type: 'update', origin: 'live' }]);
    expect(rules(found)).toEqual([['returned', idOf('1'), { was: 'removed' }]]);
    expect(found.counts).toEqual({ modified: 1 });
  });

  test('after it ended without a booking is there again, and says so', () => {
    const found = decided({ ops: [op(row('1'))], rows: [stored(pending('1'), { status: 'void' })] });
    expect(rules(found)).toEqual([['returned', idOf('1'), { was: 'void' }]]);
  });

  test('with other facts is changed, without a reason to keep', () => {
    const found = decided({ ops: [op(row('1', { amount: '-6.00' }))], rows: [stored(row('1'))] });
    expect(found).toMatchObject({ decisions: [], counts: { modified: 1 } });
  });

  test.each([
    ['initial', null, 'initial'],
    ['live', null, 'live'],
    ['backfill', null, 'live'],
    ['initial', 'removed', 'live'],
  ] as const)('in a read of %s, hidden as %s, is of origin %s', (origin, hidden, expected) => {
    const rows = [stored(row('1'), { hidden })];
    expect(decided({ ops: [op(row('1', { amount: '-6.00' }))], rows, origin }).rows).toMatchObject([
      { origin: expected },
    ]);
  });
});

describe('an id that leads to another row', () => {
  const was = stored(row('2'), { id: idOf('1') });
  const aliases = { [keyOf('2')]: idOf('1') };

  test('is a new row, under a fresh id where its own is taken, and says whose id it was', () => {
    const ops = [op(row('1', { amount: '-9.00' }))];
    const key = ops[0]?.key ?? '';
    const found = decided({ ops, rows: [was], aliases, freshIds: new Map([[key, 'txn_fresh']]) });
    expect(found.rows).toMatchObject([{ type: 'insert', row: { id: 'txn_fresh' } }]);
    expect(found.aliases).toEqual([{ key: keyOf('1'), accountId: 'a', transactionId: 'txn_fresh' }]);
    expect(rules(found)).toEqual([['id_reissued', 'txn_fresh', { before: idOf('1') }]]);
    expect(found).toMatchObject({ reissued: 1, counts: { added: 1 } });
    const kept = decided({ ops, rows: [was], aliases });
    expect(rules(kept)).toEqual([['id_reissued', key, { before: idOf('1') }]]);
  });

  test.each<[string, Upsert, boolean, string]>([
    ['removals are told', row('1', { description: 'x' }), true, 'another'],
    ['removals are not told, one amount', row('1', { description: 'x' }), false, 'changed'],
    ['another amount', row('1', { amount: '-9.00' }), false, 'another'],
    ['another currency', row('1', { currency: 'EUR' }), false, 'another'],
    ['pending after it was booked', pending('1'), false, 'another'],
  ])('%s', (_, upsert, explicit, expected) => {
    expect(meaningOf(op(upsert), was, was, nothing, explicit)).toBe(expected);
    const revived = { ...nothing, revived: new Set([was.id]) };
    expect(meaningOf(op(upsert), was, was, revived, explicit)).toBe('changed');
    expect(meaningOf(op(upsert), was, undefined, nothing, explicit)).toBe('changed');
  });

  test('pending beside pending is the same row', () => {
    const waiting = stored(pending('2'), { id: idOf('1') });
    expect(meaningOf(op(pending('1', { description: 'x' })), waiting, waiting, nothing, false)).toBe(
      'changed',
    );
    expect(meaningOf(op(row('1', { description: 'x' })), waiting, waiting, nothing, false)).toBe('changed');
    const posted = op(row('1', { description: 'x' }));
    expect(meaningOf(posted, was, was, nothing, false)).toBe('changed');
  });

  test('the same words are the same row, unless it was taken back', () => {
    const same = stored(row('1'));
    expect(meaningOf(op(row('1')), same, undefined, nothing, true)).toBe('same');
    expect(meaningOf(op(row('1')), { ...same, hidden: 'removed' }, undefined, nothing, true)).toBe('changed');
    expect(meaningOf(op(row('1')), { ...same, hidden: 'deleted' }, undefined, nothing, true)).toBe('same');
  });
});

describe('a removal', () => {
  const gone = removalOp(removal('1'), 'a');

  test('hides a booked row', () => {
    const found = decided({ ops: [gone], rows: [stored(row('1'))] });
    expect(found.rows).toEqual([{ type: 'hide', id: idOf('1'), as: 'removed', origin: 'live' }]);
    expect(rules(found)).toEqual([['removed_by_provider', idOf('1'), {}]]);
    expect(found).toMatchObject({ unknownRemovals: 0, counts: { removed: 1 } });
  });

  test('ends a pending row, whose former self is kept', () => {
    const waiting = stored(pending('1'));
    const found = decided({ ops: [gone], rows: [waiting] });
    expect(found.rows).toEqual([voided(waiting)]);
    expect(found.rows).toMatchObject([
      { type: 'update', origin: 'live', row: { facts: { status: 'void' } } },
    ]);
    expect(rules(found)).toEqual([['pending_vanished', idOf('1'), { by: 'removal' }]]);
    expect(found.decisions[0]?.before).toEqual(waiting.row);
    expect(found.counts).toEqual({ removed: 1, voided: 1 });
  });

  test('of a row that was not read whole is left for the next time', () => {
    const known = knownFrom({ rows: [stored(row('1'))] });
    const input = { ops: [gone], known, leads: new Map(), whole: new Map(), freshIds: new Map() };
    const context = { ...place, at: AT, originOf: () => 'live', explicitRemovals: true } as const;
    const { unknownRemovals, set, counts } = decide(input, nothing, context as Parameters<typeof decide>[2]);
    expect({ unknownRemovals, rows: set.rows }).toEqual({ unknownRemovals: 1, rows: [] });
    expect(counts.unchanged).toBe(1);
  });

  test('of a row that nobody knows is counted as such', () => {
    expect(decided({ ops: [gone] })).toMatchObject({
      unknownRemovals: 1,
      rows: [],
      counts: { unchanged: 1 },
    });
  });

  test.each<[string, KnownRow]>([
    ['taken back already', stored(row('1'), { hidden: 'removed' })],
    ['deleted by the host', stored(row('1'), { hidden: 'deleted' })],
    ['ended already', stored(pending('1'), { status: 'void' })],
    ['that goes by another id now', stored(row('2'), { id: idOf('1') })],
  ])('of a row %s changes nothing', (_, one) => {
    const found = decided({ ops: [gone], rows: [one] });
    expect(found).toMatchObject({ unknownRemovals: 0, rows: [], decisions: [], counts: { unchanged: 1 } });
  });
});

describe('a row that something else has joined', () => {
  const waiting = stored(pending('p'));
  const booked = op(row('t', { pendingId: 'p' }));
  const join = (rule: 'provider_link' | 'fingerprint', joined = waiting): Partial<Prepared> => ({
    joins: new Map([[booked.key, { row: joined, rule, evidence: { days: 1 } }]]),
  });

  test('takes over the id, and its names lead to it', () => {
    const found = decided({ ops: [booked], rows: [waiting], prepared: join('provider_link') });
    expect(found.rows).toMatchObject([{ type: 'update', row: { id: waiting.id } }]);
    expect(found.aliases).toEqual([
      { key: keyOf('t'), accountId: 'a', transactionId: waiting.id },
      { key: bookedKey(keyOf('p')), accountId: 'a', transactionId: waiting.id },
    ]);
    expect(rules(found)).toEqual([['provider_link', waiting.id, { days: 1 }]]);
    expect(found.decisions[0]?.before).toEqual(waiting.row);
  });

  test('by its looks does not prove that the pending row is booked', () => {
    const found = decided({ ops: [booked], rows: [waiting], prepared: join('fingerprint') });
    expect(found.aliases).toEqual([{ key: keyOf('t'), accountId: 'a', transactionId: waiting.id }]);
  });

  test('word for word changes nothing, unless it was taken back', () => {
    const same = stored(row('t'), { id: 'txn_k' });
    const of = (one: KnownRow) => decided({ ops: [booked], prepared: join('fingerprint', one) }).counts;
    expect(of({ ...same, digest: booked.digest })).toEqual({ unchanged: 1 });
    expect(of({ ...same, digest: booked.digest, hidden: 'removed' })).toEqual({ modified: 1 });
    expect(of({ ...same, digest: 'other' })).toEqual({ modified: 1 });
  });

  test('is told apart or absorbed where that was settled before', () => {
    const again = op(row('1', { amount: '-6.00' }));
    const rows = [stored(row('1'))];
    const apart = { apart: new Set([again.key]), freshIds: new Map([[again.key, 'txn_apart']]) };
    expect(decided({ ops: [again], rows, prepared: apart }).rows).toMatchObject([
      { type: 'insert', row: { id: 'txn_apart' } },
    ]);
    const absorbed = { absorbed: new Set([again.key]) };
    expect(decided({ ops: [again], rows, prepared: absorbed })).toMatchObject({
      rows: [],
      counts: { unchanged: 1 },
    });
    const known = knownFrom({ rows });
    expect(leadsOf([again], known, nothing).size).toBe(1);
    expect(leadsOf([again], known, { ...nothing, ...absorbed }).size).toBe(0);
    expect(leadsOf([again], known, { ...nothing, ...join('fingerprint') }).size).toBe(1);
  });
});

describe('the names of a new row', () => {
  const two = { ...row('1'), ids: [...row('1').ids, { scheme: 'ref', value: 'r', stable: true }] };
  const second = identityKey('a', 'ref', 'r');

  test('lead to it by all but the id it was minted from', () => {
    expect(decided({ ops: [op(two)] }).aliases).toEqual([
      { key: second, accountId: 'a', transactionId: idOf('1') },
    ]);
  });

  test('that lead there already are left as they are', () => {
    const changed = { ...two, description: 'Tea' };
    const rows = [stored(two)];
    expect(decided({ ops: [op(changed)], rows, aliases: { [second]: idOf('1') } }).aliases).toEqual([]);
    expect(decided({ ops: [op(changed)], rows }).aliases).toEqual([
      { key: second, accountId: 'a', transactionId: idOf('1') },
    ]);
  });

  test('that were minted for the row itself need no alias', () => {
    const moved = { ...row('2'), ids: [...row('2').ids, ...row('1').ids] };
    const found = decided({ ops: [op(moved)], rows: [stored(row('1'))] });
    expect(found.aliases).toEqual([{ key: keyOf('2'), accountId: 'a', transactionId: idOf('1') }]);
  });

  test('that led elsewhere lead to it now', () => {
    const rows = [stored(row('9'), { id: 'txn_other' })];
    const found = decided({ ops: [op(row('1'))], rows, aliases: { [keyOf('1')]: 'txn_gone' } });
    expect(found.aliases).toEqual([{ key: keyOf('1'), accountId: 'a', transactionId: idOf('1') }]);
  });

  test.each([
    ['live', row('t', { pendingId: 'p' }), 1],
    ['initial', row('t', { pendingId: 'p' }), 0],
    ['live', row('t'), 0],
    ['live', pending('t', { pendingId: 'p' }), 0],
  ] as const)('in a read of %s: a booked row remembers the pending one it names', (origin, upsert, count) => {
    const found = decided({ ops: [op(upsert)], origin });
    expect(found.aliases.map(({ key }) => key)).toEqual(count ? [bookedKey(keyOf('p'))] : []);
    expect(found.rows).toMatchObject([{ origin }]);
  });
});

describe('where an id leads', () => {
  const loose = op(row(undefined));
  const word = stored(row(undefined), { id: loose.key });

  test('a row without ids is led only by its own words', () => {
    const of = (more: Partial<Head>) =>
      leadsOf([loose], knownFrom({ rows: [{ ...word, ...more }] }), nothing).size;
    expect(of({})).toBe(1);
    expect(of({ digest: 'other' })).toBe(0);
    expect(of({ hidden: 'removed' })).toBe(0);
    expect(of({ hidden: 'deleted' })).toBe(1);
    const strange = knownFrom({ rows: [stored(row('8'))] });
    expect(leadsOf([loose, op(row('9'))], strange, nothing).size).toBe(0);
  });

  test('nothing leads from one account to another, and an alias comes before the id itself', () => {
    const one = op(row('1'));
    const other = { ...stored(row('1')), accountId: 'b' };
    expect(resolve(one, knownFrom({ rows: [other] }))).toBeUndefined();
    const moved = stored(row('2'), { id: 'txn_moved' });
    const aliases = { [keyOf('1')]: 'txn_moved' };
    expect(resolve(one, knownFrom({ rows: [stored(row('1')), moved], aliases }))?.id).toBe('txn_moved');
  });

  test('a pending row is an echo where its id is known to be booked', () => {
    const rows = [stored(row('t'))];
    const aliases = { [bookedKey(keyOf('p'))]: idOf('t') };
    const known = knownFrom({ rows, aliases });
    expect(isEcho(op(pending('p')), known)).toBe(true);
    expect(isEcho(op(row('p')), known)).toBe(false);
    expect(isEcho(op(pending('q')), known)).toBe(false);
    expect(isEcho(op(pending('p')), knownFrom({ rows: [stored(pending('t'))], aliases }))).toBe(false);
    const more = { ...pending('q'), ids: [...pending('q').ids, ...pending('p').ids] };
    expect(isEcho(op(more), known)).toBe(true);
  });

  test('of several ops for one row the one with its best id owns it, then the one it was minted from', () => {
    const two = { ...row('1'), ids: [...row('1').ids, ...row('2').ids] };
    const owned = stored(two, { id: idOf('3') });
    const [a, b, c, d] = ['1', '2', '3', '4'].map((id) => [keyOf(id)]) as [
      string[],
      string[],
      string[],
      string[],
    ];
    expect(ownerOf(owned, [c, b, a])).toBe(a);
    expect(ownerOf(owned, [c, b])).toBe(b);
    expect(ownerOf(owned, [d, c])).toBe(c);
    const neither = [d, [keyOf('5')]];
    expect(ownerOf(owned, neither)).toBe(d);
    expect(ownerOf(owned, neither.toReversed())).toBe(d);
    expect(ownerOf(owned, [[], d])).toEqual([]);
    const shaky = { ...row('1'), ids: [{ scheme: 'id', value: '1', stable: false }] };
    expect(ownerOf(stored(shaky, { id: idOf('4') }), [a, d])).toBe(d);
  });
});

test('a reason has an id of what it says, so that another evidence is another reason', () => {
  const context = { userId: 'ada', connectionId: 'con', at: AT } as Parameters<typeof decisionOf>[0];
  const one = decisionOf(context, 'txn_1', 'returned', { was: 'void' });
  expect(one).not.toHaveProperty('before');
  expect(decisionOf(context, 'txn_1', 'returned', { was: 'void' }).id).toBe(one.id);
  expect(decisionOf(context, 'txn_1', 'returned', { was: 'removed' }).id).not.toBe(one.id);
  const before = stored(row('1')).row;
  expect(decisionOf(context, 'txn_1', 'returned', { was: 'void' }, before).before).toBe(before);
});
