import { systemClock } from 'bankweave';
import { sqliteStore } from 'bankweave/store/sqlite';
import { askByNode } from '../ask.ts';
import { BareStore } from '../bare.ts';
import { type Case, round, rowOf } from '../case.ts';
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
    const inSeries = setting.quick ? 2 : 20;
    const rounds = setting.quick ? 1 : 3;
    const tokens = Array.from({ length: connections }, (_, at) =>
      JSON.stringify({ login: 1_000 + at, rows: 0, delta: 0, delay: LATENCY }),
    );

    // Thousands of commits that each wait for the disk would measure the disk: neither side waits here.
    let shift = 0;
    const clock = { ...systemClock, now: () => Date.now() + shift };
    const ours = new Ours({
      url: setting.url,
      store: sqliteStore(setting.path(), { synchronous: 'normal' }),
      clock,
    });
    for (const token of tokens) await ours.link(token);
    const due = () => ours.bank.runDue({ limit: connections, concurrency: AT_ONCE });
    await due();

    const bare = new BareStore(setting.path(), 'NORMAL');
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

    const notes = { a: [] as number[], b: [] as number[], serial: [] as number[] };
    const measured = async (of: 'a' | 'b', work: () => Promise<number>): Promise<Sample> => {
      const before = process.cpuUsage();
      let synced = 0;
      const cost = await timed(async () => (synced = await work()));
      const { user, system } = process.cpuUsage(before);
      notes[of].push((user + system) / 1000 / synced);
      return { cost: cost / synced, work: `${synced} connections` };
    };
    const all = async (): Promise<number> => {
      shift += DAY_MS;
      return (await due()).filter(({ run }) => run?.status === 'complete').length;
    };
    const times: number[] = [];
    const together = await compare(
      rounds,
      async () => {
        const sample = await measured('a', all);
        times.push(sample.cost);
        return sample;
      },
      async () => {
        const serial = await timed(async () => {
          for (const next of asks.slice(0, inSeries)) await one(next);
        });
        notes.serial.push(serial / inSeries);
        return measured('b', many);
      },
    );
    const about = `${connections} connections without news, ${AT_ONCE} at once / a bare loop, one by one (${inSeries} of them)`;
    yield rowOf({ name: 'P8', about, goal: 1 / 40 }, byNotes(times, notes.serial, rounds));
    yield rowOf(
      {
        name: 'P8c',
        about: 'CPU a sync / bare request + cursor write, as many at once',
        goal: 2,
        details: { timeToo: round(together.ratio) },
      },
      { ...byNotes(notes.a, notes.b, rounds), workA: together.workA, workB: together.workB },
    );
    await ours.close();
    bare.close();
  },
};
