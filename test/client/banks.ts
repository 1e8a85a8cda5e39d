import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type Bankweave,
  type Connection,
  createBankweave,
  memoryStore,
  systemClock,
  type User,
} from 'bankweave';
import type { Clock } from 'bankweave';
import { type FakerAdapter, faker } from 'bankweave/adapters/faker';
import { createWorld, type World } from 'bankweave/sandbox';
import type { Store } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';

export type FakerBank = Bankweave<readonly [FakerAdapter]>;

/** A database file that is gone after the test. */
export function tempFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bankweave-client-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'bank.db');
}

/** Where behaviour could differ, a test runs on both. */
export const STORES: readonly { readonly name: string; readonly open: () => Store }[] = [
  { name: 'memory', open: () => memoryStore() },
  { name: 'sqlite', open: () => sqliteStore(tempFile(), { synchronous: 'normal' }) },
];

/** The machine's clock, which jumps when told to. */
export function jumpingClock(): Clock & { jump(ms: number): void } {
  let offset = 0;
  return {
    now: () => systemClock.now() + offset,
    monotonic: () => systemClock.monotonic(),
    sleep: (ms, options) => systemClock.sleep(ms, options),
    jump: (ms) => void (offset += ms),
  };
}

/** A world that begins at the same moment in every run, and then goes with the machine's clock. */
export function worldOf(seed: number): World {
  const shift = Date.UTC(2026, 10, 20, 15) - systemClock.now();
  return createWorld({ seed, clock: { ...systemClock, now: () => systemClock.now() + shift } });
}

export interface Scene {
  readonly world: World;
  readonly bank: FakerBank;
  readonly store: Store;
  readonly ada: User<readonly [FakerAdapter]>;
}

/** A bank over a Faker world whose time the test moves; closed after the test. */
export function scene(
  options: {
    store?: Store;
    seed?: number;
    world?: World;
    historyDays?: number;
    pageSize?: number;
    keepChangesForDays?: number;
  } = {},
): Scene {
  const { store = memoryStore(), seed = 7, historyDays = 60, pageSize, keepChangesForDays } = options;
  const world = options.world ?? worldOf(seed);
  const bank = createBankweave({
    adapters: [faker({ world, historyDays, ...(pageSize && { pageSize }) })],
    store,
    clock: world.clock,
    ...(keepChangesForDays && { keepChangesForDays }),
  });
  onTestFinished(() => bank.close());
  return { world, bank, store, ada: bank.user('ada') };
}

/** Links a bank without a page. */
export async function link(
  user: User<readonly [FakerAdapter]>,
  institution = 'river-bank',
  username?: string,
): Promise<Connection> {
  const { id } = await user.links.start('faker', { institution, ...(username && { username }) });
  return user.links.complete('faker', id);
}

/** Every row of a list. */
export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** The code of the error that a call ends with, or `undefined` where it ends well. */
export async function codeOf(call: () => unknown): Promise<string | undefined> {
  return (await errorOf(call))?.code;
}

export async function errorOf(
  call: () => unknown,
): Promise<{ code: string; field?: string; expected?: string; message: string } | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error as { code: string; message: string };
  }
}
