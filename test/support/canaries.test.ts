import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { CANARIES, canariesIn, canariesInFiles, everyLook } from './canaries.ts';

class Leaky extends Error {
  readonly #inner = CANARIES.secret;
  readonly config = { headers: { authorization: `Bearer ${CANARIES.token}` } };
  get inner(): string {
    return this.#inner;
  }
}

test('a canary is found wherever an error can hide it, and in its usual disguises', () => {
  const hidden = new Error('fine');
  Object.defineProperty(hidden, 'request', { value: { body: CANARIES.iban }, enumerable: false });
  const places: [unknown, string][] = [
    [new Error(`no ${CANARIES.token}`), 'token'],
    [new Leaky('fine'), 'token'],
    [new Error('fine', { cause: new Error(CANARIES.name) }), 'name'],
    [new AggregateError([new Error(CANARIES.email)], 'fine'), 'email'],
    [hidden, 'iban'],
    [Object.assign(new Error('fine'), { a: { b: { c: { d: { e: CANARIES.card } } } } }), 'card'],
    [Object.assign(new Error('fine'), { [Symbol('s')]: CANARIES.secret }), 'secret'],
    [Buffer.from(CANARIES.token).toString('base64'), 'token'],
    [encodeURIComponent(CANARIES.name), 'name'],
  ];
  for (const [value, canary] of places) expect(canariesIn(everyLook(value))).toContain(canary);
  expect(canariesIn(everyLook(new Error('fine')))).toEqual([]);
});

test('a canary is found in a database, in a deleted row of it, and in the log beside it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bankweave-canary-test-'));
  const file = join(folder, 'a.db');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (x TEXT)');
  expect(canariesInFiles(folder)).toEqual([]);
  database.prepare('INSERT INTO t VALUES (?)').run(CANARIES.token);
  expect(canariesInFiles(folder)).toEqual([`token in ${file}-wal`]);
  database.exec('DELETE FROM t; PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
  expect(canariesInFiles(folder)).toEqual([`token in ${file}`]);
  writeFileSync(file, '');
  writeFileSync(join(folder, 'notes.txt'), CANARIES.token);
  expect(canariesInFiles(folder)).toEqual([]);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});
