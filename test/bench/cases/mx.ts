import axios from 'axios';
import { createBankweave } from 'bankweave';
import { mx } from 'bankweave/adapters/mx';
import { sqliteStore } from 'bankweave/store/sqlite';
import { unsafePlaintextVault } from 'bankweave/vault';
import { BareStore, type Value } from '../bare.ts';
import { type Case, rowOf, type Setting } from '../case.ts';
import { compare, timed } from '../rounds.ts';
import { workIn } from '../work-done.ts';

const ROWS = 9_000;
const DAY_MS = 86_400_000;
/** MX takes no range of more than six months. */
const SLICE_DAYS = 180;

/** One account with two years of history, beside axios and bare upserts. */
export const mxCase: Case = {
  names: ['MX'],
  async *run(setting) {
    const rows = setting.quick ? 500 : ROWS;
    const member = `MBR-${rows}`;
    const compared = await compare(
      setting.quick ? 1 : 7,
      async () => {
        const path = setting.path();
        const { sync, close } = await linked(setting, member, path);
        const cost = await timed(sync);
        await close();
        return { cost, work: workIn(path) };
      },
      async () => {
        const path = setting.path();
        const store = new BareStore(path);
        const cost = await timed(() => byHand(setting, member, store));
        store.close();
        return { cost, work: workIn(path) };
      },
    );
    const about = `mx: one account, 24 months, ${rows} rows / axios, JSON.parse, bare upserts`;
    yield rowOf({ name: 'MX', about, goal: 1 }, compared);
  },
};

async function linked({ url }: Setting, memberGuid: string, path: string) {
  const adapter = mx({ clientId: 'bench-client', apiKey: 'bench-key', baseUrl: `${url}/mx` });
  const bank = createBankweave({
    adapters: [adapter],
    store: sqliteStore(path),
    vault: unsafePlaintextVault(),
  });
  const { links } = bank.user('ada');
  const { id: link } = await links.start('mx', { userGuid: 'USR-1' });
  const { id } = await links.complete('mx', link, { memberGuid });
  return { sync: () => bank.sync(id), close: () => bank.close() };
}

interface Row {
  readonly guid: string;
  readonly account_guid: string;
  readonly amount: number;
  readonly type: string;
  readonly status: string;
  readonly date: string;
  readonly posted_at: string;
  readonly transacted_at: string;
  readonly currency_code: string;
  readonly description: string;
  readonly original_description: string;
  readonly merchant: { guid: string; name: string; logo_url: string; website_url: string } | null;
  readonly geolocation: object | null;
}

interface Page {
  readonly transactions: readonly Row[];
  readonly pagination: { readonly total_pages: number };
}

/** Accounts, then the rows in as few ranges and pages as MX takes, each page stored before the next is asked for. */
async function byHand({ url }: Setting, member: string, store: BareStore): Promise<void> {
  const home = `${url}/mx/users/USR-1/members/${member}`;
  const get = async <T>(path: string, params: object): Promise<T> => {
    const { data } = await axios.get<string>(`${home}${path}`, {
      params,
      responseType: 'text',
      transformResponse: [],
    });
    return JSON.parse(data) as T;
  };
  await get('/accounts', { page: 1, records_per_page: 1_000 });
  const day = (back: number): string => new Date(Date.now() - back * DAY_MS).toISOString().slice(0, 10);
  for (let back = 0; back < 730; back += SLICE_DAYS)
    for (let page = 1, more = true; more; page++) {
      const { transactions, pagination } = await get<Page>('/transactions', {
        page,
        records_per_page: 1_000,
        from_date: day(back + SLICE_DAYS - 1),
        to_date: day(back),
      });
      store.writeColumns(member, transactions.map(columnsOf), day(back));
      more = page < pagination.total_pages;
    }
}

function columnsOf(row: Row): Value[] {
  const { merchant } = row;
  return [
    `mx:${row.guid}`,
    row.account_guid,
    row.posted_at.slice(0, 10),
    row.date,
    row.transacted_at,
    `${row.type === 'DEBIT' ? '-' : ''}${row.amount.toFixed(2)}`,
    row.currency_code,
    row.description,
    row.original_description,
    merchant?.name ?? null,
    merchant?.guid ?? null,
    merchant?.logo_url ?? null,
    merchant?.website_url ?? null,
    row.status === 'PENDING' ? '1' : '0',
    null,
    null,
    JSON.stringify(row.geolocation),
    JSON.stringify(merchant ? [{ name: merchant.name, type: 'merchant' }] : []),
  ];
}
