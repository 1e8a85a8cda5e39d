import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addDays, type CalendarDate } from 'bankweave';

/**
 * The API of a bank that does not exist. It has the habits of many that do: booked entries are read by a range of
 * dates, page by page; holds (what is pending) come as a whole list; a hold that is booked becomes an entry with
 * another reference and names no hold; tokens are short-lived; and what is owed on a card is a negative balance.
 */
export interface PebbleBank {
  /** Where it is served, on this machine. */
  readonly url: string;
  /** Lets a few days of business happen. */
  liveOn(): void;
  /** Lets the access tokens end, as they do every hour. */
  expireTokens(): void;
  /** Answers the next requests for an account's entries with an error of the bank. */
  breakAccount(accountId: string, times: number): void;
  close(): Promise<void>;
}

interface Entry {
  readonly ref: string;
  readonly booked_on: CalendarDate;
  readonly amount: string;
  readonly side: 'debit' | 'credit';
  readonly text: string;
}

interface Hold {
  readonly hold_id: string;
  readonly made_on: CalendarDate;
  readonly amount: string;
  readonly text: string;
}

const PAGE = 3;

export async function servePebbleBank(today: CalendarDate): Promise<PebbleBank> {
  const ago = (days: number): CalendarDate => addDays(today, -days);
  const entries: Record<string, Entry[]> = {
    everyday: [
      { ref: 'E-1', booked_on: ago(20), amount: '2150.00', side: 'credit', text: 'SALARY HOLLOWAY LTD' },
      { ref: 'E-2', booked_on: ago(18), amount: '780.00', side: 'debit', text: 'RENT MARCH LANE' },
      { ref: 'E-3', booked_on: ago(9), amount: '3.20', side: 'debit', text: 'CORNER COFFEE' },
      { ref: 'E-4', booked_on: ago(9), amount: '3.20', side: 'debit', text: 'CORNER COFFEE' },
      { ref: 'E-5', booked_on: ago(2), amount: '54.90', side: 'debit', text: 'GREEN GROCERS' },
    ],
    card: [{ ref: 'C-1', booked_on: ago(6), amount: '120.00', side: 'debit', text: 'NORTH RAIL' }],
  };
  let holds: Record<string, Hold[]> = {
    everyday: [{ hold_id: 'H-1', made_on: ago(1), amount: '1.00', text: 'FUEL STOP' }],
    card: [{ hold_id: 'H-2', made_on: ago(1), amount: '40.00', text: 'BISTRO LUMEN' }],
  };
  const codes = new Map<string, string>();
  const refreshTokens = new Set<string>();
  let accessTokens = new Set<string>();
  const broken = new Map<string, number>();

  const tokens = (): object => {
    const [access, refresh] = [randomUUID(), randomUUID()];
    accessTokens.add(access);
    refreshTokens.add(refresh);
    return { access_token: access, refresh_token: refresh, login: 'login-1' };
  };

  const answer = async (request: IncomingMessage, url: URL): Promise<Answer> => {
    const route = `${request.method} ${url.pathname}`;
    if (route === 'GET /authorize') {
      // A real bank shows a page here; this person always says yes.
      const code = randomUUID();
      codes.set(code, url.searchParams.get('code_challenge') ?? '');
      const back = new URL(url.searchParams.get('redirect_uri') ?? 'http://localhost/');
      back.searchParams.set('code', code);
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      return { status: 302, location: back.href };
    }
    if (route === 'POST /token') {
      const form = new URLSearchParams(await textOf(request));
      const code = form.get('code') ?? '';
      const verifier = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      const isCode = codes.get(code) === verifier && codes.delete(code);
      // A refresh token works once: whoever loses its successor has lost the login.
      if (isCode || refreshTokens.delete(form.get('refresh_token') ?? ''))
        return { status: 200, json: tokens() };
      return failure(400, 'INVALID_GRANT');
    }
    if (!accessTokens.has(request.headers.authorization?.replace('Bearer ', '') ?? ''))
      return failure(401, 'TOKEN_EXPIRED');
    if (route === 'DELETE /session') return { status: 204 };
    if (route === 'GET /me') return { status: 200, json: me(ago) };
    if (route === 'GET /accounts') return { status: 200, json: { accounts } };
    const [, id = '', what, ref] =
      /^\/accounts\/(\w+)\/(entries|holds)(?:\/([\w-]+))?$/.exec(url.pathname) ?? [];
    const own = entries[id];
    if (!own) return failure(404, 'NOT_FOUND');
    const left = broken.get(id) ?? 0;
    if (left > 0) {
      broken.set(id, left - 1);
      return failure(503, 'MAINTENANCE');
    }
    if (what === 'holds') return { status: 200, json: { holds: holds[id] } };
    if (ref !== undefined) {
      const entry = own.find((one) => one.ref === ref);
      return entry ? { status: 200, json: entry } : failure(404, 'NOT_FOUND');
    }
    const [from, to] = [url.searchParams.get('from') ?? '', url.searchParams.get('to') ?? ''];
    const page = Number(url.searchParams.get('page') ?? 1);
    const inside = own.filter(({ booked_on }) => booked_on >= from && booked_on <= to);
    const rest = inside.length > page * PAGE;
    const json = { entries: inside.slice((page - 1) * PAGE, page * PAGE), next_page: rest ? page + 1 : null };
    return { status: 200, json };
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    answer(request, url).then(
      (given) => send(response, given),
      () => send(response, failure(500, 'BROKEN')),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    liveOn() {
      // The fuel hold vanishes and its real amount is booked; the bistro adds a tip; an entry is taken back; and one
      // turns up late, dated days ago.
      holds = {
        everyday: [],
        card: [{ hold_id: 'H-3', made_on: today, amount: '9.99', text: 'STREAMFLIX' }],
      };
      entries['card']?.push({
        ref: 'C-2',
        booked_on: today,
        amount: '46.00',
        side: 'debit',
        text: 'BISTRO LUMEN',
      });
      entries['everyday'] = [
        ...(entries['everyday'] ?? []).filter(({ ref }) => ref !== 'E-5'),
        { ref: 'E-6', booked_on: ago(4), amount: '15.00', side: 'credit', text: 'REFUND BOOKSHOP' },
      ];
    },
    expireTokens() {
      accessTokens = new Set();
    },
    breakAccount(accountId, times) {
      broken.set(accountId, times);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const accounts = [
  {
    id: 'everyday',
    nickname: 'Everyday',
    kind: 'CURRENT',
    currency: 'GBP',
    number_ends: '4417',
    balance: '1308.70',
    spendable: '1307.70',
  },
  {
    id: 'card',
    nickname: 'Pebble Card',
    kind: 'CARD',
    currency: 'GBP',
    number_ends: '9021',
    balance: '-120.00',
    spendable: '840.00',
    credit_line: '1000.00',
  },
];

function me(ago: (days: number) => CalendarDate): object {
  return {
    bank: { id: 'pebble', name: 'Pebble Bank' },
    consent: { given_at: `${ago(30)}T09:00:00Z`, ends_at: `${ago(-150)}T09:00:00Z` },
    data_as_of: `${ago(0)}T00:00:00Z`,
  };
}

interface Answer {
  readonly status: number;
  readonly json?: object;
  readonly location?: string;
}

function failure(status: number, code: string): Answer {
  return { status, json: { error: { code } } };
}

function send(response: ServerResponse, { status, json, location }: Answer): void {
  response.writeHead(status, {
    'x-request-id': randomUUID(),
    ...(json && { 'content-type': 'application/json' }),
    ...(location !== undefined && { location }),
  });
  response.end(json && JSON.stringify(json));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text;
}
