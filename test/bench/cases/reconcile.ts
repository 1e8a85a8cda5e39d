import type { Batch, Removal, Upsert } from 'bankweave/adapter-kit';
import { createBankweave, memoryStore } from 'bankweave';
import { type Case, rowOf } from '../case.ts';
import { compare, type Sample, timed } from '../rounds.ts';
import { spokenAdapter } from '../spoken-adapter.ts';

const DAY_MS = 86_400_000;

/** What a row is made like: all alike, or as people's rows are. */
type Look = 'ordinary' | 'one amount' | 'one day and amount';

/** Reconcile by itself: over a memory store, without a wire. */
export const reconcile: Case = {
  names: ['P7'],
  async *run(setting) {
    const rounds = setting.quick ? 1 : 5;
    const [few, many] = setting.quick ? [500, 1_500] : [10_000, 200_000];
    const [long, short] = [await againstKnown(many), await againstKnown(few)];
    const perRow = async (of: Again, rows: number): Promise<Sample> => {
      const { cost, work } = await of();
      return { cost: cost / rows, work };
    };
    const compared = await compare(
      rounds,
      () => perRow(long, many),
      () => perRow(short, few),
    );
    yield rowOf(
      { name: 'P7', about: `reconcile by id, time a row, ${many} known / ${few}`, goal: 4 },
      { ...compared, workA: '', workB: '' },
    );

    const size = setting.quick ? 300 : 30_000;
    for (const [name, look] of [
      ['P7a', 'one amount'],
      ['P7d', 'one day and amount'],
    ] as const) {
      yield rowOf(
        { name, about: `${size} pending rows booked anew, ${look} / ordinary`, goal: 3 },
        // Which of them join differs: rows that nothing tells apart must not.
        {
          ...(await compare(
            setting.quick ? 1 : 3,
            () => booking(size, look),
            () => booking(size, 'ordinary'),
          )),
          workA: '',
          workB: '',
        },
      );
    }
  },
};

type Again = () => Promise<Sample>;

/** All rows of a login read again, unchanged. */
async function againstKnown(rows: number): Promise<Again> {
  const say = (): Batch[] => batches(rows, (n) => ({ upserts: [upsertOf(n, 'posted', 'ordinary')] }));
  let said = 0;
  const { sync } = await bankOf(() => closed(say(), ++said));
  await sync();
  return async () => {
    let work = '';
    const cost = await timed(async () => (work = `${(await sync()).counts.unchanged} rows unchanged`));
    return { cost, work };
  };
}

/** Pending rows that all go, while as many booked ones come under other ids. */
async function booking(rows: number, look: Look): Promise<Sample> {
  const answers = [
    batches(rows, (n) => ({ upserts: [upsertOf(n, 'pending', look)] })),
    batches(rows, (n) => ({ upserts: [upsertOf(n, 'posted', look)], removals: [removalOf(n)] })),
  ];
  let said = 0;
  const { sync, close } = await bankOf(() => closed(answers[said++] ?? [], said));
  await sync();
  const cost = await timed(sync);
  await close();
  return { cost, work: '' };
}

async function bankOf(next: () => Batch[]) {
  const bank = createBankweave({ adapters: [spokenAdapter(next)], store: memoryStore() });
  const { links } = bank.user('ada');
  const { id } = await links.complete('spoken', (await links.start('spoken')).id);
  return { sync: () => bank.sync(id), close: () => bank.close() };
}

function batches(rows: number, of: (n: number) => { upserts: Upsert[]; removals?: Removal[] }): Batch[] {
  const list: Batch[] = [];
  for (let start = 0; start < rows; start += 500) {
    const [upserts, removals]: [Upsert[], Removal[]] = [[], []];
    for (let n = start; n < Math.min(rows, start + 500); n++) {
      const one = of(n);
      upserts.push(...one.upserts);
      removals.push(...(one.removals ?? []));
    }
    list.push({ upserts, removals });
  }
  return list;
}

function closed(list: readonly Batch[], number: number): Batch[] {
  return [...list, { readiness: 'complete', checkpoint: `checkpoint ${number}` }];
}

const shops = ['Corner Bakery', 'City Transit', 'Northside Fuel', 'Paper Lantern Books'];

function upsertOf(n: number, status: Upsert['status'], look: Look): Upsert {
  const cents = look === 'ordinary' ? ((n * 7919) % 20_000) + 100 : 275;
  const back = look === 'one day and amount' ? 0 : n % 25;
  const date = new Date(Date.now() - back * DAY_MS).toISOString().slice(0, 10) as Upsert['date'];
  const text = `${shops[n % shops.length]} ${look === 'ordinary' ? n % 500 : ''}`.trim();
  return {
    account: 'current',
    ids: [{ scheme: 'transaction_id', value: `${status} number ${n}`, stable: true }],
    status,
    amount: { value: `-${(cents / 100).toFixed(2)}`, currency: 'EUR' },
    date,
    description: text,
    originalDescription: text.toUpperCase(),
    counterparties: [],
    category: { primary: 'other', detailed: 'other' },
    kind: 'purchase',
  };
}

function removalOf(n: number): Removal {
  return { account: 'current', id: { scheme: 'transaction_id', value: `pending number ${n}` } };
}
