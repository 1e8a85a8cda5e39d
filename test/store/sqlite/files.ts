import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SqliteOptions, sqliteStore } from 'bankweave/store/sqlite';
import { onTestFinished } from 'vitest';
import { Bench } from '../../../src/testing/store/bench.ts';

/** A folder that is gone after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'bankweave-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A bench over a file. */
export async function bench(path: string, options: SqliteOptions = {}): Promise<Bench> {
  const made = await Bench.over(sqliteStore(path, { synchronous: 'normal', ...options }));
  onTestFinished(() => made.store.close());
  await made.connect('c1', 'ada');
  return made;
}

/** The files of a folder that hold a text. */
export function holding(path: string, text: string): string[] {
  return readdirSync(path).filter((name) => readFileSync(join(path, name)).includes(text));
}
