import { systemClock } from 'bankweave';
import { sqliteStore } from 'bankweave/store/sqlite';
import { askByNode } from '../ask.ts';
import { BareStore } from '../bare.ts';
import { type Case, rowOf } from '../case.ts';
import { Ours } from '../ours.ts';
import { byNotes, compare, type Sample, timed } from '../rounds.ts';

const LATENCY = 50;
const AT_ONCE = 64;
const DAY_MS = 86_400_000;

/** Many connections without news. */
export const fleet: Case = {
  names: ['P8'],
  async *run(setting) {
    const connections = setting.quick ? 20 : 1_000;
    const inSeries = setting.quick ? 2 : 40;
    const rounds = setting.quick ? 1 : 5;
    const tokens = Array.from({ length: connections }, (_, at) =>
      JSON.stringify({ login: 1_000 + at, rows: 0, delta: 0, delay: LATENCY }),
    );

    let shift = 0;
    const clock = { ...systemClock, now: () => Date.now() + shift };
    const ours = new Ours({ url: setting.url, store: sqliteStore(setting.path()), clock });
    for (const token of tokens) await ours.link(token);
    const due = () => ours.bank.runDue({ limit: connections, concurrency: AT_ONCE });
    await due();

    const bare = new BareStore(setting.path());
    const asks = tokens.map((token) => ({ token, ask: askByNode(setting.url, token) }));
    const one = async ({ token, ask }: (typeof asks)[number]): Promise<void> => {
      const page = await ask(bare.cursor(token));
      bare.write(token, page.added, page.next_cursor);
    };
    const many = async (): Promise<number> => {
      const queue = asks[Symbol.iterator]();
      const worker = async (): Promise<void> => {
        for (const next of queue) await one(next);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      return connections;
    };
    await many();

    const cpu: { a: number[]; b: number[] } = { a: [], b: [] };
    const measured = async (of: 'a' | 'b', work: () => Promise<number>): Promise<Sample> => {
      const before = process.cpuUsage();
      let synced = 0;
      const cost = await timed(async () => (synced = await work()));
      const { user, system } = process.cpuUsage(before);
      cpu[of].push((user + system) / 1000 / synced);
      return { cost: cost / synced, work: `${synced} connections` };
    };
    const all = async (): Promise<number> => {
      shift += DAY_MS;
      return (await due()).filter(({ run }) => run?.status === 'complete').length;
    };
    const together = await compare(
      rounds,
      () => measured('a', all),
      () => measured('b', many),
    );
    const byCpu = byNotes(cpu.a, cpu.b, rounds);

    const serial = await compare(
      rounds,
      async () => {
        const { cost } = await measured('a', all);
        return { cost, work: '' };
      },
      async () => ({
        cost:
          (await timed(async () => {
            for (const next of asks.slice(0, inSeries)) await one(next);
          })) / inSeries,
        work: '',
      }),
    );
    yield rowOf(
      {
        name: 'P8',
        about: `${connections} connections without news, ${AT_ONCE} at once / bare loop one by one (of ${inSeries})`,
        goal: 1 / 40,
      },
      serial,
    );
    yield rowOf(
      { name: 'P8c', about: 'CPU a sync / bare request + cursor write, as many at once', goal: 2 },
      { ...byCpu, workA: together.workA, workB: together.workB },
    );
    await ours.close();
    bare.close();
  },
};
