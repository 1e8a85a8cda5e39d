import { type MxRow, mxRows } from './mx-row.ts';

// A member's guid tells how many rows it has: `MBR-` and the number.

const account = {
  guid: 'ACT-1',
  name: 'Everyday',
  type: 'CHECKING',
  balance: 1_200.5,
  available_balance: 1_150.25,
  currency_code: 'USD',
  is_closed: false,
};
const institution = { code: 'bench', name: 'Bench Bank', iso_country_code: 'US' };

const histories = new Map<number, MxRow[]>();
const kept = new Map<string, Buffer>();

/** What MX answers below `/mx`; `undefined` for any other path. Made once for each question, then served again. */
export function mxAnswer(url: string): Buffer | undefined {
  if (!url.startsWith('/mx/')) return undefined;
  const known = kept.get(url);
  if (known) return known;
  const made = Buffer.from(JSON.stringify(answerTo(new URL(url, 'http://localhost'))));
  kept.set(url, made);
  return made;
}

function answerTo({ pathname, searchParams: query }: URL): object {
  const [, member = '', below = ''] = /\/members\/([^/]+)(?:\/(\w+))?$/.exec(pathname) ?? [];
  if (pathname.endsWith('/widget_urls')) return { widget_url: { url: 'https://widgets.example.com/1' } };
  if (pathname.includes('/institutions/')) return { institution };
  if (below === 'accounts') return pageOf('accounts', [account], query);
  if (below === 'transactions') return pageOf('transactions', within(Number(member.slice(4)), query), query);
  return { member: memberOf(member) };
}

function memberOf(guid: string): object {
  return {
    guid,
    user_guid: 'USR-1',
    institution_code: 'bench',
    name: 'Bench Bank',
    connection_status: 'CONNECTED',
    is_being_aggregated: false,
    aggregated_at: '2026-06-30T10:00:00Z',
    successfully_aggregated_at: '2026-06-30T10:00:20Z',
    has_processed_accounts: true,
    has_processed_transactions: true,
  };
}

function within(rows: number, query: URLSearchParams): MxRow[] {
  const history = histories.get(rows) ?? mxRows(rows);
  histories.set(rows, history);
  const [from, to] = [query.get('from_date') ?? '', query.get('to_date') ?? '9999'];
  return history.filter(({ date }) => date >= from && date <= to);
}

function pageOf(key: string, rows: readonly object[], query: URLSearchParams): object {
  const size = Number(query.get('records_per_page') ?? 25);
  const page = Number(query.get('page') ?? 1);
  const pagination = {
    current_page: page,
    per_page: size,
    total_entries: rows.length,
    total_pages: Math.ceil(rows.length / size),
  };
  return { [key]: rows.slice((page - 1) * size, page * size), pagination };
}
