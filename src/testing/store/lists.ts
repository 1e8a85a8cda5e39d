import type { TransactionFilter, TransactionSort } from '../../store/ledger.ts';
import { positionOf } from '../../store/position.ts';
import type { Bench } from './bench.ts';
import { law, type StoreLaw } from './store-law.ts';
import { expect } from '../expect.ts';
import type { CalendarDate } from '../../model/calendar-date.ts';
import type { Transaction } from '../../model/transaction.ts';
import { accountRow, insert, run } from './samples.ts';

const ada = { userId: 'ada' };
const all: TransactionFilter = { statuses: ['pending', 'posted', 'void'] };
const usd = (value: string) => ({ value, currency: 'USD' });

/** Every page of a list; `between` runs after each of them. */
async function walk(
  { ledger }: Bench,
  sort: TransactionSort,
  limit: number,
  between: (page: number) => Promise<unknown> = async () => undefined,
): Promise<Transaction[]> {
  const rows: Transaction[] = [];
  for (let page = 0; ; page++) {
    const last = rows.at(-1);
    const after = last && { after: positionOf(last, sort) };
    const next = await ledger.transactions(ada, all, sort, { ...after, limit });
    rows.push(...next);
    if (next.length < limit) return rows;
    await between(page);
  }
}

const ids = async (bench: Bench, filter: Partial<TransactionFilter>, sort: TransactionSort = 'oldest') =>
  (await bench.ledger.transactions(ada, { ...all, ...filter }, sort, { limit: 99 })).map(({ id }) => id);

export const listLaws: readonly StoreLaw[] = [
  law('LIST-01', 'lists are narrowed by every condition', async ({ open }) => {
    const bench = await open();
    await bench.connect('c2', 'ada');
    await bench.publish([
      insert('t1', { facts: { date: '2026-01-01', amount: usd('5.00'), status: 'pending' } }),
      insert('t2', { accountId: 'a2', facts: { date: '2026-01-02', amount: usd('-0.01') } }),
      insert('t3', {
        facts: {
          date: '2026-01-03',
          status: 'void',
          category: { primary: 'travel', detailed: 'travel.flights' },
        },
      }),
    ]);
    await bench.publish([insert('t4', { connectionId: 'c2', facts: { date: '2026-01-04' } })], {}, 'c2');
    expect(await ids(bench, {})).toEqual(['t1', 't2', 't3', 't4']);
    expect(await ids(bench, { accountId: 'a2' })).toEqual(['t2']);
    expect(await ids(bench, { connectionId: 'c2' })).toEqual(['t4']);
    expect(await ids(bench, { from: '2026-01-02', to: '2026-01-03' })).toEqual(['t2', 't3']);
    expect(await ids(bench, { statuses: ['posted', 'pending'] })).toEqual(['t1', 't2', 't4']);
    expect(await ids(bench, { direction: 'in' })).toEqual(['t1']);
    expect(await ids(bench, { direction: 'out' })).toEqual(['t2', 't3', 't4']);
    expect(await ids(bench, { category: 'travel' })).toEqual(['t3']);
    expect(await ids(bench, { category: 'travel.flights', from: '2026-01-04' })).toEqual([]);
  }),

  law('LIST-02', 'the category of the host counts before the one of the provider', async ({ open }) => {
    const bench = await open();
    await bench.publish([insert('t1'), insert('t2')]);
    await bench.ledger.annotate(ada, 't1', { categoryOverride: 'travel.flights' });
    expect(await ids(bench, { category: 'food_and_drink' })).toEqual(['t2']);
    expect(await ids(bench, { category: 'food_and_drink.coffee' })).toEqual(['t2']);
    expect(await ids(bench, { category: 'travel' })).toEqual(['t1']);
    expect(await ids(bench, { category: 'travel.flights' })).toEqual(['t1']);
    expect(await ids(bench, { category: 'trav' })).toEqual([]);
  }),

  law('LIST-03', 'text is found in any case and any alphabet', async ({ open }) => {
    const bench = await open();
    await bench.publish([
      insert('t1', { facts: { description: 'Müller ÄPFEL', originalDescription: 'x' } }),
      insert('t2', { facts: { description: 'x', originalDescription: 'КОФЕЙНЯ 7%' } }),
      insert('t3', {
        facts: { description: 'x', originalDescription: 'x', merchant: { name: 'Señor_Łoś' } },
      }),
      insert('t4', { facts: { description: 'x', originalDescription: 'x' } }),
    ]);
    await bench.ledger.annotate(ada, 't4', { notes: 'Für Oma' });
    expect(await ids(bench, { text: 'äpfel' })).toEqual(['t1']);
    expect(await ids(bench, { text: 'кофейня' })).toEqual(['t2']);
    expect(await ids(bench, { text: 'SEÑOR_ŁOŚ' })).toEqual(['t3']);
    expect(await ids(bench, { text: 'für oma' })).toEqual(['t4']);
    expect(await ids(bench, { text: '7%' })).toEqual(['t2']);
    expect(await ids(bench, { text: '%' })).toEqual(['t2']);
    expect(await ids(bench, { text: '_' })).toEqual(['t3']);
  }),

  law('LIST-04', 'text is found page by page in a long history', async ({ open }) => {
    const bench = await open();
    const rows = Array.from({ length: 5_000 }, (_, n) => {
      const id = `t${String(n).padStart(5, '0')}`;
      return insert(id, { facts: { description: n % 1_000 === 7 ? 'Needle' : n === 3 ? 'Deep' : 'hay' } });
    });
    await bench.publish(rows);
    const filter = { ...all, text: 'needle' };
    const found: Transaction[] = [];
    for (;;) {
      const last = found.at(-1);
      const after = last && { after: positionOf(last, 'newest') };
      const page = await bench.ledger.transactions(ada, filter, 'newest', { ...after, limit: 2 });
      if (page.length === 0) break;
      found.push(...page);
    }
    const deep = await bench.ledger.transactions(ada, { ...all, text: 'deep' }, 'newest', { limit: 2 });
    expect(deep.map(({ id }) => id)).toEqual(['t00003']);
    expect(found.map(({ id }) => id)).toEqual(['t04007', 't03007', 't02007', 't01007', 't00007']);
  }),

  law('LIST-05', 'lists are sorted by date or by exact amount', async ({ open }) => {
    const bench = await open();
    const values = [
      '-99999999999999999999999999999999999999.01',
      '-99999999999999999999999999999999999999.00',
      '-10.50',
      '-10.05',
      '-9.99',
      '-0.00000001',
      '0.00',
      '0.10',
      '0.11',
      '2.00',
      '10.00',
      '12345678901234567890123456789012345678',
      '12345678901234567890123456789012345678.1',
    ];
    await bench.publish(
      values.map((value, n) => insert(`t${(n * 5) % 13}`, { facts: { amount: usd(value) } })),
    );
    const listed = async (sort: TransactionSort): Promise<string[]> =>
      (await walk(bench, sort, 4)).map(({ amount }) => amount.value);
    expect(await listed('smallest')).toEqual(values);
    expect(await listed('largest')).toEqual([...values].reverse());
  }),

  law('LIST-06', 'pages neither overlap nor leave a gap, in any order', async ({ open }) => {
    const bench = await open();
    const rows = Array.from({ length: 60 }, (_, n) => {
      const date = `2026-01-0${1 + (n % 3)}` as CalendarDate;
      return insert(`t${n}`, { facts: { date, amount: usd(`${n % 4}.00`) } });
    });
    await bench.publish(rows);
    for (const sort of ['newest', 'oldest', 'largest', 'smallest'] as const) {
      const whole = await bench.ledger.transactions(ada, all, sort, { limit: 99 });
      expect(whole).toHaveLength(60);
      for (const limit of [1, 7, 60]) expect(await walk(bench, sort, limit)).toEqual(whole);
    }
    const newest = await bench.ledger.transactions(ada, all, 'newest', { limit: 99 });
    const expected = [...newest].sort((a, b) => (`${a.date} ${a.id}` < `${b.date} ${b.id}` ? 1 : -1));
    expect(newest).toEqual(expected);
  }),

  law('LIST-07', 'rows that come, change or go between two pages move no other', async ({ open }) => {
    const bench = await open();
    const before = Array.from({ length: 30 }, (_, n) => insert(`m${n}`, { facts: { date: '2026-01-05' } }));
    await bench.publish(before);
    const walked = await walk(bench, 'newest', 7, async (page) => {
      await bench.publish([
        insert(`new_${page}`, { facts: { date: '2026-01-09' } }),
        insert(`old_${page}`, { facts: { date: '2026-01-01' } }),
        insert(`m9${page}_same`, { facts: { date: '2026-01-05' } }),
      ]);
    });
    const names = walked.map(({ id }) => id);
    expect(new Set(names).size).toBe(names.length);
    for (let n = 0; n < 30; n++) expect(names).toContain(`m${n}`);
    expect(names.some((id) => id.startsWith('new_'))).toBe(false);

    // The row that a page ended with is gone, and the next page begins where it stood.
    const [first] = await bench.ledger.transactions(ada, all, 'newest', { limit: 1 });
    await bench.publish([{ type: 'hide', id: first?.id ?? '', as: 'removed', origin: 'live' }]);
    const rest = await bench.ledger.transactions(ada, all, 'newest', {
      after: first ? positionOf(first, 'newest') : '',
      limit: 99,
    });
    expect(rest).toEqual(await bench.ledger.transactions(ada, all, 'newest', { limit: 99 }));
  }),

  law('PAGE-01', 'connections and accounts are listed by id', async ({ open }) => {
    const bench = await open();
    for (const id of ['c3', 'c2', 'c4']) await bench.connect(id, 'ada');
    const names = async (after?: string) =>
      (await bench.ledger.connections(ada, { ...(after && { after }), limit: 2 })).map(
        (row) => row.connection.id,
      );
    expect([await names(), await names('c2'), await names('c4')]).toEqual([['c1', 'c2'], ['c3', 'c4'], []]);
    await bench.publish([], { accounts: [accountRow('a2'), accountRow('a1')] });
    await bench.publish([], { accounts: [accountRow('a3', 'c2')] }, 'c2');
    const accounts = async (filter: { connectionId?: string }, page: { after?: string; limit: number }) =>
      (await bench.ledger.accounts(ada, filter, page)).map(({ account }) => account.id);
    expect(await accounts({}, { limit: 2 })).toEqual(['a1', 'a2']);
    expect(await accounts({}, { after: 'a2', limit: 2 })).toEqual(['a3']);
    expect(await accounts({ connectionId: 'c2' }, { limit: 9 })).toEqual(['a3']);
  }),

  law('PAGE-02', 'a provider connection is added once for each user', async ({ open }) => {
    const bench = await open();
    const mine = await bench.ledger.connection(ada, 'c1');
    if (!mine) throw new Error('no connection');
    const twin = { ...mine, connection: { ...mine.connection, id: 'c9' } };
    expect(await bench.ledger.addConnection(twin), 'the same login under another id').toBe(false);
    expect(await bench.ledger.addConnection(mine), 'the same connection again').toBe(false);
    const bobs = { ...twin, connection: { ...twin.connection, userId: 'bob' } };
    expect(await bench.ledger.addConnection(bobs), 'the same login for another user').toBe(true);
    await bench.publish([], { connection: { ...mine.connection, status: 'removed' } });
    const again = { ...mine, connection: { ...mine.connection, id: 'c10' } };
    expect(await bench.ledger.addConnection(again), 'the same login after it was removed').toBe(true);
    expect(await bench.ledger.changes(ada, 0, 9)).toHaveLength(3);
  }),

  law('PAGE-03', 'balances are listed by moment, runs from the newest', async ({ open }) => {
    const bench = await open();
    const { account } = accountRow('a1');
    const moments = [
      '2026-01-01T08:00:00.000Z',
      '2026-01-01T20:00:00.000Z',
      '2026-01-02T08:00:00.000Z',
    ] as const;
    for (const takenAt of moments) {
      await bench.publish([], {
        accounts: [accountRow('a1')],
        balances: [{ ...account.balances, accountId: 'a1', takenAt }],
      });
    }
    const taken = async (
      range: { from?: string; to?: string },
      page: { after?: string; limit: number } = { limit: 9 },
    ) => (await bench.ledger.balances(ada, 'a1', range, page)).map(({ takenAt }) => takenAt);
    expect(await taken({})).toEqual(moments);
    expect(await taken({ to: '2026-01-01' }), 'a `to` that is a day covers all of it').toEqual(
      moments.slice(0, 2),
    );
    expect(await taken({ from: '2026-01-02' })).toEqual(moments.slice(2));
    expect(await taken({}, { after: moments[0], limit: 1 })).toEqual([moments[1]]);

    await bench.connect('c2', 'ada');
    for (const [n, at] of [moments[1], moments[0], moments[1], moments[2]].entries()) {
      await bench.ledger.putRun(run(`r${n}`, at, 'ada', n === 3 ? 'c2' : 'c1'));
    }
    await bench.ledger.putRun({ ...run('r0', moments[1]), status: 'failed' });
    const runs = async (filter: { connectionId?: string }, page: { after?: string; limit: number }) =>
      (await bench.ledger.runs(ada, filter, page)).map(({ id }) => id);
    expect(await runs({}, { limit: 9 })).toEqual(['r3', 'r2', 'r0', 'r1']);
    expect(await runs({}, { after: `${moments[1]} r2`, limit: 1 })).toEqual(['r0']);
    expect(await runs({ connectionId: 'c1' }, { limit: 9 })).toEqual(['r2', 'r0', 'r1']);
    expect(await bench.ledger.run(ada, 'r0')).toMatchObject({ status: 'failed' });
  }),
];
