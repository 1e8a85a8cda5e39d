import { BareStore, bareSync } from '../bare.ts';
import { type Case, rowOf, type Setting } from '../case.ts';
import { askBySdk, linked } from '../over-plaid.ts';
import { compare, timed } from '../rounds.ts';
import { workIn } from '../work-done.ts';

/** The whole library with Plaid's adapter, beside what one writes by hand over Plaid's own SDK. */
export const plaidCase: Case = {
  names: ['PLAID'],
  async *run(setting) {
    const rows = setting.quick ? 2_000 : 100_000;
    const pages = setting.quick ? 3 : 40;
    const rounds = setting.quick ? 1 : 5;
    const about = (what: string): string => `plaid: ${what} / loop over its SDK, bare upserts`;

    const first = JSON.stringify({ login: 21, rows, delta: 0, delay: 0 });
    yield rowOf(
      { name: 'PLAID', about: about(`first sync of ${rows} rows`), goal: 1 },
      await firstSync(setting, first, rounds),
    );

    const slow = JSON.stringify({ login: 22, rows: pages * 500, delta: 0, delay: 50 });
    yield rowOf(
      { name: 'PLAID', about: about(`${pages} pages of 50 ms`), goal: 1.06 },
      await firstSync(setting, slow, rounds),
    );

    const growing = JSON.stringify({ login: 23, rows, delta: 10, delay: 0 });
    const path = setting.path();
    const ours = await linked(setting, growing, path);
    await ours.sync();
    const bare = new BareStore(setting.path());
    const ask = askBySdk(setting.url, growing);
    await bareSync(bare, growing, ask);
    const delta = await compare(
      rounds,
      async () => {
        let added = 0;
        const cost = await timed(async () => (added = (await ours.sync()).counts.added));
        return { cost, work: `${added} rows` };
      },
      async () => {
        const before = rowsIn(bare);
        const cost = await timed(() => bareSync(bare, growing, ask));
        return { cost, work: `${rowsIn(bare) - before} rows` };
      },
    );
    yield rowOf(
      { name: 'PLAID', about: about(`10 new rows on ${rows}, item and accounts read too`), goal: 6 },
      delta,
    );
    await ours.close();
    bare.close();
  },
};

function rowsIn({ database }: BareStore): number {
  return (database.prepare('SELECT count(*) AS n FROM transactions').get() as { n: number }).n;
}

function firstSync(setting: Setting, token: string, rounds: number) {
  return compare(
    rounds,
    async () => {
      const path = setting.path();
      const ours = await linked(setting, token, path);
      const cost = await timed(ours.sync);
      await ours.close();
      return { cost, work: workIn(path) };
    },
    async () => {
      const path = setting.path();
      const store = new BareStore(path);
      const cost = await timed(() => bareSync(store, token, askBySdk(setting.url, token)));
      store.close();
      return { cost, work: workIn(path) };
    },
  );
}
