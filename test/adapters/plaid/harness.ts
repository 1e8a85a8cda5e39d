import nock from 'nock';
import { type Bankweave, createBankweave, memoryStore, type User } from 'bankweave';
import { type Batch, type ConnectionCall, type Credentials, type LinkSession } from 'bankweave/adapter-kit';
import { plaid, type PlaidAdapter, type PlaidOptions } from 'bankweave/adapters/plaid';
import type { Store } from 'bankweave/store';
import { systemClock } from '../../../src/internal/clock.ts';
import { engineCall } from '../../support/engine-call.ts';

export const HOST = 'https://sandbox.plaid.com';
export const keys = {
  clientId: 'test-client-id',
  secret: 'test-secret-4711',
  environment: 'sandbox',
} as const;
export const TOKEN = 'access-sandbox-11111111-2222-3333-4444-555555555555';
const credentials = { accessToken: TOKEN, itemId: 'item1' };
const NOON = Date.UTC(2026, 10, 20, 12);

export type Body = Record<string, unknown>;
export type Reply = readonly [status: number, body: unknown, headers?: Record<string, string>];
export type Handler = (body: Body, count: number) => Reply;

/** Plaid as a test writes it: a handler for each path, over the real host name and the real client. */
export interface Stub {
  readonly requests: {
    readonly path: string;
    readonly body: Body;
    readonly headers: Record<string, string>;
  }[];
  readonly on: Record<string, Handler>;
  /** How often a path was asked for. */
  count(path: string): number;
}

let requestIds = 0;

export const ok = (body: Body): Reply => [200, { ...body, request_id: `req${++requestIds}` }];

export const fault = (code: string, status = 400, more: Body = {}): Reply => [
  status,
  {
    error_type: 'SOME_ERROR',
    error_code: code,
    error_message: `message of ${code}`,
    display_message: null,
    documentation_url: '',
    suggested_action: null,
    request_id: `req${++requestIds}`,
    ...more,
  },
];

export function stubPlaid(on: Record<string, Handler> = {}): Stub {
  const stub: Stub = {
    requests: [],
    on: {
      '/item/get': () => ok({ item: item(), status: {} }),
      '/accounts/get': () => ok({ accounts: [account()], item: item() }),
      '/transactions/sync': () => page({}),
      '/item/remove': () => ok({}),
      '/link/token/create': () => ok({ link_token: 'link-sandbox-1', expiration: '2026-11-20T16:00:00Z' }),
      '/item/public_token/exchange': () => ok({ access_token: TOKEN, item_id: 'item1' }),
      ...on,
    },
    count: (path) => stub.requests.filter((request) => request.path === path).length,
  };
  nock(HOST)
    .persist()
    .post(() => true)
    .optionally()
    .reply(async (request: Request) => {
      const path = new URL(request.url).pathname;
      const body = (await request.json()) as Body;
      stub.requests.push({ path, body, headers: Object.fromEntries(request.headers) });
      const handler = stub.on[path];
      const [status, answer, more = {}] = handler?.(body, stub.count(path)) ?? fault('NOT_FOUND', 404);
      return [status, answer as nock.Body, { 'content-type': 'application/json; charset=utf-8', ...more }];
    });
  return stub;
}

export const item = (more: Body = {}): Body => ({
  item_id: 'item1',
  institution_id: 'ins_1',
  institution_name: 'First Bank',
  webhook: '',
  error: null,
  available_products: ['balance', 'liabilities'],
  billed_products: ['transactions'],
  products: ['transactions'],
  consented_products: ['transactions'],
  consent_expiration_time: null,
  update_type: 'background',
  ...more,
});

export const account = (more: Body = {}): Body => ({
  account_id: 'acc1',
  name: 'Checking',
  official_name: 'Gold Checking',
  mask: '0000',
  type: 'depository',
  subtype: 'checking',
  balances: {
    available: 100,
    current: 110,
    limit: null,
    iso_currency_code: 'USD',
    unofficial_currency_code: null,
  },
  ...more,
});

/** A row of Plaid's; `amount` is money out. */
export const row = (id: string, amount: unknown, more: Body = {}): Body => ({
  transaction_id: id,
  account_id: 'acc1',
  amount,
  iso_currency_code: 'USD',
  unofficial_currency_code: null,
  date: '2026-11-18',
  authorized_date: null,
  datetime: null,
  authorized_datetime: null,
  pending: false,
  pending_transaction_id: null,
  name: `Row ${id}`,
  merchant_name: null,
  payment_channel: 'in store',
  transaction_code: null,
  location: { address: null, city: null, lat: null, lon: null },
  payment_meta: { reference_number: null },
  account_owner: null,
  ...more,
});

export const gone = (id: string, account_id = 'acc1'): Body => ({ transaction_id: id, account_id });

/** A page of `/transactions/sync`. */
export const page = (more: Body): Reply =>
  ok({
    accounts: [],
    added: [],
    modified: [],
    removed: [],
    has_more: false,
    next_cursor: 'c1',
    transactions_update_status: 'HISTORICAL_UPDATE_COMPLETE',
    ...more,
  });

const LIMITS = [5_000, 10_000, 20_000, 30_000, 60_000, 120_000];

/**
 * Time that moves when it is told to. Limits of requests are real; sleeps up to `longest` are over at once and written
 * down. The engine's own heartbeats are longer than the default.
 */
export function testClock(start = NOON, longest = 4_999) {
  let at = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => at,
    monotonic: () => at,
    advance: (ms: number): void => void (at += ms),
    sleep: (ms: number, options?: { signal?: AbortSignal | undefined }): Promise<void> => {
      if (LIMITS.includes(ms) || ms > longest) return systemClock.sleep(ms, options);
      options?.signal?.throwIfAborted();
      slept.push(ms);
      at += ms;
      return Promise.resolve();
    },
  };
}

export const session: LinkSession = {
  id: 'link1',
  mode: 'connect',
  state: 'st4te',
  codeVerifier: 'verifier',
  codeChallenge: 'challenge',
};

/** A call as the engine makes it. */
export function callFor(
  adapter: PlaidAdapter,
  {
    given = credentials,
    ...more
  }: { given?: Credentials; clock?: ReturnType<typeof testClock> } & Partial<
    Omit<ConnectionCall, 'clock'>
  > = {},
): ConnectionCall {
  return engineCall(adapter, { credentials: given, clock: testClock(), ...more });
}

export interface Front {
  readonly bank: Bankweave<readonly [PlaidAdapter]>;
  readonly ada: User<readonly [PlaidAdapter]>;
  readonly connectionId: string;
  readonly clock: ReturnType<typeof testClock>;
  readonly store: Store;
  /** Lets days pass, then syncs. */
  readonly later: (days?: number) => ReturnType<Bankweave<readonly [PlaidAdapter]>['sync']>;
}

/** The whole library over a stub, linked and ready to sync. */
export async function front(options: PlaidOptions = {}): Promise<Front> {
  const [clock, store] = [testClock(), memoryStore()];
  const bank = createBankweave({ adapters: [plaid({ ...keys, ...options })], store, clock });
  const ada = bank.user('ada');
  const link = await ada.links.start('plaid');
  const { id: connectionId } = await ada.links.complete('plaid', link.id, {
    publicToken: 'public-sandbox-1',
  });
  const later: Front['later'] = (days = 1) => {
    clock.advance(days * 86_400_000);
    return bank.sync(connectionId);
  };
  return { bank, ada, connectionId, clock, store, later };
}

/** Every row of the ledger, void ones too, as short text. */
export async function rowsOf({ ada }: Front): Promise<string[]> {
  const rows: string[] = [];
  for (const status of ['pending', 'posted', 'void'] as const)
    for await (const row of ada.transactions.list({ status }))
      rows.push(`${row.providerTransactionId} ${row.status} ${row.amount.value} ${row.amount.currency}`);
  return rows.sort();
}

/** Reads a feed to its end. */
export async function pullAll(
  adapter: PlaidAdapter,
  call: ConnectionCall,
  checkpoint: string | null = null,
): Promise<Batch[]> {
  const window = { from: '2025-01-01', to: '2027-01-01' } as const;
  const batches: Batch[] = [];
  for await (const batch of adapter.feed.pull({ checkpoint, window, disabledAccounts: [] }, call))
    batches.push(batch);
  return batches;
}
