import { systemClock } from 'bankweave';
import type { ConnectionCall, PullInput } from 'bankweave/adapter-kit';
import { mx } from 'bankweave/adapters/mx';
import { plaid } from 'bankweave/adapters/plaid';
import { trueLayer } from 'bankweave/adapters/truelayer';
import { mxRows } from '../server/mx-row.ts';
import { pageOf } from '../server/pages.ts';
import { trueLayerRows } from '../server/truelayer-row.ts';

// What one adapter makes of one page, in a process of its own; prints the medians of it and of `JSON.parse`, in
// milliseconds. The adapter's own feed is drained over a client that hands out the parsed body at once.

const PAGE = 500;
const [, , vendor = '', measured = '60', warmUp = '40'] = process.argv;

/** A feed over a body that is already there. */
interface Side {
  readonly text: string;
  pull(body: unknown): AsyncIterable<{ readonly upserts?: readonly unknown[] }>;
}

const window = { from: dayBefore(729), to: dayBefore(-1) };
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const input: PullInput = {
  checkpoint: null,
  window,
  disabledAccounts: [],
  account: 'account1',
  accountType: 'depository',
};

function callWith(more: Partial<ConnectionCall>): ConnectionCall {
  return {
    signal: new AbortController().signal,
    clock: systemClock,
    logger: silent,
    requestId: 'work1',
    userId: 'ada',
    connectionId: 'con1',
    credentials: {},
    http: {} as ConnectionCall['http'],
    ...more,
  };
}

function dayBefore(days: number) {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10) as PullInput['window']['from'];
}

const sides: Readonly<Record<string, () => Side>> = {
  plaid() {
    let body: unknown;
    const client = { transactionsSync: async () => ({ data: body }) };
    const { feed } = plaid({ client: client as never });
    const call = callWith({ credentials: { accessToken: 'token', itemId: 'item1' } });
    const login = { login: 1, rows: PAGE, delta: 0, delay: 0 };
    return {
      text: pageOf(login, 0, PAGE, { cursor: 'later:0', hasMore: false }).toString(),
      pull: (given) => ((body = given), feed.pull(input, call)),
    };
  },

  truelayer() {
    let body: unknown;
    const none = { results: [], status: 'Succeeded' };
    const request = async ({ url }: { url: string }) => ({
      status: 200,
      headers: {},
      body: url.endsWith('/transactions') ? body : none,
    });
    const options = { clientId: 'sandbox-bench', clientSecret: 'x', redirectUri: 'https://app.example/back' };
    const { feed } = trueLayer(options);
    const credentials = { accessToken: 'token', authenticatedAt: String(Date.now()) };
    const call = callWith({ credentials, http: { request } as unknown as ConnectionCall['http'] });
    return {
      text: JSON.stringify({ results: trueLayerRows(PAGE), status: 'Succeeded' }),
      pull: (given) => ((body = given), feed.pull(input, call)),
    };
  },

  mx() {
    let body: unknown;
    const member = {
      guid: 'MBR-1',
      connection_status: 'CONNECTED',
      is_being_aggregated: false,
      successfully_aggregated_at: '2026-06-30T10:00:00Z',
    };
    const account = { guid: 'ACT-1', name: 'Everyday', type: 'CHECKING', currency_code: 'USD' };
    const pagination = (entries: number) => ({ total_entries: entries, total_pages: 1 });
    const client = {
      members: { readMemberStatus: async () => ({ status: 200, data: { member } }) },
      accounts: {
        listMemberAccounts: async () => ({
          status: 200,
          data: { accounts: [account], pagination: pagination(1) },
        }),
      },
      transactions: { listTransactionsByMember: async () => ({ status: 200, data: body }) },
    };
    // One range of days, so that the page is read once.
    const { feed } = mx({ client: client as never, historyDays: 30 });
    const call = callWith({ credentials: { userGuid: 'USR-1', memberGuid: 'MBR-1' } });
    const days = { ...input, window: { ...window, from: dayBefore(30) } };
    return {
      text: JSON.stringify({ transactions: mxRows(PAGE), pagination: pagination(PAGE) }),
      pull: (given) => ((body = given), feed.pull(days, call)),
    };
  },
};

const side = sides[vendor]?.();
if (!side) throw new Error(`no adapter called ${vendor}`);
const [parsing, mapping]: [number[], number[]] = [[], []];
let rows = 0;
for (let turn = 0; turn < Number(warmUp) + Number(measured); turn++) {
  const start = performance.now();
  const body: unknown = JSON.parse(side.text);
  const parsed = performance.now();
  rows = 0;
  for await (const { upserts = [] } of side.pull(body)) rows += upserts.length;
  const mapped = performance.now();
  if (turn < Number(warmUp)) continue;
  parsing.push(parsed - start);
  mapping.push(mapped - parsed);
}
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
console.log(JSON.stringify({ parse: median(parsing), map: median(mapping), rows, page: PAGE }));
