import { BareStore, bareSync } from '../bare.ts';
import { type Case, rowOf } from '../case.ts';
import { askBySdk, linked } from '../over-plaid.ts';
import { compare, timed } from '../rounds.ts';

const PAGE = 500;

/** All history once more, without news: Plaid no longer knows the cursor. */
export const plaidAgain: Case = {
  names: ['PLAID3'],
  async *run(setting) {
    const rows = setting.quick ? 2_000 : 100_000;
    const rounds = setting.quick ? 1 : 5;
    const token = JSON.stringify({ login: 24, rows, delta: 0, delay: 0, forgets: true });
    const ours = await linked(setting, token, setting.path());
    await ours.sync();
    const bare = new BareStore(setting.path());
    const ask = askBySdk(setting.url, token);
    await bareSync(bare, token, ask);
    const compared = await compare(
      rounds,
      async () => {
        let work = '';
        const cost = await timed(async () => {
          const { received, unchanged } = (await ours.sync()).counts;
          work = `${received} rows, ${received - unchanged} news`;
        });
        return { cost, work };
      },
      async () => {
        const before = changesIn(bare);
        const cost = await timed(() => bareSync(bare, token, ask, null));
        return { cost, work: `${rowsIn(bare)} rows, ${changesIn(bare) - before - rows / PAGE} news` };
      },
    );
    const about = `plaid: ${rows} rows again, its cursor unknown / loop over its SDK, bare upserts`;
    yield rowOf({ name: 'PLAID3', about, goal: 1 }, compared);
    await ours.close();
    bare.close();
  },
};

/** Rows that were written since the store was opened; the cursor is one with each page. */
function changesIn({ database }: BareStore): number {
  return (database.prepare('SELECT total_changes() AS n').get() as { n: number }).n;
}

function rowsIn({ database }: BareStore): number {
  return (database.prepare('SELECT count(*) AS n FROM transactions').get() as { n: number }).n;
}
