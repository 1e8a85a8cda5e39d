import { existsSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { accountRow, connectionRow, insert, update } from '../../../src/testing/store/samples.ts';
import { codeOf, each, sealed, set } from '../../../src/testing/store/bench.ts';
import { bench, folder, holding } from './files.ts';

const ada = { userId: 'ada' };

test.skipIf(process.platform === 'win32')('the file and its log are for their owner only', async () => {
  const home = folder();
  const { ledger } = await bench(join(home, 'bank.db'));
  await ledger.want('c1', 1);
  const names = readdirSync(home);
  expect(names).toContain('bank.db-wal');
  for (const name of names)
    expect([name, (statSync(join(home, name)).mode & 0o777).toString(8)]).toEqual([name, '600']);
});

test('what is written is there after closing and opening again', async () => {
  const path = join(folder(), 'bank.db');
  const first = await bench(path);
  await first.publish([insert('t1')], { accounts: [accountRow('a1')] });
  await first.store.close();
  const second = await bench(path);
  expect(await second.ledger.transaction(ada, 't1')).toMatchObject({ id: 't1' });
  expect(await second.version('c1')).toBe(2);
  expect(await second.ledger.changes(ada, 0, 9)).toHaveLength(3);
});

test('erase leaves no byte in any file', async () => {
  const home = folder();
  const canary = 'CANARY-4242';
  const one = await bench(join(home, 'bank.db'));
  const { connection, ...row } = connectionRow('c2', canary);
  await one.ledger.addConnection({
    ...row,
    connection: { ...connection, institution: { id: canary, name: canary } },
  });
  const theirs = {
    userId: canary,
    connectionId: 'c2',
    facts: { description: canary, reference: canary.repeat(9) },
  };
  const ids = Array.from({ length: 5_500 }, (_, n) => `${canary}-${n}`);
  const account = accountRow('a9', 'c2', canary);
  await one.publish(
    ids.map((id) => insert(id, theirs)),
    { accounts: [account] },
    'c2',
  );
  await one.publish(
    ids.slice(0, 9).map((id) => update(id, { ...theirs, facts: { description: `${canary}!` } })),
    {},
    'c2',
  );
  await one.ledger.annotate({ userId: canary }, ids[0] ?? '', { notes: canary });
  await one.records.write([{ namespace: 'box', key: canary, userId: canary, value: canary }]);
  await one.publish([insert('mine', { facts: { description: 'KEEP-ME' } })]);
  expect(holding(home, canary).length).toBeGreaterThan(0);
  await one.ledger.erase({ userId: canary });
  expect(holding(home, canary)).toEqual([]);
  expect(holding(home, 'KEEP-ME')).toEqual(['bank.db']);
});

test('erase says so when somebody else still reads the log', async () => {
  const path = join(folder(), 'bank.db');
  const one = await bench(path, { patienceMs: 100 });
  await one.publish([insert('t1')]);
  const reader = new DatabaseSync(path);
  reader.exec('BEGIN; SELECT count(*) FROM transactions');
  expect(reader.prepare('SELECT count(*) AS n FROM transactions').get()).toMatchObject({ n: 1 });
  expect(await codeOf(one.ledger.erase(ada))).toBe('store_unavailable');
  expect(await one.ledger.heads('c1', ['t1'])).toEqual([]);
  reader.close();
  expect(Object.values(await one.ledger.erase(ada)).every((count) => count === 0)).toBe(true);
});

test('versions that no entry needs are not kept', async () => {
  const path = join(folder(), 'bank.db');
  const one = await bench(path);
  const kept = (): unknown => {
    const database = new DatabaseSync(path);
    const row = database.prepare('SELECT count(*) AS n FROM transaction_revisions').get();
    database.close();
    return row?.['n'];
  };
  await one.publish([insert('t1')]);
  await one.publish([update('t1', { facts: { description: 'two' } })]);
  expect(kept()).toBe(1);
  await one.ledger.trimChanges(99);
  expect(kept()).toBe(0);
  await one.publish([update('t1', { facts: { description: 'three' } })]);
  expect(kept()).toBe(0);
  await one.publish([update('t1', { facts: { description: 'four' } })]);
  expect(kept()).toBe(1);
});

test('a staged row is in no file of the ledger', async () => {
  const home = folder();
  const one = await bench(join(home, 'bank.db'));
  const update_ = await one.openUpdate();
  const rows = Array.from({ length: 6_000 }, (_, n) => ({ key: `k${n}`, value: `STAGED-${n}` }));
  await update_.append(rows);
  expect(holding(home, 'STAGED-')).toEqual([]);
  expect(readdirSync(home).every((name) => name.startsWith('bank.db'))).toBe(true);
});

test('`:memory:` has a reader beside the writer, and leaves nothing behind', async () => {
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith('bankweave-'));
  const one = await bench(':memory:');
  expect(one.store.traits).toEqual({ durable: false, shared: false });
  const sets = (async function* () {
    yield set({ rows: [insert('t1')] });
    expect(await one.ledger.transaction(ada, 't1')).toBeNull();
    yield set({ rows: [insert('t2')] });
  })();
  const update_ = await one.openUpdate();
  await update_.commit(sets, () => sealed());
  expect(await one.ledger.transaction(ada, 't1')).not.toBeNull();
  const two = await bench(':memory:');
  expect(await two.ledger.transaction(ada, 't1')).toBeNull();
  await one.store.close();
  await two.store.close();
  const after = readdirSync(tmpdir()).filter(
    (name) => name.startsWith('bankweave-') && !name.includes('-test-'),
  );
  expect(after.filter((name) => !before.includes(name))).toEqual([]);
  expect(existsSync(':memory:')).toBe(false);
});

test('the tables are there to be queried', async () => {
  const path = join(folder(), 'bank.db');
  const one = await bench(path);
  await one.publish([insert('t1', { facts: { merchant: { name: 'Corner' } } })], {
    accounts: [accountRow('a1')],
  });
  await one.ledger.annotate(ada, 't1', { categoryOverride: 'travel' });
  const database = new DatabaseSync(path);
  const rows = database
    .prepare('SELECT account, date, amount, currency, merchant, category FROM ledger')
    .all();
  database.close();
  expect(rows).toEqual([
    expect.objectContaining({ account: 'Everyday', date: '2026-11-20', amount: '-4.50', category: 'travel' }),
  ]);
});

test('a long commit leaves the loop free for others', async () => {
  const one = await bench(join(folder(), 'bank.db'));
  let turns = 0;
  let running = true;
  const count = (): void => {
    turns++;
    if (running) setImmediate(count);
  };
  setImmediate(count);
  const rows = Array.from({ length: 10_000 }, (_, n) => insert(`t${n}`));
  const update_ = await one.openUpdate();
  await update_.commit(each([set({ rows })]), () => sealed());
  running = false;
  expect(turns).toBeGreaterThanOrEqual(20);
});
