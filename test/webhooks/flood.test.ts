import { statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createBankweave, memoryStore } from 'bankweave';
import { EVERY_USER, type Store } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { jumpingClock, tempFile } from '../client/banks.ts';
import { connectionRow } from '../../src/testing/store/samples.ts';
import { acme, Signer } from './signed-adapter.ts';

const CONNECTIONS = 1_000;
const NOTICES = 100_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heap = (): number => {
  collect();
  return process.memoryUsage().heapUsed / 1e6;
};

async function flooded(store: Store) {
  const clock = jumpingClock();
  const { adapter } = acme(new Signer(), { verify: async () => {} });
  const bank = createBankweave({ adapters: [adapter], store, clock });
  onTestFinished(() => bank.close());
  await bank.changes();
  for (let n = 0; n < CONNECTIONS; n++) {
    const row = connectionRow(`con-${n}`, `user-${n}`);
    await store.ledger.addConnection({
      ...row,
      connection: { ...row.connection, provider: 'acme' },
      providerConnectionId: `login-${n}`,
    });
  }
  const send = async (from: number, to: number): Promise<void> => {
    for (let n = from; n < to; ) {
      const batch = Array.from({ length: Math.min(500, to - n) }, () => {
        const body = Buffer.from(JSON.stringify({ id: `event-${n}`, login: `login-${n++ % CONNECTIONS}` }));
        return bank.webhooks.receive('acme', { headers: {}, body });
      });
      for (const { status } of await Promise.all(batch))
        if (status !== 200) throw new Error(`answered ${status}`);
    }
  };
  // What the first tenth leaves behind is the measure of the rest.
  await send(0, NOTICES / 10);
  const before = heap();
  const start = performance.now();
  await send(NOTICES / 10, NOTICES);
  const seconds = (performance.now() - start) / 1_000;
  const grown = heap() - before;
  const records = await store.records.list(EVERY_USER, 'notice-windows', { limit: 1_000_000 });
  const longest = Math.max(...records.map(({ value }) => JSON.stringify(value).length));
  clock.jump(10_000);
  await bank.runDue({ limit: 1 });
  const due = await store.ledger.due(clock.now(), 1_000_000);
  const { accepted } = bank.webhooks.counts('acme');
  console.log({ grownMB: grown.toFixed(1), perSecond: Math.round((0.9 * NOTICES) / seconds), longest });
  return { grown, records: records.length, longest, due: due.length, accepted };
}

// One of the due ones was tried by `runDue`, and could not be synced: it has no credentials.
const bounded = { records: CONNECTIONS, due: CONNECTIONS - 1, accepted: NOTICES };

test('100,000 notices about 1,000 connections keep memory and tables small, in memory', async () => {
  const found = await flooded(memoryStore());
  expect(found).toMatchObject(bounded);
  expect(found.longest).toBeLessThan(4_000);
  // The records themselves grow to their bound: 1,000 times 64 keys.
  expect(found.grown).toBeLessThan(60);
}, 120_000);

test('100,000 notices about 1,000 connections keep memory and tables small, in SQLite', async () => {
  const file = tempFile();
  const found = await flooded(sqliteStore(file, { synchronous: 'normal' }));
  expect(found).toMatchObject(bounded);
  expect(found.grown).toBeLessThan(20);
  expect(statSync(file).size).toBeLessThan(30e6);
}, 120_000);
