import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import {
  type Bankweave,
  type Clock,
  type Connection,
  createBankweave,
  type Logger,
  systemClock,
  type User,
} from 'bankweave';
import type { Store } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';
import { ManualClock } from '../support/manual-clock.ts';
import { type GrantAdapter, Provider } from './provider.ts';
import { sealing } from './sealing.ts';

export type GrantBank = Bankweave<readonly [GrantAdapter]>;
export type GrantUser = User<readonly [GrantAdapter]>;

export const HOUR = 3_600_000;
export type MovableClock = Clock & { advance(ms: number): void };

// For several writers of one file, who have to wait for each other, a clock has to run; ten times as fast will do.
const PACE = 10;

/** A clock that runs, and that can be moved on. */
export function runningClock(): MovableClock {
  const start = systemClock.now();
  let offset = 0;
  const passed = (): number => (systemClock.now() - start) * PACE;
  return {
    now: () => start + passed() + offset,
    monotonic: passed,
    sleep: (ms, options) => systemClock.sleep(ms / PACE, options),
    advance: (ms) => void (offset += ms),
  };
}

export interface Stage {
  readonly file: string;
  readonly store: Store;
  readonly clock: MovableClock;
  readonly provider: Provider;
  readonly bank: GrantBank;
  /** A bank of its own over a store of its own on the same file, as another process has. */
  readonly other: (wrap?: (store: Store) => Store) => GrantBank;
}

/** A folder that is gone after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'bankweave-privacy-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A bank on a file, with real sealing. */
export function stage({
  file = join(folder(), 'bank.db'),
  provider = new Provider(),
  clock = new ManualClock(),
  logger,
}: {
  file?: string;
  provider?: Provider;
  clock?: MovableClock;
  logger?: Logger;
} = {}): Stage {
  const make = (store: Store): GrantBank => {
    const bank = createBankweave({
      adapters: [provider.adapter],
      store,
      clock,
      vault: sealing(),
      ...(logger && { logger }),
    });
    onTestFinished(() => bank.close());
    return bank;
  };
  const open = (): Store => sqliteStore(file, { synchronous: 'normal' });
  const store = open();
  return {
    file,
    store,
    clock,
    provider,
    bank: make(store),
    other: (wrap = (plain) => plain) => make(wrap(open())),
  };
}

export async function connect(user: GrantUser, code = `login-of-${user.id}`): Promise<Connection> {
  const { id } = await user.links.start('grants');
  return user.links.complete('grants', id, { code });
}

/** Every row of every table of a database file. */
export function dump(file: string): Record<string, Record<string, unknown>[]> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all() as {
      name: string;
    }[];
    return Object.fromEntries(
      tables.map(({ name }) => [name, database.prepare(`SELECT rowid, * FROM "${name}"`).all()]),
    );
  } finally {
    database.close();
  }
}

/** The rows of one user, whatever the table. */
export function rowsOf(file: string, userId: string): Record<string, unknown>[] {
  return Object.values(dump(file))
    .flat()
    .filter((row) => row['user_id'] === userId);
}

/** Rows, and bytes of the file and the log beside it, that hold any of the words. */
export function tracesOf(file: string, ...words: readonly string[]): string[] {
  const found: string[] = [];
  for (const [table, rows] of Object.entries(dump(file)))
    for (const row of rows)
      for (const word of words)
        if (JSON.stringify(row).includes(word))
          found.push(`${table} ${JSON.stringify(row['namespace'] ?? '')} ${word}`);
  const name = file.slice(file.lastIndexOf('/') + 1);
  for (const entry of readdirSync(join(file, '..')).filter((one) => one.startsWith(name)))
    for (const word of words)
      if (readFileSync(join(file, '..', entry)).includes(word)) found.push(`bytes of ${entry}: ${word}`);
  return found;
}
