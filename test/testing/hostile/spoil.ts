import type { AnyAdapter, Batch, ConnectionCall, Http, PullInput } from 'bankweave/adapter-kit';

/** Makes a good adapter a bad one. */
export type Spoil = (honest: AnyAdapter) => AnyAdapter;

type Row = NonNullable<Batch['upserts']>[number];
type Account = Awaited<ReturnType<AnyAdapter['accounts']['list']>>['accounts'][number];
type Pulled = (batches: AsyncIterable<Batch>, input: PullInput, call: ConnectionCall) => AsyncIterable<Batch>;

/** The same without one of its members. */
export function without<T extends object, K extends keyof T>(whole: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = whole;
  return rest;
}

/** Replaces methods of a facet. What stands for a method is given the honest one. */
export const facet =
  <
    Name extends
      | 'link'
      | 'connection'
      | 'accounts'
      | 'feed'
      | 'institutions'
      | 'balances'
      | 'webhooks'
      | 'http',
  >(
    name: Name,
    replace: (honest: NonNullable<AnyAdapter[Name]>) => object,
  ): Spoil =>
  (adapter) => {
    const honest = adapter[name] as NonNullable<AnyAdapter[Name]>;
    return { ...adapter, [name]: { ...honest, ...replace(honest) } };
  };

export const traits =
  (changed: Partial<AnyAdapter['traits']>): Spoil =>
  (adapter) => ({ ...adapter, traits: { ...adapter.traits, ...changed } });

/** Changes what a pull yields. */
export const pulling = (change: Pulled): Spoil =>
  facet('feed', ({ pull }) => ({
    pull: (input: PullInput, call: ConnectionCall) => change(pull(input, call), input, call),
  }));

/** Changes each batch of a pull. */
export const batches = (change: (batch: Batch, input: PullInput, call: ConnectionCall) => Batch): Spoil =>
  pulling(async function* (all, input, call) {
    for await (const batch of all) yield change(batch, input, call);
  });

/** Changes each row; one that becomes nothing is left out. */
export const rows = (change: (row: Row, input: PullInput, call: ConnectionCall) => Row | undefined): Spoil =>
  batches((batch, input, call) =>
    batch.upserts
      ? { ...batch, upserts: batch.upserts.flatMap((row) => change(row, input, call) ?? []) }
      : batch,
  );

/** Changes the text of each amount. */
export const amounts = (change: (value: string, row: Row) => string): Spoil =>
  rows((row) => ({ ...row, amount: { ...row.amount, value: change(row.amount.value, row) } }));

/** Changes each account, wherever it is told. */
export const accounts =
  (change: (account: Account) => Account): Spoil =>
  (adapter) =>
    facet('accounts', ({ list }) => ({
      async list(call: ConnectionCall) {
        const listed = await list(call);
        return { ...listed, accounts: listed.accounts.map(change) };
      },
    }))(
      batches((batch) => (batch.accounts ? { ...batch, accounts: batch.accounts.map(change) } : batch))(
        adapter,
      ),
    );

/** Changes what is said of a connection. */
export const inspecting = (change: (found: object, call: ConnectionCall) => object): Spoil =>
  facet('connection', ({ inspect }) => ({
    inspect: async (call: ConnectionCall) => change(await inspect(call), call),
  }));

/** Everything that an adapter throws with one code, as another error. */
export const translating =
  (code: string, make: () => Error): Spoil =>
  (adapter) => {
    const translate = (error: unknown): never => {
      throw (error as { code?: unknown }).code === code ? make() : error;
    };
    const { connection, feed } = adapter;
    return {
      ...adapter,
      connection: { ...connection, inspect: (call) => connection.inspect(call).catch(translate) },
      accounts: { list: (call) => adapter.accounts.list(call).catch(translate) },
      feed: {
        ...feed,
        async *pull(input, call) {
          try {
            yield* feed.pull(input, call);
          } catch (error) {
            translate(error);
          }
        },
      },
    };
  };

/** Stands between the adapter and its requests. */
export const asking =
  (request: (honest: Http['request'], call: ConnectionCall) => Http['request']): Spoil =>
  (adapter) => {
    const over = <C extends ConnectionCall>(call: C): C => ({
      ...call,
      http: { ...call.http, request: request((one) => call.http.request(one), call) },
    });
    const { accounts: listed, connection, feed } = adapter;
    return {
      ...adapter,
      accounts: { list: (call) => listed.list(over(call)) },
      connection: { ...connection, inspect: (call) => connection.inspect(over(call)) },
      feed: { ...feed, pull: (input, call) => feed.pull(input, over(call)) },
    };
  };
