import { sqliteStore } from 'bankweave/store/sqlite';
import { Ours } from '../ours.ts';
import { workIn } from '../work-done.ts';

// One first sync in a process of its own; prints how much memory it took.
const [, , url = '', path = '', rows = '0'] = process.argv;
const ours = new Ours({ url, store: sqliteStore(path) });
const connection = await ours.link(JSON.stringify({ login: 5, rows: Number(rows), delta: 0, delay: 0 }));
globalThis.gc?.();
const idle = process.memoryUsage.rss();
await ours.bank.sync(connection);
globalThis.gc?.();
const heap = process.memoryUsage().heapUsed;
const peak = process.resourceUsage().maxRSS * 1024;
await ours.close();
console.log(JSON.stringify({ idle, peak, heap, work: workIn(path) }));
