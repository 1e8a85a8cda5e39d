import { expect, test } from 'vitest';
import { createWorld, type World } from 'bankweave/sandbox';
import { stoppedClock } from './stopped-clock.ts';

const id = 'river-bank.ada.checking';
const login = 'river-bank.ada';
const fresh = () => {
  const clock = stoppedClock();
  return { clock, world: createWorld({ seed: 1, clock, epoch: '2026-06-01' }) };
};
const shown = (world: World, rowId: string) => world.ledger(id).find((row) => row.id === rowId);

test('a pending row posts under a new number that names it', () => {
  const { world } = fresh();
  const before = world.head();
  const pending = world.authorize(id, { amount: '-12.5', merchant: 'Slow Drip' });
  expect(pending).toMatchObject({ status: 'pending', date: '2026-11-20', amount: { value: '-12.50' } });
  world.advance({ days: 2 });
  const posted = world.settle(pending.id, { amount: '-15' });
  expect(posted).toMatchObject({
    status: 'posted',
    pendingId: pending.id,
    date: '2026-11-22',
    authorizedDate: '2026-11-20',
  });
  expect(shown(world, pending.id)).toBeUndefined();
  expect(shown(world, posted.id)?.amount.value).toBe('-15.00');
  const own = world.events(login, { after: before }).filter((event) => event.key === pending.key);
  expect(own.map(({ kind }) => kind)).toEqual(['authorized', 'posted']);
  expect(() => world.settle(pending.id)).toThrow(RangeError);
  expect(world.row(posted.id)).toEqual(posted);
  expect(world.row(pending.id)).toBeNull();
  expect(world.row('river-bank.ada.checking.20260901-1')?.id ?? null).toBe(
    shown(world, 'river-bank.ada.checking.20260901-1')?.id ?? null,
  );
});

test('a pending row that stays is booked twice as two rows: nothing that was written is written anew', () => {
  const { world } = fresh();
  const before = world.head();
  const pending = world.authorize(id, { amount: '-12.5' });
  const once = world.settle(pending.id, { keepPending: true });
  const told = world.events(login, { after: before });
  const twice = world.settle(pending.id, { keepPending: true, amount: '-13' });
  const thrice = world.settle(pending.id, { amount: '-14' });
  expect(world.events(login, { after: before }).slice(0, told.length)).toEqual(told);
  expect(new Set([pending.id, once.id, twice.id, thrice.id]).size).toBe(4);
  expect([once, twice, thrice].map((row) => shown(world, row.id)?.amount.value)).toEqual([
    '-12.50',
    '-13.00',
    '-14.00',
  ]);
  expect(shown(world, pending.id)).toBeUndefined();
});

test('what is done by hand comes after everything visible, also in the same millisecond', () => {
  const { world } = fresh();
  let last = world.head();
  for (let i = 0; i < 12; i++) {
    const row = world.post(id, { amount: '-1' });
    const events = world.events(login, { after: last });
    expect(events.map((event) => event.after?.id)).toEqual([row.id]);
    last = world.head();
    expect(world.events(login, { after: last })).toEqual([]);
  }
});

test('a clock that went back does not put new things before what was read', () => {
  const { world, clock } = fresh();
  const read = world.head();
  clock.at -= 3_600_000;
  expect(world.events(login, { after: read })).toEqual([]);
  const row = world.post(id, { amount: '-1' });
  expect(shown(world, row.id)).toBeUndefined();
  clock.at += 3_600_000;
  expect(shown(world, row.id)).toBeDefined();
  expect(world.events(login, { after: read }).map((event) => event.after?.id)).toEqual([row.id]);
});

test('a row that the world made can be taken over; its own plans are dropped', () => {
  const { world } = fresh();
  const planned = world.ledger(id).filter((row) => row.status === 'pending');
  const victim = planned[0];
  expect(victim).toBeDefined();
  world.void(victim?.id ?? '');
  const touched = world.head();
  world.advance({ days: 30 });
  expect(world.ledger(id).some((row) => row.key === victim?.key)).toBe(false);
  expect(world.events(login, { after: touched }).filter((event) => event.key === victim?.key)).toEqual([]);
  const back = world.readd(victim?.id ?? '');
  expect(back).toMatchObject({ id: victim?.id, status: 'pending' });
});

test('rename, amend, remove and readd keep the number', () => {
  const { world } = fresh();
  const row = world.post(id, { amount: '-9.99', date: '2026-10-02' });
  expect(world.rename(row.id, 'New name')).toMatchObject({ id: row.id, description: 'New name' });
  expect(world.amend(row.id, { amount: '-10', date: '2026-10-03' })).toMatchObject({
    date: '2026-10-03',
    postedDate: '2026-10-03',
  });
  world.remove(row.id);
  expect(shown(world, row.id)).toBeUndefined();
  expect(() => world.rename(row.id, 'x')).toThrow(/gone/);
  expect(world.readd(row.id)).toMatchObject({
    id: row.id,
    amount: { value: '-10.00' },
    description: 'New name',
  });
  expect(() => world.readd(row.id)).toThrow(/not gone/);
});

test('renumbering gives fresh numbers, or swaps them', () => {
  const { world } = fresh();
  const date = '2026-07-04';
  const given = ['-1', '-2', '3'].map((amount) => world.post(id, { amount, date }));
  const day = () => world.ledger(id, undefined, { from: date, to: date });
  const before = day();
  world.renumber(id, date, 'swapped');
  const after = day();
  expect(after.map((row) => row.id).sort()).toEqual(before.map((row) => row.id).sort());
  for (const row of after) expect(before.find((old) => old.id === row.id)?.key).not.toBe(row.key);
  // A swapped number still leads to the row that shows it now.
  const [one] = given;
  const holder = after.find((row) => row.id === one?.id);
  expect(world.rename(one?.id ?? '', 'mine')).toMatchObject({ key: holder?.key });
  world.renumber(id, date);
  const numbers = day().map((row) => row.id);
  expect(numbers.every((number) => !before.some((old) => old.id === number))).toBe(true);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('accounts open, close and vanish', () => {
  const { world } = fresh();
  const opened = world.openAccount(login, { slug: 'travel', balance: '100', currency: 'JPY' });
  expect(opened).toMatchObject({
    id: `${login}.travel`,
    currency: 'JPY',
    balances: { current: { value: '100' } },
  });
  world.post(opened.id, { amount: '-40' });
  expect(world.account(opened.id).balances.current.value).toBe('60');
  expect(() => world.openAccount(login, { slug: 'travel' })).toThrow(/there already/);
  expect(() => world.post(opened.id, { amount: '1.5' })).toThrow();

  world.closeAccount(id);
  expect(world.account(id).status).toBe('closed');
  const rows = world.ledger(id);
  world.advance({ days: 20 });
  expect(world.ledger(id)).toEqual(rows);
  expect(() => world.post(id, { amount: '1' })).toThrow(/closed/);
  world.closeAccount(`${login}.savings`, { vanish: true });
  expect(world.login('river-bank', 'ada').accounts.map((account) => account.id)).toEqual([
    id,
    `${login}.credit`,
    opened.id,
  ]);
  expect(
    world
      .events(login)
      .filter((event) => event.key === '')
      .map((event) => event.kind),
  ).toEqual(['account_opened', 'account_closed', 'account_closed']);
});

test('mistakes are told', () => {
  const { world } = fresh();
  expect(() => world.login('no-bank', 'ada')).toThrow(/institution/);
  expect(() => world.login('river-bank', ' ')).toThrow(/username/);
  expect(() => world.account('river-bank.ada.none')).toThrow(/account/);
  expect(() => world.rename('river-bank.ada.checking.20261001-99', 'x')).toThrow(/no row/);
  expect(() => world.events(login, { after: 'soon' })).toThrow(/position/);
  expect(() => world.advance({ days: -1 })).toThrow(/forward/);
  expect(() => world.post(id, { amount: '1.001' })).toThrow();
});

test('every username is somebody, whatever it is written with', () => {
  const { world } = fresh();
  for (const username of ['a.b@c.example', 'Zoë', '李', '__proto__', '|%2E', '\uD800']) {
    const there = world.login('river-bank', username);
    expect(there.accounts).toHaveLength(3);
    const account = there.accounts[0]?.id ?? '';
    const row = world.post(account, { amount: '-1' });
    expect(world.rename(row.id, 'found').accountId).toBe(account);
    expect(world.account(account).loginId).toBe(there.id);
  }
});
