import axios from 'axios';
import { createBankweave } from 'bankweave';
import { trueLayer } from 'bankweave/adapters/truelayer';
import { sqliteStore } from 'bankweave/store/sqlite';
import { unsafePlaintextVault } from 'bankweave/vault';
import { BareStore, type Value } from '../bare.ts';
import { type Case, rowOf, type Setting } from '../case.ts';
import { compare, timed } from '../rounds.ts';
import { workIn } from '../work-done.ts';

/** As many as the vendor's docs call a long history: all of them come in one answer. */
const ROWS = 9_000;

/** One account with two years of history, beside axios and bare upserts. */
export const trueLayerCase: Case = {
  names: ['TL'],
  async *run(setting) {
    const rows = setting.quick ? 500 : ROWS;
    const token = Buffer.from(JSON.stringify({ rows })).toString('hex');
    const compared = await compare(
      setting.quick ? 1 : 7,
      async () => {
        const path = setting.path();
        const { sync, close } = await linked(setting, token, path);
        const cost = await timed(sync);
        await close();
        return { cost, work: workIn(path) };
      },
      async () => {
        const path = setting.path();
        const store = new BareStore(path);
        const cost = await timed(() => byHand(setting, token, store));
        store.close();
        return { cost, work: workIn(path) };
      },
    );
    const about = `truelayer: one account, 24 months, ${rows} rows / axios, JSON.parse, bare upserts`;
    yield rowOf({ name: 'TL', about, goal: 1 }, compared);
  },
};

async function linked({ url }: Setting, token: string, path: string) {
  const home = `${url}/truelayer`;
  const adapter = trueLayer({
    clientId: 'sandbox-bench',
    clientSecret: 'bench-secret',
    redirectUri: 'https://app.example.com/callback',
    authUrl: home,
    baseUrl: home,
  });
  const bank = createBankweave({
    adapters: [adapter],
    store: sqliteStore(path),
    vault: unsafePlaintextVault(),
  });
  const { links } = bank.user('ada');
  const started = await links.start('truelayer');
  const state = new URL(started.url ?? '').searchParams.get('state') ?? '';
  const { id } = await links.complete('truelayer', started.id, { code: token, state });
  return { sync: () => bank.sync(id), close: () => bank.close() };
}

interface Row {
  readonly normalised_provider_transaction_id: string;
  readonly timestamp: string;
  readonly description: string;
  readonly amount: number;
  readonly currency: string;
  readonly merchant_name: string | null;
}

/** The list of accounts, then each one's balance, booked and pending rows: the calls that nobody can do without. */
async function byHand({ url }: Setting, token: string, store: BareStore): Promise<void> {
  const get = async (path: string): Promise<unknown[]> => {
    const { data } = await axios.get<string>(`${url}/truelayer/data/v1${path}`, {
      headers: { authorization: `Bearer ${token}` },
      responseType: 'text',
      transformResponse: [],
    });
    return (JSON.parse(data) as { results: unknown[] }).results;
  };
  for (const { account_id: id } of (await get('/accounts')) as { account_id: string }[]) {
    await get(`/accounts/${id}/balance`);
    const booked = (await get(`/accounts/${id}/transactions`)) as Row[];
    const pending = (await get(`/accounts/${id}/transactions/pending`)) as Row[];
    const columns = [
      ...booked.map((row) => columnsOf(id, row, '0')),
      ...pending.map((row) => columnsOf(id, row, '1')),
    ];
    store.writeColumns(id, columns, 'done');
  }
}

function columnsOf(account: string, row: Row, pending: '0' | '1'): Value[] {
  const { merchant_name: merchant } = row;
  return [
    `truelayer:${row.normalised_provider_transaction_id}`,
    account,
    row.timestamp.slice(0, 10),
    null,
    row.timestamp,
    row.amount.toFixed(2),
    row.currency,
    row.description,
    row.description,
    merchant,
    null,
    null,
    null,
    pending,
    null,
    null,
    null,
    JSON.stringify(merchant === null ? [] : [{ name: merchant, type: 'merchant' }]),
  ];
}
