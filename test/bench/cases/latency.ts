import { sqliteStore } from 'bankweave/store/sqlite';
import { askByNode } from '../ask.ts';
import { type Case, rowOf } from '../case.ts';
import { Ours } from '../ours.ts';
import { compare, timed } from '../rounds.ts';
import { workIn } from '../work-done.ts';

const LATENCY = 50;

/** A first sync from a server that takes its time, against what the pages alone take. */
export const latency: Case = {
  names: ['P6'],
  async *run(setting) {
    const pages = setting.quick ? 3 : 100;
    const login = { login: 6, rows: pages * 500, delta: 0 };
    const token = JSON.stringify({ ...login, delay: LATENCY });
    const quick = askByNode(setting.url, JSON.stringify({ ...login, delay: 0 }));
    let read = 0;
    const compared = await compare(
      setting.quick ? 1 : 5,
      async () => {
        const path = setting.path();
        const ours = new Ours({ url: setting.url, store: sqliteStore(path) });
        const connection = await ours.link(token);
        const cost = await timed(() => ours.bank.sync(connection));
        await ours.close();
        return { cost, work: workIn(path).split(',')[0] ?? '' };
      },
      async () => {
        read = 0;
        const bare = await timed(async () => {
          for (let cursor: string | null = null, more = true; more; ) {
            const page = await quick(cursor);
            read += page.added.length;
            [cursor, more] = [page.next_cursor, page.has_more];
          }
        });
        return { cost: pages * LATENCY + bare, work: `${read} rows` };
      },
    );
    const about = `${pages} pages of ${LATENCY} ms / pages x (latency + bare fetch)`;
    yield rowOf({ name: 'P6', about, goal: 1.06 }, compared);
  },
};
