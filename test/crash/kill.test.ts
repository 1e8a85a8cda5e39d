import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { fakerFace } from '../faces/faker.ts';
import { Chance } from '../simulate/chance.ts';
import { consistent, divergence } from '../simulate/oracle.ts';
import { root } from '../support/source-files.ts';
import { open, PERSON, START } from './app.ts';

// More on demand: KILLS=1500 npx vitest run --config test/vitest.config.ts test/crash
const KILLS = Number(process.env['KILLS'] ?? (process.env['CI'] ? 50 : 10));
const HOUR = 3_600_000;

test(
  'a process that is killed at any moment leaves a ledger that goes on as if it had not been',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bankweave-kill-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'bank.db');
    const chance = new Chance(Number(process.env['KILL_SEED'] ?? 1), 'kills');
    const first = open(file, START);
    const id = await fakerFace.link(first.bank, PERSON, undefined);
    // The first sync decides how far back the ledger goes.
    await first.bank.sync(id);
    await first.bank.close();
    let at = START;
    const midway = new Set<string>();
    for (let kill = 1; kill <= KILLS; kill++) {
      // Longer than any lease.
      at += 9 * HOUR;
      midway.add(await killed([file, String(at), id], 1 + chance.below(160)));
      expect(checked(file), `after kill ${kill}`).toBe('ok');
      if (kill % 10 !== 0 && kill !== KILLS) continue;
      at += 40 * HOUR;
      const { bank, store, world } = open(file, at);
      await store.open({ clock: world.clock });
      expect(await consistent(store, id)).toEqual([]);
      const run = await bank.sync(id);
      expect(run.status).toBe('complete');
      expect(await divergence({ store, world }, id, PERSON, START)).toEqual([]);
      await bank.close();
    }
    expect([...midway]).toEqual(['SIGKILL']);
  },
  30_000 + KILLS * 6_000,
);

/** Starts the app, kills it some milliseconds after it began to sync, and tells how it ended. */
async function killed(args: readonly string[], afterMs: number): Promise<string> {
  const child = spawn(process.execPath, ['--conditions=@bankweave/source', 'test/crash/child.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill('SIGKILL');
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return signal ?? 'ended by itself';
}

function checked(file: string): unknown {
  const database = new DatabaseSync(file);
  try {
    return database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
  } finally {
    database.close();
  }
}
