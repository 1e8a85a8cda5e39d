/**
 * Links a bank, syncs it into a SQLite file, lets three days pass and shows what changed.
 *
 *   npm run demo
 */
import {
  type Account,
  type Bankweave,
  type Change,
  createBankweave,
  isBankweaveError,
  type Run,
  type User,
} from 'bankweave';
import { faker, fakerContent } from 'bankweave/adapters/faker';
import { createWorld } from 'bankweave/sandbox';
import { sqliteStore } from 'bankweave/store/sqlite';
import { type Arguments, help, readArguments, UsageError } from './arguments.ts';
import { plaidRecording, readRecordings } from './recording.ts';
import { printAccounts, printChanges, printStep, printTransactions, summaryOf } from './show.ts';
import { bold, dim, print, ProgressBar } from './terminal.ts';
import { plain } from './text.ts';

try {
  const options = readArguments(process.argv.slice(2));
  if (options.help) process.stdout.write(help);
  else if (options.recording === undefined) await demo(options);
  else await demoOfRecording(options.recording, options.file);
} catch (error) {
  if (!(error instanceof UsageError) && !isBankweaveError(error)) throw error;
  process.stderr.write(`demo: ${error.message}\n`);
  if (error instanceof UsageError) process.stderr.write('Try: npm run demo -- --help\n');
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

/** A made-up bank whose clock is ours, so that days can pass while you watch. */
async function demo({ file, days, bank: institution }: Arguments): Promise<void> {
  const world = createWorld({ seed: 7, content: await fakerContent(7) });
  const ids = world.institutions.map(({ id }) => id);
  if (!ids.includes(institution)) throw new UsageError(`--bank is one of ${ids.join(', ')}`);
  await using bank = createBankweave({
    adapters: [faker({ world })],
    store: sqliteStore(file),
    clock: world.clock,
  });
  const ada = bank.user('ada');

  let [connection] = (await ada.connections.list({ limit: 500 })).items.filter(
    (one) => one.provider === 'faker' && one.institution.id === institution && one.status !== 'removed',
  );
  print(bold('bankweave') + dim('  a made-up bank, a real ledger'));
  if (connection) {
    // The last run let days pass that the machine's clock has not seen; time goes on from there.
    const behind = Date.parse(connection.lastSyncedAt ?? connection.createdAt) - world.now();
    if (behind > 0) world.advance({ minutes: behind / 60_000 });
    printStep(1, 'Link', `${plain(connection.institution.name)}, linked earlier`);
  } else {
    const link = await ada.links.start('faker', { institution });
    connection = await ada.links.complete('faker', link.id);
    printStep(1, 'Link', `${plain(connection.institution.name)}, linked now`);
  }

  printStep(2, 'Sync');
  await sync(bank, connection.id);
  const accounts = await showLedger(ada, connection.id);

  const { next: cursor } = await readFeed(ada);
  world.advance({ days });
  printStep(
    3,
    days === 1 ? 'A day passes' : `${days} days pass`,
    dim(`the bank's date is now ${world.today(institution)}`),
  );
  const run = await sync(bank, connection.id);
  if (run.counts.received > 0) printChanges((await readFeed(ada, cursor)).items, accounts);

  printStep(4, 'Sync again');
  await sync(bank, connection.id);

  print();
  print(`The ledger is in ${bold(file)}`);
  print(dim('Run the demo again and it goes on from here; delete the file to begin anew.'));
}

/** Recorded answers of Plaid's sandbox through the same pipe, by an adapter of our own. */
async function demoOfRecording(path: string, file: string): Promise<void> {
  const recordings = readRecordings(path);
  await using bank = createBankweave({ adapters: [plaidRecording(recordings)], store: sqliteStore(file) });

  print(bold('bankweave') + dim('  recorded Plaid transactions, a real ledger'));
  let step = 1;
  for (const { item, transactions, total } of recordings) {
    const person = bank.user(item);
    let [connection] = (await person.connections.list()).items;
    const known = connection !== undefined;
    if (!connection) {
      const link = await person.links.start('plaid-recording', { item });
      connection = await person.links.complete('plaid-recording', link.id);
    }
    printStep(
      step++,
      'Link',
      `${plain(connection.institution.name)}, item ${plain(item)}, linked ${known ? 'earlier' : 'now'}`,
    );
    if (transactions.length < total)
      print(dim(`   ${transactions.length} of its ${total} transactions were recorded`));
    printStep(step++, 'Sync');
    await sync(bank, connection.id);
    await showLedger(person, connection.id);
  }
  print();
  print(`The ledger is in ${bold(file)}`);
}

type AnyBank = Pick<Bankweave<readonly []>, 'sync'>;
type AnyUser = Pick<User<readonly []>, 'accounts' | 'transactions' | 'changes'>;

async function sync(bank: AnyBank, connectionId: string): Promise<Run> {
  const bar = new ProgressBar('   ');
  let seen = '';
  const run = await bank.sync(connectionId, {
    onProgress: ({ stage, rows, batches }) => {
      seen = `${rows} ${rows === 1 ? 'row' : 'rows'} in ${batches} ${batches === 1 ? 'batch' : 'batches'}`;
      bar.step(stage === 'accounts' ? 'reading accounts' : `${stage}, ${seen}`);
    },
  });
  bar.done(`${seen}: ${summaryOf(run)}`);
  return run;
}

async function showLedger(user: AnyUser, connectionId: string): Promise<readonly Account[]> {
  const { items: accounts } = await user.accounts.list({ connectionId, limit: 500 });
  if (accounts.length > 0) printAccounts(accounts);
  let total = 0;
  for await (const _ of user.transactions.list({ connectionId })) total++;
  const newest = await user.transactions.list({ connectionId, limit: 12 });
  if (total > 0) printTransactions(newest.items, total, accounts);
  return accounts;
}

/** Everything in the change feed after a cursor, and the cursor to go on from. */
async function readFeed(user: AnyUser, after?: string): Promise<{ items: readonly Change[]; next: string }> {
  const items: Change[] = [];
  for (let cursor = after; ; ) {
    const page = await user.changes({ limit: 1_000, ...(cursor !== undefined && { after: cursor }) });
    items.push(...page.items);
    cursor = page.next;
    if (!page.hasMore) return { items, next: cursor };
  }
}
