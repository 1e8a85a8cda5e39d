import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWorld, EVENT_KINDS, type WorldEvent, type WorldRow } from 'bankweave/sandbox';
import { stoppedClock } from './stopped-clock.ts';

const start = Date.UTC(2026, 10, 20, 15);
const DAY = 86_400_000;
const world = createWorld({ seed: 5, clock: stoppedClock(start), epoch: '2025-10-01' });
const login = world.login('river-bank', 'ada');

/** The rows of an account as its events tell them. */
function replayed(events: readonly WorldEvent[], accountId: string): Map<string, WorldRow> {
  const rows = new Map<string, WorldRow>();
  for (const event of events.filter((each) => each.accountId === accountId)) {
    expect(event.before).toEqual(rows.get(event.key) ?? null);
    if (event.after) rows.set(event.key, event.after);
    else rows.delete(event.key);
  }
  return rows;
}

test('the change log, played from the beginning, is the ledger', () => {
  for (const at of [start, start - 40 * DAY, Date.UTC(2026, 4, 5, 6, 7)]) {
    const events = world.events(login.id, { until: at });
    for (const { id } of login.accounts) {
      const rows = [...replayed(events, id).values()];
      const byKey = (a: WorldRow, b: WorldRow) => (a.key < b.key ? -1 : 1);
      expect(rows.sort(byKey)).toEqual([...world.ledger(id, at)].sort(byKey));
    }
  }
});

test('positions are one order without ties, and reading in pieces misses nothing', () => {
  const all = world.events(login.id, { until: start });
  const positions = all.map(({ position }) => position);
  expect([...positions].sort()).toEqual(positions);
  expect(new Set(positions).size).toBe(positions.length);
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 900 }), fc.nat(all.length - 1), (limit, from) => {
      const read: string[] = positions.slice(0, from);
      for (;;) {
        const after = read.at(-1);
        const next = world.events(login.id, { limit, ...(after ? { after } : {}) });
        if (next.length === 0) break;
        read.push(...next.map(({ position }) => position));
      }
      expect(read).toEqual(positions);
    }),
    { numRuns: 8 },
  );
});

test('reading up to the head of a moment and from there on misses nothing', () => {
  const after = world.head(start - 12 * DAY);
  const positions = (events: readonly WorldEvent[]) => events.map(({ position }) => position);
  const all = positions(world.events(login.id, { after }));
  for (let at = start - 9 * DAY; at < start; at += 7_777_777) {
    const before = positions(world.events(login.id, { after, until: at }));
    expect([...before, ...positions(world.events(login.id, { after: world.head(at) }))]).toEqual(all);
  }
});

test('everything that can happen to a row by itself does within 200 days', () => {
  const seen = new Set<string>();
  let unlinked = 0;
  let twins = 0;
  for (const username of ['ada', 'bob', 'cleo', 'dan', 'eve']) {
    const { id, accounts } = world.login('river-bank', username);
    for (const event of world.events(id, { after: world.head(start - 200 * DAY) })) {
      seen.add(event.kind);
      if (event.kind === 'posted' && event.before && event.after?.pendingId === undefined) unlinked += 1;
      if (event.kind === 'posted' && event.before) {
        expect(event.after?.id).not.toBe(event.before.id);
        if (event.after?.pendingId) expect(event.after.pendingId).toBe(event.before.id);
        if (event.before.amount.value !== event.after?.amount.value) seen.add('other amount');
        if (event.before.date !== event.after?.date) seen.add('other day');
      }
    }
    for (const account of accounts) {
      const rows = world
        .ledger(account.id)
        .map((row) => `${row.date} ${row.amount.value} ${row.description}`);
      twins += rows.length - new Set(rows).size;
    }
  }
  const byHand = ['account_opened', 'account_closed'];
  expect([...seen].sort()).toEqual(
    [...EVENT_KINDS.filter((kind) => !byHand.includes(kind)), 'other amount', 'other day'].sort(),
  );
  expect(unlinked).toBeGreaterThan(0);
  expect(twins).toBeGreaterThan(100);
});

test('card rows post one to four days after the purchase, or late and dated back', () => {
  for (const event of world.events(login.id)) {
    if (event.kind !== 'posted' || !event.after?.authorizedDate) continue;
    const days = (Date.parse(event.after.date) - Date.parse(event.after.authorizedDate)) / DAY;
    expect(days).toBeGreaterThanOrEqual(1);
    expect(days).toBeLessThanOrEqual(4);
    expect(event.at - Date.parse(event.after.authorizedDate)).toBeLessThan(16 * DAY);
  }
});

test('banks without pending rows show none', () => {
  const { id } = world.login('summit-card', 'ada');
  const events = world.events(id);
  expect(events.length).toBeGreaterThan(1000);
  expect(events.every((event) => event.after?.status !== 'pending' && !event.after?.pendingId)).toBe(true);
});

test('a transfer shows on both accounts, a card bill on account and card', () => {
  const [checking, savings, card] = login.accounts.map(({ id }) =>
    world.ledger(id, undefined, { from: '2026-01-01' }),
  );
  const amounts = (rows: readonly WorldRow[] | undefined, pick: (row: WorldRow) => boolean) =>
    (rows ?? []).filter(pick).map((row) => `${row.date} ${row.amount.value.replace('-', '')}`);
  const moved = amounts(savings, (row) => row.kind === 'transfer');
  expect(moved.length).toBeGreaterThan(8);
  expect(amounts(checking, (row) => row.reference?.startsWith('TRF-') ?? false)).toEqual(moved);
  const bills = amounts(card, (row) => row.kind === 'payment');
  expect(bills.length).toBe(10);
  expect(amounts(checking, (row) => row.category.detailed === 'loan_payments.credit_card')).toEqual(bills);
});
