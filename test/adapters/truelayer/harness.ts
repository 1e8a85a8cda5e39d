import { createBankweave, type Connection, type TransactionStatus } from 'bankweave';
import { type AnyAdapter, type Batch, type ConnectionCall, type Upsert } from 'bankweave/adapter-kit';
import { trueLayer, type TrueLayerAdapter, type TrueLayerOptions } from 'bankweave/adapters/truelayer';
import nock from 'nock';
import { onTestFinished } from 'vitest';
import { engineCall, silent } from '../../support/engine-call.ts';
import type { ManualClock } from '../../support/manual-clock.ts';
import { PollingClock } from '../../support/polling-clock.ts';

export { PollingClock as StillClock };

export const AUTH = 'https://auth.truelayer-sandbox.com';
export const API = 'https://api.truelayer-sandbox.com';
export const REDIRECT = 'https://app.example/callback?from=truelayer';

export const options = {
  clientId: 'sandbox-app-1a2b3c',
  clientSecret: '0a1b2c3d-canary-secret',
  redirectUri: REDIRECT,
} satisfies TrueLayerOptions;

/** A token as TrueLayer makes it: a JWT whose claims nobody promises. */
export function jwt(claims: object = {}): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const all = { sub: 'cred-1', connector_id: 'mock', exp: Date.UTC(2026, 10, 20, 13) / 1_000, ...claims };
  return `${part({ alg: 'RS256' })}.${part(all)}.c2ln`;
}

export const tokens = (more: object = {}): object => ({
  access_token: jwt(),
  expires_in: 3600,
  token_type: 'Bearer',
  refresh_token: 'canary-refresh-1',
  scope: 'accounts balance cards transactions direct_debits standing_orders offline_access',
  ...more,
});

/** A data answer as it is sent. */
export const results = (...rows: unknown[]): object => ({ results: rows, status: 'Succeeded' });

export const me = (more: object = {}): object => ({
  client_id: options.clientId,
  credentials_id: 'cred-1',
  provider: { provider_id: 'mock', display_name: 'Mock', logo_uri: 'https://logos.example/mock.svg' },
  consent_status: 'Authorised',
  consent_expires_at: '2027-02-18T12:00:00Z',
  ...more,
});

export const account = (more: object = {}): object => ({
  account_id: 'acc-1',
  account_type: 'TRANSACTION',
  display_name: 'Club Account',
  currency: 'GBP',
  account_number: {
    iban: 'GB33 BUKB 2020 1555 5555 55',
    number: '55555555',
    sort_code: '20-20-15',
    swift_bic: 'BUKBGB22',
  },
  provider: { provider_id: 'mock' },
  update_timestamp: '2026-11-20T11:59:00.1234567Z',
  ...more,
});

export const card = (more: object = {}): object => ({
  account_id: 'card-1',
  card_network: 'VISA',
  card_type: 'CREDIT',
  currency: 'GBP',
  display_name: 'Club Card',
  partial_card_number: '0044',
  name_on_card: 'A Holder',
  valid_to: '2028-11',
  provider: { provider_id: 'mock' },
  update_timestamp: '2026-11-20T11:59:00Z',
  ...more,
});

let made = 0;
/** A booked or pending row of an account; of a card too, with its signs. */
export const row = (more: object = {}): object => ({
  transaction_id: `hash-${++made}`,
  timestamp: '2026-11-10T00:00:00Z',
  description: 'CORNER COFFEE',
  amount: -3.2,
  currency: 'GBP',
  transaction_type: 'DEBIT',
  transaction_category: 'PURCHASE',
  transaction_classification: [],
  ...more,
});

/** A call as the engine makes it, over mocked hosts. */
export function callFor(
  adapter: AnyAdapter,
  { warned = [], ...more }: Partial<ConnectionCall> & { clock?: ManualClock; warned?: string[] } = {},
): ConnectionCall {
  const clock = more.clock ?? new PollingClock();
  const logger = { ...silent, warn: (message: string) => void warned.push(message) };
  return engineCall(adapter, { credentials: credentials(clock), logger, ...more, clock });
}

export const credentials = (
  clock: ManualClock,
  more: Record<string, string> = {},
): Record<string, string> => ({
  accessToken: jwt(),
  refreshToken: 'canary-refresh-1',
  expiresAt: String(clock.now() + 3_600_000),
  authenticatedAt: String(clock.now()),
  login: 'cred-1',
  institution: 'mock',
  ...more,
});

/** Pulls one account and gives all batches as one. */
export async function pull(
  adapter: AnyAdapter,
  call: ConnectionCall,
  input: Partial<Parameters<AnyAdapter['feed']['pull']>[0]> = {},
): Promise<{ rows: Upsert[]; batches: Batch[]; error?: unknown }> {
  const batches: Batch[] = [];
  const window = { from: '2026-08-25', to: '2026-11-21' } as const;
  const given = {
    account: 'acc-1',
    accountType: 'depository',
    checkpoint: null,
    window,
    disabledAccounts: [],
    ...input,
  } as const;
  let error: unknown;
  try {
    for await (const batch of adapter.feed.pull(given, call)) batches.push(batch);
  } catch (thrown) {
    error = thrown;
  }
  const rows = batches.flatMap(({ upserts = [] }) => upserts);
  return { rows, batches, ...(error !== undefined && { error }) };
}

/** An app with TrueLayer over mocked hosts. */
export function app(more: TrueLayerOptions = {}) {
  const clock = new PollingClock();
  const adapter: TrueLayerAdapter = trueLayer({ ...options, ...more });
  const bank = createBankweave({ adapters: [adapter], clock });
  onTestFinished(() => bank.close());
  const ada = bank.user('ada');
  /** Links as a person who says yes. */
  const link = async (given: { tokens?: object; me?: object } = {}): Promise<Connection> => {
    const started = await ada.links.start('truelayer');
    const state = new URL(started.url ?? '').searchParams.get('state') ?? '';
    nock(AUTH)
      .post('/connect/token')
      .reply(200, given.tokens ?? tokens());
    nock(API)
      .get('/data/v1/me')
      .reply(200, results(given.me ?? me()));
    return ada.links.complete('truelayer', started.id, { code: 'code-1', state });
  };
  const rows = async (status: TransactionStatus[] = ['pending', 'posted']) =>
    (await ada.transactions.list({ status, limit: 500 })).items;
  return { clock, adapter, bank, ada, link, rows };
}
