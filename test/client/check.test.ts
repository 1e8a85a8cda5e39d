import { createRequire } from 'node:module';
import type * as Sqlite from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createBankweave } from 'bankweave';
import { SCENARIOS } from 'bankweave/sandbox';
import type { Store } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';
import { jumpingClock, link, scene, STORES, tempFile, worldOf } from './banks.ts';
import { account, plain, row } from './plain-adapter.ts';

const DAY = 86_400_000;
const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite') as typeof Sqlite;

async function planted(store: Store) {
  const clock = jumpingClock();
  const { adapter, script } = plain();
  const bank = createBankweave({ adapters: [adapter], store, clock });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  const connect = async (code: string): Promise<string> =>
    (await ada.links.complete('plain', (await ada.links.start('plain')).id, { code })).id;
  const day = (back: number) =>
    new Date(clock.now() - back * DAY).toISOString().slice(0, 10) as `${number}-${number}-${number}`;
  const types = async (): Promise<string[]> => (await bank.check()).findings.map(({ type }) => type);
  script.rows = Array.from({ length: 120 }, (_, at) => row(`r${at}`, `-${at + 1}.00`, day(360 - at * 3)));
  const id = await connect('x');
  await bank.sync(id);
  return { bank, ada, clock, script, connect, day, types, id };
}

describe.each(STORES)('check on $name', ({ open }) => {
  test('finds nothing where nothing is wrong', async () => {
    const { types, bank } = await planted(open());
    expect(await types()).toEqual([]);
    expect(await bank.check()).toMatchObject({ connections: 1, accounts: 1 });
  });

  test('drift: a balance that moves without a row, or a row without a balance', async () => {
    const { bank, script, day, clock, id } = await planted(open());
    clock.jump(DAY);
    script.accounts = [account('a1', '90.00')];
    script.rows = [row('new', '-10.00', day(0))];
    await bank.sync(id);
    expect((await bank.check()).findings).toEqual([]);
    clock.jump(DAY);
    script.accounts = [account('a1', '65.00')];
    script.rows = [row('other', '-20.00', day(0))];
    await bank.sync(id);
    expect((await bank.check()).findings).toMatchObject([
      { type: 'balance_drift', connectionId: id, userId: 'ada', amount: { value: '-5.00', currency: 'GBP' } },
    ]);
    // A row with an old date is as good as any.
    clock.jump(DAY);
    script.rows = [row('late', '-5.00', day(30))];
    await bank.sync(id);
    expect((await bank.check()).findings).toEqual([]);
  });

  test('no drift: pending rows, tips, rows the host hid, history that arrives late, cards', async () => {
    const { bank, ada, script, day, clock, id } = await planted(open());
    const steps: [string, typeof script.rows, typeof script.removals?][] = [
      ['100.00', [row('p', '-10.00', day(0), { status: 'pending' })]],
      ['88.00', [row('p2', '-12.00', day(0))], [{ account: 'a1', id: { scheme: 'id', value: 'p' } }]],
      ['88.00', [row('p2', '-12.00', day(1), { description: 'Renamed' })]],
      ['100.00', [], [{ account: 'a1', id: { scheme: 'id', value: 'p2' } }]],
    ];
    for (const [current, rows, removals = []] of steps) {
      clock.jump(DAY);
      script.accounts = [account('a1', current)];
      script.rows = rows;
      script.removals = removals;
      await bank.sync(id);
      expect((await bank.check()).findings, current).toEqual([]);
    }
    const [first] = (await ada.transactions.list()).items;
    await ada.transactions.remove(first?.id ?? '');
    expect((await bank.check()).findings).toEqual([]);
  });

  test('gaps, duplicates, age, depth, quarantine, old pending rows', async () => {
    const { bank, script, day, clock, connect, types, id, ada } = await planted(open());
    script.rows = Array.from({ length: 40 }, (_, at) =>
      row(`again${at}`, `-${at + 1}.00`, day(360 - at * 3)),
    );
    script.rows.push(
      ...Array.from({ length: 40 }, (_, at) => row(`more${at}`, `-9${at}.00`, day(360 - at * 3))),
    );
    script.rows.push(
      ...Array.from({ length: 40 }, (_, at) => row(`most${at}`, `-9${at}.00`, day(360 - at * 3))),
    );
    await bank.sync(id);
    expect((await bank.check({ connectionId: id })).findings).toMatchObject([
      { type: 'duplicate_rows', count: 80 },
    ]);

    const second = await connect('y');
    script.rows = Array.from({ length: 90 }, (_, at) =>
      row(`g${at}`, '-1.00', day(at < 45 ? 50 - at : 235 - at)),
    );
    script.accounts = [account('a1', '7.00', { mask: '9999' })];
    await bank.sync(second);
    expect((await bank.check({ connectionId: second })).findings).toMatchObject([
      { type: 'gap', count: 95 },
      { type: 'short_history' },
    ]);

    const third = await connect('z');
    script.rows = [row('p', '-1.00', day(22), { status: 'pending' }), row('o', '-1.00', day(360))];
    script.accounts = [account('a1', '7.00', { mask: '1234' })];
    await bank.sync(third);
    const found = (await bank.check({ connectionId: third })).findings;
    expect(found.map(({ type }) => type)).toEqual(['old_pending', 'duplicate_account']);

    clock.jump(4 * DAY);
    expect((await bank.check({ connectionId: third })).findings[0]).toMatchObject({
      type: 'stale_data',
      count: 4,
    });
    await ada.connections.remove(third);
    expect((await bank.check({ connectionId: third })).findings).toEqual([]);
    await connect('w');
    clock.jump(DAY);
    expect(await types()).toContain('never_synced');
  });

  test('reports, and never mends', async () => {
    const store = open();
    const { bank, script, id, clock } = await planted(store);
    clock.jump(DAY);
    script.accounts = [account('a1', '1.00')];
    await bank.sync(id);
    const before = await bank.changes({ limit: 1_000 });
    const report = await bank.check();
    expect(report.findings).toHaveLength(1);
    expect((await bank.check()).findings).toEqual(report.findings);
    expect(await bank.changes({ limit: 1_000 })).toEqual(before);
  });
});

test('rows that something else hid in the database are found', async () => {
  const file = tempFile();
  const { bank, types } = await planted(sqliteStore(file));
  expect(await types()).toEqual([]);
  const database = new DatabaseSync(file);
  database.exec(
    "UPDATE transactions SET hidden = 'removed' WHERE rowid IN (SELECT rowid FROM transactions LIMIT 1)",
  );
  database.close();
  expect((await bank.check()).findings.map(({ type }) => type)).toContain('feed_mismatch');
});

test.each([1, 2, 3, 7, 42])(
  'no false alarm over a hundred days of the Faker world, seed %i',
  async (seed) => {
    const world = worldOf(seed);
    const { bank, ada } = scene({ world, historyDays: 180 });
    const { id } = await link(ada);
    await bank.sync(id);
    const checking = world.login('river-bank', 'ada').accounts.find(({ subtype }) => subtype === 'checking');
    const stories = [...SCENARIOS].filter((name) => !['blank_number'].includes(name));
    for (let day = 0; day < 100; day++) {
      world.advance({ hours: 24 });
      const story = stories[Math.floor(day / 5)];
      if (day % 5 === 0 && story && day < 60) world.scenario(story, checking?.id ?? '', { everyMs: DAY });
      const run = await bank.sync(id);
      expect(run.status).toBe('complete');
      if (day % 10 === 9) expect((await bank.check()).findings, `day ${day}`).toEqual([]);
    }
  },
  60_000,
);
