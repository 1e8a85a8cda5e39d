import { hash } from 'node:crypto';
import {
  ActionRequiredError,
  type Notice,
  type NoticeSubject,
  ProviderResponseError,
  type RawRequest,
  readText,
  type WebhooksFacet,
} from 'bankweave/adapter-kit';
import type { Api } from './client.ts';
import type { Settings } from './options.ts';
import { errorIn } from './to-error.ts';
import { claimsOf, createVerify } from './verify.ts';
import type { Raw } from './wire.ts';

type Wish = readonly [Notice['type'], NoticeSubject];

// By type and code, since codes alone are ambiguous. What is not here asks for nothing: notices of the older feed come
// alongside ours, and acting on both would be twice the work.
const WISHES: ReadonlyMap<string, Wish> = new Map(
  Object.entries<Wish>({
    'TRANSACTIONS SYNC_UPDATES_AVAILABLE': ['sync', 'data'],
    // The only word of it before the first sync.
    'TRANSACTIONS INITIAL_UPDATE': ['sync', 'history'],
    'TRANSACTIONS HISTORICAL_UPDATE': ['sync', 'history'],
    'HOLDINGS DEFAULT_UPDATE': ['sync', 'data'],
    'INVESTMENTS_TRANSACTIONS DEFAULT_UPDATE': ['sync', 'data'],
    'INVESTMENTS_TRANSACTIONS HISTORICAL_UPDATE': ['sync', 'data'],
    'LIABILITIES DEFAULT_UPDATE': ['sync', 'data'],
    'ITEM LOGIN_REPAIRED': ['inspect', 'login_repaired'],
    'ITEM NEW_ACCOUNTS_AVAILABLE': ['inspect', 'new_accounts'],
    'ITEM PENDING_EXPIRATION': ['inspect', 'consent_expiring'],
    'ITEM PENDING_DISCONNECT': ['inspect', 'consent_expiring'],
    'ITEM USER_PERMISSION_REVOKED': ['revoked', 'consent_ended'],
    'ITEM USER_ACCOUNT_REVOKED': ['inspect', 'accounts_removed'],
  }),
);

/** Plaid's notices. They are hints: each leads to a look at the login itself, and nothing in them is kept. */
export function createWebhooks(settings: Settings, api: Api): WebhooksFacet {
  return {
    verify: createVerify(settings, api),
    parse(request) {
      const body = bodyOf(request);
      const item = readText(body['item_id']);
      const wish = wishOf(body);
      if (item === undefined || !wish) return [];
      const [type, about] = wish;
      return [{ providerConnectionId: item, type, about, dedupeKey: dedupeKeyOf(request) }];
    },
  };
}

function bodyOf({ body }: RawRequest): Raw {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    parsed = undefined;
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Raw;
  throw new ProviderResponseError('the body of a webhook is no JSON object', {
    provider: 'plaid',
    field: 'body',
    expected: 'a JSON object',
  });
}

function wishOf(body: Raw): Wish | undefined {
  const name = `${String(body['webhook_type'])} ${String(body['webhook_code'])}`;
  if (name === 'ITEM ERROR') {
    const error = errorIn(body['error']);
    if (error?.code === 'connection_revoked') return ['revoked', 'consent_ended'];
    return ['inspect', error instanceof ActionRequiredError ? 'login_broken' : 'other'];
  }
  return WISHES.get(name);
}

/** Plaid's events have no id. Two may look the same, so the time that was signed belongs to it. */
function dedupeKeyOf(request: RawRequest): string {
  const signed = claimsOf(request.headers['plaid-verification'])?.iat ?? '';
  return hash('sha256', Buffer.concat([Buffer.from(`${signed} `), request.body]), 'hex');
}
