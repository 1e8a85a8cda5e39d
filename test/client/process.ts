// A process that works for a moment and must then end by itself: `process.ts <close|abort|due> <file>`.
import { createBankweave } from 'bankweave';
import { faker } from 'bankweave/adapters/faker';
import { sqliteStore } from 'bankweave/store/sqlite';

const [how = 'close', file = ''] = process.argv.slice(2);
const bank = createBankweave({ adapters: [faker({ seed: 7, historyDays: 30 })], store: sqliteStore(file) });

if (how === 'due') {
  // One of several: takes what is due for a while.
  for (let round = 0; round < 5; round++) await bank.runDue({ concurrency: 2 });
  await bank.close();
} else {
  const ada = bank.user('ada');
  const link = await ada.links.start('faker');
  await ada.links.complete('faker', link.id);
  bank.on('sync.completed', () => {});
  const stop = new AbortController();
  const working = bank.work({ signal: stop.signal });
  while ((await bank.runs.list()).items.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  if (how === 'close') await bank.close();
  else stop.abort();
  await working;
  if (how === 'abort') await bank.close();
}
console.log('done');
