import { copyFileSync } from 'node:fs';
import { sqliteStore } from 'bankweave/store/sqlite';
import type { Case } from '../case.ts';
import { rowOf } from '../case.ts';
import { fillUp } from '../fill-up.ts';
import { Ours } from '../ours.ts';
import { byNotes, compare, type Sample, timed } from '../rounds.ts';
import { watched } from '../watched.ts';

const SYNCS = 10;

/** Ten new rows on a short and on a long history. */
export const delta: Case = {
  names: ['P4'],
  async *run(setting) {
    const [few, many] = setting.quick ? [1_000, 5_000] : [1_000, 1_000_000];
    const rounds = setting.quick ? 1 : 7;
    const token = JSON.stringify({ login: 4, rows: few, delta: 10, delay: 0 });
    const [small, large] = [setting.path(), setting.path()];
    const first = new Ours({ url: setting.url, store: sqliteStore(small) });
    const connection = await first.link(token);
    await first.bank.sync(connection);
    await first.close();
    copyFileSync(small, large);
    fillUp(large, many);

    const open = (path: string) => {
      const watch = watched(sqliteStore(path));
      const ours = new Ours({ url: setting.url, store: watch.store });
      const run = async (): Promise<Sample & { store: number }> => {
        let added = 0;
        watch.reset();
        const cost = await timed(async () => {
          for (let i = 0; i < SYNCS; i++) added += (await ours.bank.sync(connection)).counts.added;
        });
        return { cost, work: `${added} rows added`, store: watch.spent() };
      };
      return { run, close: () => ours.close() };
    };
    const [a, b] = [open(large), open(small)];
    const parts = { a: [] as number[], b: [] as number[] };
    const side = (of: 'a' | 'b', run: typeof a.run) => async (): Promise<Sample> => {
      const sample = await run();
      parts[of].push(sample.store);
      return sample;
    };
    const whole = await compare(rounds, side('a', a.run), side('b', b.run));
    const about = `10-row delta on ${many} stored / on ${few}`;
    yield rowOf({ name: 'P4', about: `${about}, whole sync`, goal: 1.3 }, whole);
    yield rowOf(
      { name: 'P4s', about: `${about}, store alone`, goal: 2.5 },
      byNotes(parts.a, parts.b, rounds),
    );
    await a.close();
    await b.close();
  },
};
