import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { EVERY_USER } from 'bankweave/store';
import { expect, onTestFinished, test } from 'vitest';
import { insert } from '../../../src/testing/store/samples.ts';
import { bench, folder } from './files.ts';

const script = fileURLToPath(new URL('worker.ts', import.meta.url));
const all = { statuses: ['posted'] } as const;

function start(job: string, path: string, name: string, uid?: number): ChildProcess {
  const child = fork(script, [job, path, name], {
    execArgv: ['--conditions=@bankweave/source'],
    ...(uid === undefined ? {} : { uid }),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function answer(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message')) as [unknown];
  return message;
}

test('two processes write one file, and nothing is lost or doubled', async () => {
  const path = join(folder(), 'bank.db');
  const one = await bench(path);
  const answers = await Promise.all(['left', 'right'].map((name) => answer(start('compete', path, name))));
  expect(answers).toEqual([{ result: 40 }, { result: 40 }]);
  const rows = await one.ledger.transactions(EVERY_USER, all, 'newest', { limit: 999 });
  expect(rows).toHaveLength(160);
  const changes = await one.ledger.changes(EVERY_USER, 1, 999);
  expect(changes.map(({ seq }) => seq)).toEqual(Array.from({ length: 160 }, (_, n) => n + 2));
  expect(await one.version('c1')).toBe(81);
  expect(await one.ledger.wanted('c1')).toBeGreaterThanOrEqual(80);
}, 60_000);

test('a process that is killed in the middle of a commit leaves the state before it', async () => {
  const path = join(folder(), 'bank.db');
  const one = await bench(path);
  await one.publish([insert('t1')]);
  await one.ledger.release({
    connectionId: 'c1',
    owner: 'bench',
    epoch: await one.epoch('c1'),
    expiresAt: 0,
  });
  const before = [
    await one.ledger.changes(EVERY_USER, 0, 99),
    await one.ledger.changeBounds(),
    await one.version('c1'),
  ];
  const child = start('hang', path, 'victim');
  expect(await answer(child)).toBe('in the middle');
  expect(await one.ledger.transactions(EVERY_USER, all, 'newest', { limit: 9 })).toHaveLength(1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const after = [
    await one.ledger.changes(EVERY_USER, 0, 99),
    await one.ledger.changeBounds(),
    await one.version('c1'),
  ];
  expect(after).toEqual(before);
  // A new process finds the same, and can go on.
  expect(await answer(start('want', path, 'next'))).toEqual({ result: 1 });
  const database = new DatabaseSync(path);
  expect(database.prepare('PRAGMA integrity_check').get()).toMatchObject({ integrity_check: 'ok' });
  database.close();
  expect(await answer(start('compete', path, 'next'))).toEqual({ result: 40 });
}, 60_000);

test.skipIf(process.platform === 'win32')(
  'a file that may only be read cannot be written to',
  async () => {
    const path = join(folder(), 'bank.db');
    const one = await bench(path);
    await one.store.close();
    chmodSync(path, 0o444);
    chmodSync(dirname(path), 0o555);
    onTestFinished(() => chmodSync(dirname(path), 0o755));
    // The superuser may write everything, so the attempt is made by somebody else.
    const child = start('want', path, 'reader', process.getuid?.() === 0 ? 65_534 : undefined);
    expect(await answer(child)).toEqual({ error: 'store_unavailable' });
  },
  30_000,
);
