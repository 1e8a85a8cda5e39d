import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type BankEvent, createBankweave, type Logger } from 'bankweave';
import { sqliteStore } from 'bankweave/store/sqlite';
import { all, jumpingClock } from '../client/banks.ts';
import { type Canary, canariesIn, canariesInFiles, everyLook } from '../support/canaries.ts';
import { leakyBank, type Mood } from './leaky-bank.ts';
import { sealing } from './sealing.ts';
import { dump, folder } from './stage.ts';

const MOODS: readonly Mood[] = [
  'refuses',
  'fails',
  'limits',
  'babbles',
  'html',
  'redirects',
  'unreadable',
  'throws',
];
/** What may stand nowhere, in no file, sealed or not. */
const NEVER: readonly Canary[] = ['token', 'secret'];
/** What a payment's own text may say, in the columns of transactions and nowhere else. */
const IN_TEXTS: readonly Canary[] = ['iban', 'card', 'name', 'email'];
/** Tables that hold the text of a payment; the change feed and the reasons repeat the row. */
const TEXTS = ['transactions', 'transaction_revisions', 'changes', 'decisions'];

test('tokens, secrets, numbers and names a bank babbles are in no log, error, event, record or file', async () => {
  const { adapter, say, seen } = await leakyBank();
  const file = `${folder()}/bank.db`;
  const said: string[] = [];
  const write = (message: string, facts?: unknown): void => void said.push(everyLook([message, facts]));
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  const clock = jumpingClock();
  const bank = createBankweave({
    adapters: [adapter],
    store: sqliteStore(file),
    vault: sealing(),
    clock,
    logger,
  });
  onTestFinished(() => bank.close());
  const events: BankEvent[] = [];
  for (const type of ['sync.completed', 'sync.failed', 'connection.modified', 'records.quarantined'] as const)
    bank.on(type, (event) => events.push(event));
  const errors: unknown[] = [];
  const attempt = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await call();
    } catch (error) {
      errors.push(error);
      return undefined;
    }
  };

  const ada = bank.user('ada');
  const { id: link } = await ada.links.start('leaky');
  const connection = await ada.links.complete('leaky', link);
  expect((await bank.sync(connection.id)).counts.added).toBe(2);
  for (const mood of MOODS) {
    say(mood);
    clock.jump(7 * 3_600_000);
    await attempt(() => ada.links.start('leaky'));
    await attempt(() => bank.sync(connection.id));
    await attempt(() => ada.links.repair(connection.id));
    await bank.runDue();
  }
  say('well');
  clock.jump(3_600_000);
  await attempt(() => bank.sync(connection.id));
  const report = await bank.check();

  expect(errors.length).toBeGreaterThan(MOODS.length);
  expect(seen.length).toBeGreaterThan(20);
  for (const error of errors) expect(canariesIn(everyLook(error)), String(error)).toEqual([]);
  expect(canariesIn(said.join('\n'))).toEqual([]);
  expect(said.length).toBeGreaterThan(0);
  const noRows = events.filter((event) => !('transaction' in event));
  expect(noRows.length).toBeGreaterThan(5);
  expect(canariesIn(everyLook(noRows))).toEqual([]);
  expect(canariesIn(everyLook([report, await all(bank.audit.list()), await all(bank.runs.list())]))).toEqual(
    [],
  );
  expect(canariesIn(everyLook(await all(ada.quarantine.list())))).toEqual([]);
  expect(canariesIn(everyLook([await all(ada.connections.list()), await all(ada.accounts.list())]))).toEqual(
    [],
  );
  const feed = (await bank.changes({ limit: 1_000 })).items;
  expect(canariesIn(everyLook(feed), NEVER)).toEqual([]);
  expect(canariesIn(everyLook(await all(ada.export())), NEVER)).toEqual([]);

  // In the file: secrets nowhere at all, and the rest only where the text of a payment stands.
  expect(canariesInFiles(dirname(file), NEVER)).toEqual([]);
  expect(canariesInFiles(dirname(file), IN_TEXTS)).not.toEqual([]);
  for (const [table, rows] of Object.entries(dump(file)))
    if (!TEXTS.includes(table)) expect(canariesIn(JSON.stringify(rows), IN_TEXTS), table).toEqual([]);

  const receipt = await ada.erase();
  expect(receipt.connections).toMatchObject([{ revoked: true }]);
  expect(canariesInFiles(dirname(file))).toEqual([]);
});
