import { type AnyAdapter, type Batch, type ConnectionCall, UnauthorizedError } from 'bankweave/adapter-kit';
import { faker } from 'bankweave/adapters/faker';
import { type SandboxWorld, sandboxWorld } from 'bankweave/testing';

/** An adapter with one fault. The kit has to find it, by these laws and no others. */
export interface HostileAdapter {
  readonly fault: string;
  readonly breaks: readonly string[];
  readonly spoil: (honest: AnyAdapter) => AnyAdapter;
}

export const world = (): SandboxWorld => sandboxWorld({ linkInput: { username: 'ada' } });

export const honest = ({ bank }: SandboxWorld): AnyAdapter =>
  faker({ world: bank, historyDays: 45, pageSize: 40 }) as unknown as AnyAdapter;

type Pull = AnyAdapter['feed']['pull'];

/** Changes what a pull yields. */
const pulling =
  (change: (...args: Parameters<Pull>) => (batches: AsyncIterable<Batch>) => AsyncIterable<Batch>) =>
  (adapter: AnyAdapter): AnyAdapter => {
    const { feed } = adapter;
    return { ...adapter, feed: { ...feed, pull: (...args) => change(...args)(feed.pull(...args)) } };
  };

/** Changes each batch of a pull. */
const batches = (change: (batch: Batch) => Batch) =>
  pulling(
    () =>
      async function* (all) {
        for await (const batch of all) yield change(batch);
      },
  );

const upserts = (
  change: (row: NonNullable<Batch['upserts']>[number]) => NonNullable<Batch['upserts']>[number],
) => batches((batch) => (batch.upserts ? { ...batch, upserts: batch.upserts.map(change) } : batch));

const accounts = (
  change: (row: NonNullable<Batch['accounts']>[number]) => NonNullable<Batch['accounts']>[number],
) => {
  const inFeed = batches((batch) =>
    batch.accounts ? { ...batch, accounts: batch.accounts.map(change) } : batch,
  );
  return (adapter: AnyAdapter): AnyAdapter => ({
    ...inFeed(adapter),
    accounts: {
      async list(call: ConnectionCall) {
        const listed = await adapter.accounts.list(call);
        return { ...listed, accounts: listed.accounts.map(change) };
      },
    },
  });
};

export const hostileAdapters: readonly HostileAdapter[] = [
  {
    fault: 'the id has capitals',
    breaks: ['MANIFEST-01'],
    spoil: (adapter) => ({ ...adapter, id: 'Faker' }),
  },
  {
    fault: 'ending a connection again is a failure of its own',
    breaks: ['CONN-03'],
    spoil: (adapter) => {
      let ended = false;
      const revoke = async (): Promise<void> => {
        if (ended) throw new TypeError('nothing to end');
        ended = true;
      };
      return { ...adapter, connection: { ...adapter.connection, revoke } };
    },
  },
  {
    fault: 'what is owed is negative',
    breaks: ['ACCT-03'],
    spoil: accounts(({ balances, ...account }) => {
      const { current } = balances;
      const owed = balances.kind === 'liability' && current && !current.value.startsWith('-');
      return {
        ...account,
        balances: owed ? { ...balances, current: { ...current, value: `-${current.value}` } } : balances,
      };
    }),
  },
  {
    fault: 'the search finds nothing',
    breaks: ['INST-01'],
    spoil: (adapter) => ({
      ...adapter,
      institutions: { search: async () => [], get: async () => undefined },
    }),
  },
  {
    fault: 'running balances are not canonical',
    breaks: ['FEED-02'],
    spoil: upserts((row) => ({ ...row, runningBalance: { value: '1.500', currency: row.amount.currency } })),
  },
  {
    fault: 'garbage is taken for the beginning, and its rows are left out',
    breaks: ['FEED-07'],
    spoil: pulling(
      ({ checkpoint }) =>
        async function* (all) {
          if (checkpoint !== null && !checkpoint.startsWith('{"v":1')) yield { checkpoint: 'begun' };
          else yield* all;
        },
    ),
  },
  {
    fault: 'a page is given again with the next',
    breaks: ['FEED-08'],
    spoil: pulling(
      () =>
        async function* (all) {
          let before: Batch['upserts'] = [];
          for await (const batch of all) {
            yield batch.upserts ? { ...batch, upserts: [...before, ...batch.upserts] } : batch;
            before = batch.upserts ?? [];
          }
        },
    ),
  },
  {
    fault: 'purchases on a loan have their sign turned round',
    breaks: ['SIGN-03'],
    spoil: (adapter) => {
      // The kit opens the only loan there is.
      const loans = new Set<string>();
      const noted = accounts((account) => {
        if (account.type === 'loan') loans.add(account.id);
        return account;
      })(adapter);
      const flip = (value: string): string => (value.startsWith('-') ? value.slice(1) : `-${value}`);
      return pulling(
        (_input, call) =>
          async function* (all) {
            await noted.accounts.list(call);
            for await (const batch of all) {
              const rows = batch.upserts?.map((row) =>
                loans.has(row.account)
                  ? { ...row, amount: { ...row.amount, value: flip(row.amount.value) } }
                  : row,
              );
              yield rows ? { ...batch, upserts: rows } : batch;
            }
          },
      )(noted);
    },
  },
  {
    fault: 'three digits are cut to two',
    breaks: ['MONEY-03'],
    spoil: upserts((row) =>
      row.amount.currency === 'KWD'
        ? { ...row, amount: { ...row.amount, value: `${Number(row.amount.value).toFixed(2)}0` } }
        : row,
    ),
  },
  {
    fault: 'a removal names another id',
    // Whatever should leave stays.
    breaks: ['ROW-05', 'ROW-07', 'ROW-08', 'PEND-05', 'LIFE-01'],
    spoil: batches((batch) =>
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
  },
  {
    fault: 'dates go through a Date of the machine',
    breaks: ['DATE-01'],
    spoil: upserts((row) => {
      const at = new Date(`${row.date}T00:00:00Z`);
      // Right wherever the machine's day is the day in UTC.
      const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) =>
        String(part).padStart(2, '0'),
      );
      return { ...row, date: day.join('-') as typeof row.date };
    }),
  },
  {
    fault: 'a throttled provider is said to have refused the token',
    breaks: ['FAULT-03'],
    spoil: (adapter) => translating(adapter, 'rate_limited', () => new UnauthorizedError('no')),
  },
  {
    fault: 'a limit is left as an error of nobody',
    breaks: ['FAULT-04'],
    spoil: (adapter) => translating(adapter, 'provider_authentication', () => new TypeError('keys')),
  },
  {
    fault: 'an aborted pull goes on',
    breaks: ['ABORT-01', 'ABORT-02'],
    spoil: (adapter) => {
      const deaf = (call: ConnectionCall): ConnectionCall => ({
        ...call,
        signal: new AbortController().signal,
      });
      return {
        ...adapter,
        feed: { ...adapter.feed, pull: (input, call) => adapter.feed.pull(input, deaf(call)) },
      };
    },
  },
];

/** Everything that an adapter throws with one code, as another error. */
function translating(adapter: AnyAdapter, code: string, make: () => Error): AnyAdapter {
  const translated = (error: unknown): unknown =>
    (error as { code?: unknown }).code === code ? make() : error;
  const { connection, feed } = adapter;
  return {
    ...adapter,
    connection: {
      ...connection,
      inspect: (call) =>
        connection.inspect(call).catch((error: unknown) => {
          throw translated(error);
        }),
    },
    accounts: {
      list: (call) =>
        adapter.accounts.list(call).catch((error: unknown) => {
          throw translated(error);
        }),
    },
    feed: {
      ...feed,
      async *pull(input, call) {
        try {
          yield* feed.pull(input, call);
        } catch (error) {
          throw translated(error);
        }
      },
    },
  };
}
