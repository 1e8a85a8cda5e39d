import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inspect } from 'node:util';
import { sqliteStore } from 'bankweave/store/sqlite';
import { expect, test } from 'vitest';
import { StandingClock } from '../../../src/testing/store/standing-clock.ts';
import { insert } from '../../../src/testing/store/samples.ts';
import { codeOf } from '../../../src/testing/store/bench.ts';
import { bench, folder } from './files.ts';
import { intercept } from './intercept.ts';

const clock = new StandingClock();

function prepared(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

test('a file of a newer version is left as it is', async () => {
  const path = join(folder(), 'bank.db');
  const one = await bench(path);
  await one.store.close();
  prepared(path, 'PRAGMA user_version = 99');
  const before = readFileSync(path);
  expect(await codeOf(sqliteStore(path).open({ clock }))).toBe('store_format');
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a file of another program is refused', async () => {
  const path = join(folder(), 'bank.db');
  prepared(path, 'PRAGMA user_version = 1; PRAGMA application_id = 7; CREATE TABLE accounts (x)');
  expect(await codeOf(sqliteStore(path).open({ clock }))).toBe('store_format');
});

test('a file that is no database is refused, and an error says nothing of where it is', async () => {
  const home = folder();
  const path = join(home, 'secret-name.db');
  writeFileSync(path, 'this is a text and no database'.repeat(100));
  const store = sqliteStore(path);
  const error: unknown = await store.open({ clock }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'store_format', remedy: 'report' });
  const gone: unknown = await sqliteStore(join(home, 'none', 'secret-name.db'))
    .open({ clock })
    .catch((caught: unknown) => caught);
  expect(gone).toMatchObject({ code: 'store_unavailable', remedy: 'retry' });
  for (const text of [
    inspect(error, { depth: 9 }),
    inspect(gone, { depth: 9 }),
    JSON.stringify([error, gone]),
  ]) {
    expect(text).not.toContain('secret-name');
  }
});

test('a migration that died half way is run again', async () => {
  const path = join(folder(), 'bank.db');
  const restore = intercept(DatabaseSync, 'exec', (real, [sql]) => {
    if (sql === 'COMMIT') throw Object.assign(new Error('disk'), { errcode: 10 });
    return real();
  });
  const store = sqliteStore(path, { patienceMs: 50 });
  expect(await codeOf(store.open({ clock }))).toBe('store_unavailable');
  restore();
  await store.open({ clock });
  await store.close();
  const one = await bench(path);
  await one.publish([insert('t1')]);
  expect(await one.ledger.heads('c1', ['t1'])).toHaveLength(1);
});

test('many may open a new file at once', async () => {
  const path = join(folder(), 'bank.db');
  const stores = Array.from({ length: 5 }, () => sqliteStore(path));
  await Promise.all(stores.map((store) => store.open({ clock })));
  expect(statSync(path).size).toBeGreaterThan(0);
  for (const store of stores) {
    await store.ledger.changeBounds();
    await store.close();
  }
});

test('a store that is not open says so', async () => {
  const store = sqliteStore(join(folder(), 'bank.db'));
  await expect(async () => store.ledger.changeBounds()).rejects.toMatchObject({ code: 'closed' });
  await store.open({ clock });
  await store.close();
  await expect(async () => store.ledger.want('c1', 1)).rejects.toMatchObject({ code: 'closed' });
  expect(await codeOf(store.open({ clock }))).toBe('closed');
});

test('a store without a path says what to write', () => {
  for (const path of [undefined, '', 7])
    expect(() => sqliteStore(path as string)).toThrow("sqliteStore needs a path: sqliteStore('bank.db')");
});
