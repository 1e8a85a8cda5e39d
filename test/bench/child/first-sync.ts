import { sqliteStore } from 'bankweave/store/sqlite';
import { Ours } from '../ours.ts';
import { linked } from '../over-plaid.ts';
import { workIn } from '../work-done.ts';

// One first sync in a process of its own; prints how much memory it took.
const [, , url = '', path = '', rows = '0', adapter = 'bench'] = process.argv;
const token = JSON.stringify({ login: 5, rows: Number(rows), delta: 0, delay: 0 });
const ours = adapter === 'plaid' ? await linked({ url }, token, path) : await overBench();
globalThis.gc?.();
const idle = process.memoryUsage.rss();
await ours.sync();
globalThis.gc?.();
const heap = process.memoryUsage().heapUsed;
const peak = process.resourceUsage().maxRSS * 1024;
await ours.close();
console.log(JSON.stringify({ idle, peak, heap, work: workIn(path) }));

async function overBench() {
  const own = new Ours({ url, store: sqliteStore(path) });
  const connection = await own.link(token);
  return { sync: () => own.bank.sync(connection), close: () => own.close() };
}
