import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBankweave, type Transaction } from 'bankweave';
import { faker } from 'bankweave/adapters/faker';
import { sqliteStore } from 'bankweave/store/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { widthOf } from '../../examples/quickstart/text.ts';
import { root } from '../support/source-files.ts';
import { runExample } from './run-example.ts';

const slow = 60_000;
const demo = 'examples/quickstart/main.ts';
const recording = join(root, '../shared/recordings/plaid/2021-user_good-transactions.json');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bankweave-demo-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function rowsOf(file: string): Promise<Transaction[]> {
  await using bank = createBankweave({ adapters: [faker()], store: sqliteStore(file) });
  const rows: Transaction[] = [];
  for await (const row of bank.user('ada').transactions.list({ status: ['pending', 'posted', 'void'] }))
    rows.push(row);
  return rows;
}

test(
  'links, syncs, lets days pass, and goes on from there when it is run again',
  async () => {
    const file = join(folder, 'twice.db');
    const first = await runExample(demo, ['--db', file]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('First River Bank, linked now');
    expect(first.stdout).toMatch(/\d+ rows in \d+ batches: \d+ added\n/);
    expect(first.stdout).toMatch(/Everyday Checking \d{4} +checking +[\d,]+\.\d\d USD/);
    expect(first.stdout).toMatch(/3 {2}3 days pass/);
    expect(first.stdout).toMatch(/added +2\d{3}-\d\d-\d\d /);
    expect(first.stdout).toMatch(/4 {2}Sync again\n.*nothing changed\n/);
    expect(first.stdout).toContain(`The ledger is in ${file}`);
    // No terminal, no codes.
    expect(first.stdout.includes('\u001b') || first.stdout.includes('\r')).toBe(false);
    const before = await rowsOf(file);

    const second = await runExample(demo, ['--db', file]);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toContain('First River Bank, linked earlier');
    expect(second.stdout).toMatch(/2 {2}Sync\n.*nothing changed\n/);
    const after = new Map((await rowsOf(file)).map((row) => [row.id, row]));
    for (const row of before) {
      const now = after.get(row.id);
      expect(now, row.description).toBeDefined();
      // Nothing that was booked changes its amount or ends because the demo ran again.
      if (row.status === 'posted')
        expect([now?.status, now?.amount], row.description).toEqual(['posted', row.amount]);
    }
    const ids = [...after.values()].map((row) => `${row.accountId} ${row.providerTransactionId}`);
    expect(new Set(ids).size).toBe(ids.length);
  },
  slow,
);

test(
  'aligns money on the decimal point and wide characters in columns',
  async () => {
    const { stdout } = await runExample(demo, ['--db', join(folder, 'wide.db'), '--bank', 'sakura-bank']);
    const table = stdout.slice(stdout.indexOf('   Date'), stdout.indexOf('older'));
    const lines = table.split('\n').filter((line) => line.endsWith(' JPY'));
    expect(lines.length).toBe(12);
    expect(new Set(lines.map(widthOf)).size).toBe(1);
    expect(lines.some((line) => line.length < widthOf(line))).toBe(true);
  },
  slow,
);

test(
  'refuses what it does not know, with a hint',
  async () => {
    const [typo, extra, bare, days, bank, help] = await Promise.all([
      runExample(demo, ['--recordng', 'x.json']),
      runExample(demo, ['now']),
      runExample(demo, ['--db']),
      runExample(demo, ['--days', 'three']),
      runExample(demo, ['--bank', 'nowhere', '--db', join(folder, 'none.db')]),
      runExample(demo, ['--help']),
    ]);
    expect(typo).toMatchObject({ code: 2, stdout: '' });
    expect(typo.stderr).toContain('there is no option --recordng; did you mean --recording?');
    expect(typo.stderr).toContain('--help');
    expect(extra).toMatchObject({ code: 2, stdout: '' });
    expect(extra.stderr).toContain('"now" is not an option');
    expect(bare.stderr).toContain('--db needs a value');
    expect(days.stderr).toContain('--days takes a whole number from 1 to 365');
    expect(bank.stderr).toContain('river-bank');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const option of ['--db', '--days', '--bank', '--recording']) expect(help.stdout).toContain(option);
  },
  slow,
);

const there = existsSync(recording);
if (!there && process.env['CI'])
  throw new Error('The recordings are missing beside the project; CI has to have them.');

test.skipIf(!there)(
  `recorded Plaid transactions go through the same pipe${there ? '' : ' (skipped: no recordings beside the project)'}`,
  async () => {
    const args = ['--recording', recording, '--db', join(folder, 'recording.db')];
    const first = await runExample(demo, args);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('100 of its 202 transactions were recorded');
    expect(first.stdout).toContain('100 rows in 1 batch: 100 added');
    // JSON numbers stay what they are, and what Plaid counts as positive has left the account.
    expect(first.stdout).toMatch(/Plaid 401k 6666 +401k +23,631\.9805 USD/);
    expect(first.stdout).toMatch(/2017-01-01 +0000 +posted +Uber 063015 SF\*\*POOL\*\* +travel +-5\.40 USD/);
    expect(first.stdout).toMatch(/2016-12-30 +0000 +posted +United Airlines +travel +500\.00 USD/);
    const second = await runExample(demo, args);
    expect(second.stdout).toContain('linked earlier');
    expect(second.stdout).toContain('100 rows in 1 batch: nothing changed');
  },
  slow,
);
