import nock from 'nock';
import { createBankweave, type Bankweave } from 'bankweave';
import { mx, type MxAdapter, type MxOptions } from 'bankweave/adapters/mx';
import { memoryStore } from 'bankweave/store';
import { PollingClock } from '../../support/polling-clock.ts';

export const HOST = 'https://int-api.mx.com';
export const KEY = 'canary-secret-Zt83hWc60RbY';

/** One request as it left. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
}

type Reply = readonly [status: number, body?: unknown, headers?: Record<string, string>];
type Answer = Reply | ((asked: Asked) => Reply);
export type Json = Record<string, unknown>;

/** The guids that everything here is about. */
export const USER = 'USR-1';
export const MEMBER = 'MBR-1';

/** A member that is well and was read an hour ago. */
export const CONNECTED: Json = {
  guid: MEMBER,
  user_guid: USER,
  institution_code: 'riverbank',
  name: 'River Bank',
  connection_status: 'CONNECTED',
  is_being_aggregated: false,
  aggregated_at: '2026-11-20T11:00:00Z',
  successfully_aggregated_at: '2026-11-20T11:00:20Z',
  has_processed_accounts: true,
  has_processed_transactions: true,
};

/** A scripted MX behind nock. Lists are paged as MX pages them; anything can be answered otherwise. */
export class MxStub {
  readonly asked: Asked[] = [];
  readonly users: Json[] = [{ guid: USER, id: 'ada', metadata: 'bankweave' }];
  member: Json = { ...CONNECTED };
  accounts: Json[] = [account()];
  transactions: Json[] = [];
  readonly #answers = new Map<string, Answer[]>();

  constructor(host = HOST) {
    const scope = nock(host).persist();
    for (const method of ['get', 'post', 'put', 'delete'] as const) {
      scope[method](/.*/)
        .optionally()
        .reply((request: Request) => this.#reply(request));
    }
  }

  async #reply(request: Request) {
    const url = new URL(request.url);
    const body = await request.text();
    const asked: Asked = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers: Object.fromEntries(request.headers),
      body: (body === '' ? {} : JSON.parse(body)) as Json,
    };
    this.asked.push(asked);
    const [status, answer, headers] = this.#answer(asked);
    const text = typeof answer === 'string' ? answer : answer === undefined ? '' : JSON.stringify(answer);
    return [status, text, { 'content-type': 'application/json', ...headers }] as const;
  }

  /** Answers a route otherwise: the next time, or with `always` from now on. */
  on(route: string, answer: Answer, { always = false } = {}): this {
    const list = this.#answers.get(route) ?? [];
    if (always) list.length = 0;
    list.push(always ? Object.assign((asked: Asked) => resolve(answer, asked), { always: true }) : answer);
    this.#answers.set(route, list);
    return this;
  }

  /** The requests of a route. */
  to(route: string): Asked[] {
    return this.asked.filter(({ method, path }) => `${method} ${path}` === route);
  }

  #answer(asked: Asked): Reply {
    const route = `${asked.method} ${asked.path}`;
    const scripted = this.#answers.get(route);
    const first = scripted?.[0];
    if (first !== undefined) {
      if (!('always' in first)) scripted?.shift();
      return resolve(first, asked);
    }
    const home = `/users/${USER}`;
    const here = `${home}/members/${MEMBER}`;
    switch (route) {
      case 'GET /users':
        return page(
          'users',
          this.users.filter(({ id }) => id === asked.query.get('id')),
          asked,
        );
      case `GET ${home}`:
        return [200, { user: this.users[0] }];
      case `DELETE ${home}`:
        return [204];
      case `GET ${home}/members`:
        return page('members', [this.member], asked);
      case `POST ${home}/widget_urls`:
        return [
          200,
          { widget_url: { type: 'connect_widget', url: 'https://int-widgets.moneydesktop.com/w1' } },
        ];
      case `GET ${here}`:
      case `GET ${here}/status`:
        return [200, { member: this.member }];
      case `DELETE ${here}`:
        return [204];
      case `GET ${here}/accounts`:
        return page('accounts', this.accounts, asked);
      case `GET ${here}/transactions`:
        return page('transactions', this.#filtered(asked.query), asked);
      case 'GET /institutions/riverbank':
        return [
          200,
          {
            institution: {
              code: 'riverbank',
              name: 'River Bank',
              url: 'https://riverbank.example',
              iso_country_code: 'US',
              medium_logo_url: 'https://logos.example/river.png',
            },
          },
        ];
      default: {
        const guid = /^GET .*\/transactions\/(TRN-[\w-]+)$/.exec(route)?.[1];
        const row = this.transactions.find((one) => one['guid'] === guid);
        return row ? [200, { transaction: row }] : [404, { error: { message: 'Invalid route' } }];
      }
    }
  }

  #filtered(query: URLSearchParams): Json[] {
    const within = (value: unknown, from: string | null, to: string | null): boolean =>
      (from === null || String(value) >= from) && (to === null || String(value).slice(0, 10) <= to);
    return this.transactions.filter(
      (row) =>
        within(row['date'], query.get('from_date'), query.get('to_date')) &&
        within(row['updated_at'], query.get('from_updated_at'), query.get('to_updated_at')),
    );
  }
}

function resolve(answer: Answer, asked: Asked): Reply {
  return typeof answer === 'function' ? answer(asked) : answer;
}

/** A page of a list as MX cuts it: more than the maximum, and it is 25. */
export function page(key: string, rows: readonly Json[], { query }: Asked, most = 1000): Reply {
  const wanted = Number(query.get('records_per_page') ?? 25);
  const size = wanted > most || wanted < 10 ? 25 : wanted;
  const at = Number(query.get('page') ?? 1);
  return [
    200,
    {
      [key]: rows.slice((at - 1) * size, at * size),
      pagination: {
        current_page: at,
        per_page: size,
        total_entries: rows.length,
        total_pages: Math.ceil(rows.length / size),
      },
    },
  ];
}

/** A checking account. */
function account(more: Json = {}): Json {
  return {
    guid: 'ACT-1',
    member_guid: MEMBER,
    user_guid: USER,
    name: 'Everyday',
    type: 'CHECKING',
    subtype: null,
    account_number: '4921710685',
    routing_number: '005026788',
    balance: 1200.5,
    available_balance: 1150.25,
    currency_code: 'USD',
    is_closed: false,
    imported_at: '2026-11-20T11:00:10Z',
    ...more,
  };
}

/** A booked purchase of one day. */
export function transaction(guid: string, date: string, more: Json = {}): Json {
  return {
    guid,
    account_guid: 'ACT-1',
    member_guid: MEMBER,
    amount: 10,
    type: 'DEBIT',
    status: 'POSTED',
    date,
    transacted_at: `${date}T12:00:00Z`,
    posted_at: `${date}T12:00:00Z`,
    updated_at: `${date}T18:30:00Z`,
    description: 'Corner Coffee',
    original_description: 'CORNER COFFEE 0042',
    category: 'Coffee Shops',
    top_level_category: 'Food & Dining',
    currency_code: 'USD',
    ...more,
  };
}

/** A bank over the scripted MX. */
export function bankOver(options: MxOptions = {}): {
  bank: Bankweave<readonly [MxAdapter]>;
  clock: PollingClock;
} {
  const clock = new PollingClock();
  const adapter = mx({ clientId: 'sandbox-client', apiKey: KEY, environment: 'integration', ...options });
  return { bank: createBankweave({ adapters: [adapter], store: memoryStore(), clock }), clock };
}

/** Links the member. */
export async function linked(options: MxOptions = {}) {
  const { bank, clock } = bankOver(options);
  const ada = bank.user('ada');
  const link = await ada.links.start('mx');
  const connection = await ada.links.complete('mx', link.id, { memberGuid: MEMBER });
  const sync = async (days = 0) => {
    clock.advance(days * 86_400_000);
    return bank.sync(connection.id);
  };
  const rows = async () => (await ada.transactions.list({ limit: 500 })).items;
  return { bank, clock, ada, link, connection, sync, rows };
}
