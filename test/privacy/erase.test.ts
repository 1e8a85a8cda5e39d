import { describe, expect, test } from 'vitest';
import { all, codeOf } from '../client/banks.ts';
import { connect, dump, HOUR, rowsOf, runningClock, stage, tracesOf } from './stage.ts';

const ADA = 'ada-3f9a1c77';
const BOB = 'bob-88e2b0d1';

test('erase leaves a tombstone and two lines that say nothing about the person, and the bank is told', async () => {
  const { bank, file, provider } = stage();
  const [ada, bob] = [bank.user(ADA), bank.user(BOB)];
  const { id } = await connect(ada);
  await bank.sync(id);
  await bank.sync((await connect(bob)).id);
  const t = (await ada.transactions.list()).items[0]?.id ?? '';
  await ada.transactions.update(t, { notes: 'for my sister Zelda' });
  const before = JSON.stringify(rowsOf(file, BOB));
  expect(tracesOf(file, ADA, id, 'Zelda')).not.toEqual([]);

  const receipt = await ada.erase();

  expect(receipt).toMatchObject({
    id: expect.stringMatching(/^erasure_/) as string,
    connections: [{ id, provider: 'grants', revoked: true }],
    counts: { transactions: 2, accounts: 1, connections: 1, annotations: 1 },
  });
  expect(provider.open.has(`login-of-${ADA}`)).toBe(false);
  expect(tracesOf(file, ADA, id, 'Zelda', `login-of-${ADA}`)).toEqual([]);
  expect(JSON.stringify(rowsOf(file, BOB))).toBe(before);
  const left = dump(file)['records']?.filter(({ user_id }) => user_id === '') ?? [];
  expect(
    left.map(({ namespace }) => `${String(namespace as string)}`).toSorted((a, b) => (a < b ? -1 : 1)),
  ).toEqual(['audit', 'audit', 'audit-heads', 'erasures', 'store-keys']);
  expect((await all(bank.audit.list())).filter(({ userId }) => userId === '')).toMatchObject([
    { action: 'erase', facts: { erasure: receipt.id } },
    { action: 'erase.complete', facts: { erasure: receipt.id, count: 1, waiting: 0 } },
  ]);
  expect(await bank.audit.verify()).toMatchObject({ ok: true });
  expect(await all(bank.erasures.list())).toMatchObject([
    { id: receipt.id, counts: receipt.counts, completedAt: receipt.completedAt },
  ]);
  // Bob goes on.
  expect((await bank.runDue()).map(({ run }) => run?.userId)).toEqual([]);
  expect(await all(bob.transactions.list())).toHaveLength(2);
});

test('erase twice, and erase of somebody unknown, are successes that remove nothing', async () => {
  const { bank, file, provider } = stage();
  const ada = bank.user(ADA);
  await connect(ada);
  const first = await ada.erase();
  const second = await ada.erase();
  expect(second.id).not.toBe(first.id);
  expect(second.connections).toEqual([]);
  expect(Object.values(second.counts).every((count) => count === 0)).toBe(true);
  const unknown = await bank.user('nobody-51').erase();
  expect(unknown).toMatchObject({ connections: [] });
  expect(tracesOf(file, ADA, 'nobody-51')).toEqual([]);
  expect(provider.calls.filter((call) => call === 'revoke')).toHaveLength(1);
});

test('two callers at once, in one process and in two, end with one erasure and one revoke', async () => {
  const { bank, other, file, provider } = stage({ clock: runningClock() });
  const ada = bank.user(ADA);
  await bank.sync((await connect(ada)).id);
  const receipts = await Promise.all([ada.erase(), ada.erase(), other().user(ADA).erase()]);
  expect(new Set(receipts.map(({ id }) => id)).size).toBe(1);
  expect(provider.calls.filter((call) => call === 'revoke')).toHaveLength(1);
  expect(tracesOf(file, ADA)).toEqual([]);
  expect((await all(bank.audit.list())).map(({ action }) => action)).toEqual(['erase', 'erase.complete']);
});

test('somebody who comes back is a new person, and nothing of the old one is there', async () => {
  const { bank } = stage();
  const ada = bank.user(ADA);
  const old = await connect(ada);
  await bank.sync(old.id);
  await ada.erase();
  const next = await connect(ada);
  expect(next.id).not.toBe(old.id);
  expect((await bank.sync(next.id)).counts.added).toBe(2);
  expect(await codeOf(() => bank.sync(old.id))).toBe('not_found');
  expect((await all(ada.audit.list()))[0]).toMatchObject({ seq: 1, action: 'link.start', previous: '' });
  expect((await ada.erase()).counts).toMatchObject({ transactions: 2 });
});

test('a connection removed earlier whose provider is down still, and a link nobody finished, leave too', async () => {
  const { bank, provider, file, clock } = stage();
  const ada = bank.user(ADA);
  const removed = await connect(ada, 'login-removed');
  provider.before = (method) => {
    if (method === 'inspect') throw new Error('the process dies');
  };
  const { id } = await ada.links.start('grants');
  await codeOf(() => ada.links.complete('grants', id, { code: 'login-unfinished' }));
  provider.before = () => {};
  provider.down = true;
  await ada.connections.remove(removed.id);
  const receipt = await ada.erase();
  expect(receipt.connections.map(({ revoked }) => revoked)).toEqual(['ticket', 'ticket']);
  expect(tracesOf(file, ADA, removed.id, 'login-removed', 'login-unfinished')).toEqual([]);
  provider.down = false;
  clock.advance(HOUR);
  await bank.runDue();
  expect([...provider.open]).toEqual([]);
});

test('a token that got old is renewed once, so that the revoke gets through', async () => {
  const { bank, provider } = stage();
  const ada = bank.user(ADA);
  await connect(ada);
  provider.stale.add(provider.open.get(`login-of-${ADA}`) ?? '');
  expect((await ada.erase()).connections).toMatchObject([{ revoked: true }]);
  expect(provider.calls.slice(-3)).toEqual(['revoke', 'refresh', 'revoke']);
  expect([...provider.open]).toEqual([]);
});

describe('a provider that is down', () => {
  test('for 71 hours: a sealed ticket waits, and ends the connection when it is back', async () => {
    const { bank, provider, file, clock, store } = stage();
    const ada = bank.user(ADA);
    const { id } = await connect(ada);
    await bank.sync(id);
    const token = provider.open.get(`login-of-${ADA}`) ?? '';
    provider.down = true;
    const receipt = await ada.erase();
    expect(receipt.connections).toEqual([{ id, provider: 'grants', revoked: 'ticket' }]);
    const tickets = (): unknown[] =>
      dump(file)['records']?.filter(({ namespace }) => namespace === 'revoke-tickets') ?? [];
    expect(tickets()).toHaveLength(1);
    expect(tracesOf(file, ADA, id, token, `login-of-${ADA}`, 'grants')).toEqual([]);
    await hours(71, clock, bank);
    expect(tickets()).toHaveLength(1);
    expect(provider.open.size).toBe(1);
    provider.down = false;
    await hours(2, clock, bank);
    expect(tickets()).toEqual([]);
    expect(provider.open.size).toBe(0);
    expect(await all(bank.orphans.list())).toEqual([]);
    expect(provider.calls.filter((call) => call === 'revoke').length).toBeLessThan(30);
    expect(store).toBeDefined();
  });

  test('for 73 hours: the ticket is destroyed, and an orphan says so without saying whose', async () => {
    const { bank, provider, file, clock } = stage();
    const ada = bank.user(ADA);
    const { id } = await connect(ada);
    provider.down = true;
    const since = clock.now();
    await ada.erase();
    await hours(73, clock, bank);
    provider.down = false;
    const calls = provider.calls.length;
    await hours(24, clock, bank);
    expect(provider.calls).toHaveLength(calls);
    expect(provider.open.size).toBe(1);
    const [orphan, ...more] = await all(bank.orphans.list());
    expect(more).toEqual([]);
    expect(orphan).toMatchObject({ provider: 'grants', reason: 'provider_unavailable' });
    expect(orphan).not.toHaveProperty('userId');
    expect(orphan).not.toHaveProperty('connectionId');
    expect(Date.parse(orphan?.givenUpAt ?? '') - since).toBe(72 * HOUR);
    expect(dump(file)['records']?.some(({ namespace }) => namespace === 'revoke-tickets')).toBe(false);
    expect(tracesOf(file, ADA, id)).toEqual([]);
  });

  test('an orphan of a removed connection names it, until its person is erased', async () => {
    const { bank, provider, file, clock } = stage();
    const ada = bank.user(ADA);
    const { id } = await connect(ada);
    provider.down = true;
    await ada.connections.remove(id);
    await hours(73, clock, bank);
    expect(await all(bank.orphans.list())).toMatchObject([{ userId: ADA, connectionId: id }]);
    expect((await ada.erase()).connections).toMatchObject([{ id, revoked: true }]);
    expect(await all(bank.orphans.list())).toHaveLength(1);
    expect(tracesOf(file, ADA, id)).toEqual([]);
  });
});

/** Lets time pass, with `runDue` every hour. */
async function hours(
  count: number,
  clock: { advance(ms: number): void },
  bank: { runDue(): Promise<unknown> },
): Promise<void> {
  for (let hour = 0; hour < count; hour++) {
    clock.advance(HOUR);
    await bank.runDue();
  }
}
