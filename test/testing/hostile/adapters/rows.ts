import { addDays } from 'bankweave';
import { overFaker, overHttp } from '../bases.ts';
import { accounts, amounts, batches, facet, pulling, rows, traits, without } from '../spoil.ts';
import type { HostileAdapter } from '../subject.ts';

const turned = (value: string): string => (value.startsWith('-') ? value.slice(1) : `-${value}`);

/** Turns the sign of all rows on accounts of a type. */
const turning =
  (type: string): HostileAdapter[3] =>
  (adapter) => {
    const found = new Set<string>();
    const noting = accounts((account) => {
      if (account.type === type) found.add(account.id);
      return account;
    })(adapter);
    return pulling(async function* (all, _input, call) {
      await noting.accounts.list(call);
      for await (const batch of all)
        yield {
          ...batch,
          ...(batch.upserts && {
            upserts: batch.upserts.map((row) =>
              found.has(row.account)
                ? { ...row, amount: { ...row.amount, value: turned(row.amount.value) } }
                : row,
            ),
          }),
        };
    })(noting);
  };

/** Spoils the amounts of one currency. */
const inCurrency = (currency: string, change: (value: string) => string) =>
  amounts((value, row) => (row.amount.currency === currency ? change(value) : value));

/** Faults of rows: of signs, money, days, and of what becomes of a row. */
export const hostileRows: readonly HostileAdapter[] = [
  [
    'whatever is called paid was paid in',
    ['SIGN-01', 'SIGN-02', 'SIGN-03', 'SIGN-04'],
    overFaker,
    amounts((value, { description }) => (/\bpaid\b/i.test(description) ? value.replace('-', '') : value)),
  ],
  [
    'signs of cards are turned round',
    ['SIGN-02', 'SIGN-05', 'TRUTH-01', 'TRUTH-02', 'LIFE-01'],
    overFaker,
    turning('credit'),
  ],
  ['signs of loans are turned round', ['SIGN-03'], overFaker, turning('loan')],
  [
    'what is given back counts as paid',
    ['SIGN-04', 'SIGN-05'],
    overFaker,
    amounts((value, { kind }) => (kind === 'fee' && !value.startsWith('-') ? `-${value}` : value)),
  ],
  [
    'amounts go through a float of 32 bits',
    ['MONEY-01'],
    overFaker,
    inCurrency('USD', (value) => Math.fround(Number(value)).toFixed(2)),
  ],
  [
    'yen are taken for hundredths',
    ['MONEY-02'],
    overFaker,
    inCurrency('JPY', (value) => String(Math.trunc(Number(value) / 100))),
  ],
  [
    'three digits are cut to two',
    ['MONEY-03'],
    overFaker,
    inCurrency('KWD', (value) => `${Number(value).toFixed(2)}0`),
  ],
  [
    'four digits are cut to two',
    ['MONEY-04'],
    overFaker,
    inCurrency('CLF', (value) => `${Number(value).toFixed(2)}00`),
  ],
  [
    'rows of an unknown currency are left out',
    ['MONEY-05'],
    overFaker,
    rows((row) => (row.amount.currency === 'XTS' ? undefined : row)),
  ],
  [
    'rows of today are left for tomorrow, which never asks for them',
    ['ROW-01', 'ROW-03', 'ROW-04', 'ROW-08', 'PEND-03', 'PEND-04', 'PEND-06', 'LIFE-01'],
    overFaker,
    rows((row, { checkpoint }, { clock }) =>
      checkpoint !== null && row.date === new Date(clock.now()).toISOString().slice(0, 10) ? undefined : row,
    ),
  ],
  [
    'rows that turn up late are taken for old ones',
    ['ROW-02', 'FAULT-13', 'LIFE-01'],
    overFaker,
    rows((row, { checkpoint }, { clock }) =>
      checkpoint !== null && row.date < new Date(clock.now() - 3 * 86_400_000).toISOString().slice(0, 10)
        ? undefined
        : row,
    ),
  ],
  [
    'equal rows of one day are one',
    ['ROW-03', 'TRUTH-01', 'TRUTH-02', 'LIFE-01'],
    overHttp,
    pulling(async function* (all) {
      const seen = new Set<string>();
      for await (const batch of all)
        yield {
          ...batch,
          ...(batch.upserts && {
            upserts: batch.upserts.filter(({ account, date, amount, description, status }) => {
              const key = JSON.stringify([account, date, amount, description, status]);
              return seen.size !== seen.add(key).size;
            }),
          }),
        };
    }),
  ],
  [
    'the amount is part of the id',
    ['ROW-04'],
    overHttp,
    rows((row) => ({
      ...row,
      ids: row.ids.map((id) => ({ ...id, value: `${id.value} ${row.amount.value}` })),
    })),
  ],
  [
    'every row that is gone is said to be there',
    ['ROW-05', 'ROW-08'],
    overHttp,
    facet('feed', () => ({ confirm: async (gone: readonly unknown[]) => gone.map(() => 'present') })),
  ],
  [
    'a removal names another id',
    // Whatever should leave stays.
    ['ROW-07', 'ROW-05', 'ROW-08', 'PEND-05', 'LIFE-01'],
    overFaker,
    batches((batch) =>
      batch.removals
        ? {
            ...batch,
            removals: batch.removals.map(({ account, id }) => ({
              account,
              id: { ...id, value: `${id.value}?` },
            })),
          }
        : batch,
    ),
  ],
  [
    'a row that comes back has another id',
    ['ROW-08'],
    overFaker,
    (adapter) => {
      const gone = new Set<string>();
      return batches((batch) => {
        for (const { id } of batch.removals ?? []) gone.add(id.value);
        const again = (value: string): string => (gone.has(value) ? `${value} again` : value);
        return batch.upserts
          ? {
              ...batch,
              upserts: batch.upserts.map((row) => ({
                ...row,
                ids: row.ids.map((id) => ({ ...id, value: again(id.value) })),
              })),
            }
          : batch;
      })(adapter);
    },
  ],
  [
    'letters beyond ASCII are left out',
    ['TEXT-01'],
    overFaker,
    rows((row) => ({
      ...row,
      description: row.description.replace(/[^ -~]/g, ''),
      originalDescription: row.originalDescription.replace(/[^ -~]/g, ''),
    })),
  ],
  [
    'pending rows are left out',
    ['PEND-01', 'PEND-03', 'PEND-04', 'PEND-05', 'PEND-06', 'TRUTH-01'],
    overFaker,
    rows((row) => (row.status === 'pending' ? undefined : row)),
  ],
  ['pending rows come where there are none', ['PEND-02'], overFaker, traits({ pending: 'none' })],
  [
    'a booked row is a third of the pending one more',
    ['PEND-03', 'PEND-04'],
    overHttp,
    rows((row) =>
      row.status === 'posted' && row.description.toLowerCase() === 'bistro lumen'
        ? { ...row, amount: { ...row.amount, value: (Number(row.amount.value) * 1.3).toFixed(2) } }
        : row,
    ),
  ],
  [
    'pending rows that vanish are not told of',
    ['PEND-05', 'LIFE-01'],
    overFaker,
    (adapter) => {
      const pending = new Set<string>();
      return batches((batch) => {
        for (const { ids, status } of batch.upserts ?? [])
          for (const { value } of ids) if (status === 'pending') pending.add(value);
        return batch.removals
          ? { ...batch, removals: batch.removals.filter(({ id }) => !pending.has(id.value)) }
          : batch;
      })(adapter);
    },
  ],
  [
    'a booked row does not name its pending one',
    ['PEND-06'],
    overFaker,
    rows((row) => without(row, 'pendingId')),
  ],
  [
    'dates go through a Date of the machine',
    ['DATE-01'],
    overFaker,
    rows((row) => {
      const at = new Date(`${row.date}T00:00:00Z`);
      // Right wherever the machine's day is the day in UTC.
      const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) =>
        String(part).padStart(2, '0'),
      );
      return { ...row, date: day.join('-') as typeof row.date };
    }),
  ],
  [
    'coffee is too small to tell of',
    ['TRUTH-01', 'TRUTH-02', 'LIFE-01'],
    overFaker,
    rows((row) => (row.category.detailed === 'food_and_drink.coffee' ? undefined : row)),
  ],
  [
    'booked rows are a day late',
    ['TRUTH-02'],
    overFaker,
    rows((row) => ({ ...row, date: addDays(row.date, 1) })),
  ],
];
