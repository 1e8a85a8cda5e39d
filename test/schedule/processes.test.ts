import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createBankweave } from 'bankweave';
import { faker } from 'bankweave/adapters/faker';
import { sqliteStore } from 'bankweave/store/sqlite';
import { all, link, tempFile } from '../client/banks.ts';

test('several processes on one file serve each due connection once', async () => {
  const file = tempFile();
  await using bank = createBankweave({
    adapters: [faker({ seed: 7, historyDays: 30 })],
    store: sqliteStore(file),
  });
  const ids: string[] = [];
  for (let user = 0; user < 8; user++) ids.push((await link(bank.user(`user-${user}`))).id);
  const script = fileURLToPath(new URL('../client/process.ts', import.meta.url));
  const workers = Array.from({ length: 3 }, () => {
    const child = spawn(process.execPath, ['--conditions=@bankweave/source', script, 'due', file]);
    let said = '';
    child.stdout.on('data', (text) => (said += text));
    child.stderr.on('data', (text) => (said += text));
    return new Promise((resolve) => child.on('exit', (code) => resolve({ code, said })));
  });
  expect(await Promise.all(workers)).toEqual(Array.from({ length: 3 }, () => ({ code: 0, said: 'done\n' })));
  const runs = await all(bank.runs.list());
  expect(runs.map(({ connectionId }) => connectionId).sort()).toEqual([...ids].sort());
  expect(runs.every(({ status }) => status === 'complete')).toBe(true);
  expect((await bank.check()).findings).toEqual([]);
}, 60_000);
