import { addDays } from 'bankweave';
import { expect, test, vi } from 'vitest';
import { served } from './served.ts';

vi.setConfig({ testTimeout: 60_000 });

const MINUTE = 60_000;
type Served = Awaited<ReturnType<typeof served>>;

const windows = ({ wire }: Served): (string | undefined)[] =>
  wire.control.requests
    .filter(({ path }) => path.endsWith('/transactions'))
    .map(({ query }) => query['from']);

test('right after the link the whole history is read; minutes later 88 days, and the rest is a named gap', async () => {
  const soon = await served();
  const first = await soon.link();
  expect(first.historyClosesAt).toMatch(/^2026-11-20T15:0[56]/);
  expect((await soon.bank.sync(first.id)).anomalies).toEqual([]);
  expect(new Set(windows(soon))).toEqual(new Set(['2024-11-20']));
  const oldest = (await soon.ada.transactions.list({ sort: 'oldest' } as never)).items[0]?.date ?? '';
  expect(oldest < '2026-07-01').toBe(true);

  const late = await served();
  const second = await late.link();
  late.wait(10 * MINUTE);
  const run = await late.bank.sync(second.id);
  expect(run.status).toBe('complete');
  expect(run.anomalies.map(({ type }) => type)).toEqual(['history_gap', 'history_gap', 'history_gap']);
  expect(new Set(windows(late))).toEqual(new Set(['2026-08-25']));

  // Signing in again opens what was closed: the older rows come, and are no new activity.
  const before = await late.bank.changes({ limit: 1 });
  expect(before.items).toHaveLength(1);
  late.wait(MINUTE);
  await late.repair(second.id);
  const { next } = await drained(late);
  await late.bank.sync(second.id, { attended: { ip: '203.0.113.7' } });
  expect(windows(late).at(-1)).toBe('2024-11-20');
  const news = (await late.bank.changes({ after: next, limit: 1_000 })).items;
  const old = news.filter(
    (entry) => entry.type === 'transaction.added' && entry.transaction.date < '2026-08-25',
  );
  expect(old.length).toBeGreaterThan(20);
  expect(new Set(old.map(({ origin }) => origin))).toEqual(new Set(['backfill']));
});

test.each([
  ['refuses', { scaMinutes: 0 }],
  ['cuts short without a word', { from: 'clamped' }],
] as const)(
  'what a deep read did not give, since the bank %s it, is no news when it comes',
  async (_, quirks) => {
    const app = await served({ wire: { everyBank: quirks } });
    const { id } = await app.link();
    const first = await app.bank.sync(id);
    const floor = addDays('2026-11-20', -88);
    for (const { historyFrom = '' } of first.accounts) expect(historyFrom >= floor).toBe(true);
    app.wire.control.bank('thames-bank', { scaMinutes: 5, from: 'honoured' });
    app.wait(MINUTE);
    await app.repair(id);
    const { next } = await drained(app);
    const row = app.world.post('thames-bank.ada.checking', { amount: '-7.77' });
    await app.bank.sync(id, { attended: { ip: '203.0.113.7' } });
    const news = (await app.bank.changes({ after: next, limit: 1_000 })).items.flatMap((entry) =>
      entry.type === 'transaction.added' ? [[entry.transaction.date, entry.origin] as const] : [],
    );
    const old = news.filter(([date]) => date < floor);
    expect(old.length).toBeGreaterThan(20);
    expect(new Set(old.map(([, origin]) => origin))).toEqual(new Set(['backfill']));
    expect(news.filter(([date]) => date === row.date)).toEqual([[row.date, 'live']]);
  },
);

async function drained({ bank }: Served) {
  let page = await bank.changes({ limit: 1_000 });
  while (page.hasMore) page = await bank.changes({ after: page.next, limit: 1_000 });
  return page;
}

test('four unattended syncs in 24 hours, then the run is deferred with the time at which it can go on', async () => {
  const { bank, link, wire, world } = await served();
  const { id } = await link();
  for (let n = 0; n < 4; n++) expect((await bank.sync(id)).status).toBe('complete');
  const run = await bank.sync(id);
  expect(run.status).toBe('deferred');
  expect(run.error).toMatchObject({ code: 'budget_exhausted' });
  const wait = Date.parse(run.retryAt ?? '') - world.now();
  expect(wait).toBeGreaterThan(23 * 3_600_000);
  expect(wait).toBeLessThan(30 * 3_600_000);
  // The person is there: their own address goes along, and nothing is counted.
  expect((await bank.sync(id, { attended: { ip: '203.0.113.7' } })).status).toBe('complete');
  for (const { endpoint, unattended, refused } of wire.control.counters())
    expect([endpoint, unattended <= 4, refused]).toEqual([endpoint, true, 0]);
  world.advance({ days: 1 });
  expect((await bank.sync(id)).status).toBe('complete');
});

test('calls that fail are calls: whatever happens, no bank is asked more often than it allows', async () => {
  const { bank, link, wire, world } = await served();
  const { id } = await link();
  const faults = [
    'provider_error',
    'internal_server_error',
    'provider_timeout',
    'access_denied',
    'connector_overload',
  ] as const;
  for (let n = 0; n < 30; n++) {
    wire.control.fail('*', {
      kind: 'error',
      code: faults[n % faults.length] as (typeof faults)[number],
      nth: 1 + ((n * 7) % 9),
    });
    // Several at once, and over four days.
    await Promise.allSettled([bank.sync(id), bank.sync(id)]);
    wire.control.clearFaults();
    world.advance({ hours: 3 });
    for (const { unattended, refused, endpoint } of wire.control.counters()) {
      expect(unattended, endpoint).toBeLessThanOrEqual(4);
      expect(refused, endpoint).toBe(0);
    }
  }
  world.advance({ days: 2 });
  expect((await bank.sync(id)).status).toBe('complete');
});

test('a bank that forbids the deep history with a plain 403 leaves the connection well', async () => {
  const { bank, link, ada } = await served({
    wire: { everyBank: { scaMinutes: 0, scaRefusal: 'access_denied' } },
  });
  const { id } = await link();
  const run = await bank.sync(id);
  expect(run.status).toBe('complete');
  expect((await ada.connections.get(id)).status).toBe('active');
  expect(run.accounts.every(({ historyFrom = '' }) => historyFrom >= addDays('2026-11-20', -87))).toBe(true);
});

test('a bank that lists accounts only after a sign-in is read on by the accounts that are known', async () => {
  const { bank, link, ada, wait, world } = await served({ wire: { everyBank: { listsOnlyAfterSca: true } } });
  const { id } = await link();
  await bank.sync(id);
  wait(10 * MINUTE);
  world.advance({ days: 1 });
  const row = world.post('thames-bank.ada.checking', { amount: '-7.77' });
  expect((await bank.sync(id)).status).toBe('complete');
  const { items } = await ada.transactions.list({ limit: 50 });
  expect(items.some(({ amount, date }) => amount.value === '-7.77' && date === row.date)).toBe(true);
  expect((await ada.accounts.list()).items.map(({ status }) => status)).toEqual([
    'active',
    'active',
    'active',
  ]);
});
