import {
  type AccountsFacet,
  type AdapterAccount,
  type BalancesFacet,
  type ConnectionCall,
  isBankweaveError,
  readEach,
} from 'bankweave/adapter-kit';
import type { Api } from './client.ts';
import { accessTokenOf } from './link.ts';
import { asksFor } from './link-options.ts';
import type { Settings } from './options.ts';
import { currencyOf, toAccount } from './to-account.ts';
import { textsIn } from './to-connection.ts';
import { type Terms, toTerms } from './to-terms.ts';
import { Accounts, Liabilities, type Raw } from './wire.ts';

const DAY_MS = 86_400_000;
const PRODUCT = 'liabilities';

/** Accounts with the balances that Plaid has at hand: free, and as old as its last update. */
export function createAccounts(settings: Settings, api: Api): AccountsFacet {
  return {
    async list(call) {
      const request = { access_token: accessTokenOf(call.credentials) };
      const { accounts, item } = await api.ask(call, 'accountsGet', request, Accounts);
      const terms = await termsOf(settings, api, { rows: accounts as Raw[], item }, call);
      return listOf(accounts, terms, call);
    },
  };
}

/** Live balances, which Plaid bills call by call. */
export function createBalances(api: Api): BalancesFacet {
  return {
    async refresh(call) {
      const request = { access_token: accessTokenOf(call.credentials) };
      const { accounts } = await liveBalances(api, request, call);
      return listOf(accounts, undefined, call).accounts;
    },
  };
}

async function liveBalances(api: Api, request: object, call: ConnectionCall) {
  const ask = (more: object) =>
    api.ask(call, 'accountsBalanceGet', { ...request, ...more }, Accounts, { timeoutMs: 120_000 });
  try {
    return await ask({});
  } catch (error) {
    if (codeOf(error) !== 'INVALID_FIELD') throw error;
  }
  // Capital One has no live balances of cards, and wants to know how old one may be.
  const oldest = new Date(call.clock.now() - DAY_MS).toISOString().replace(/\.\d+/, '');
  try {
    return await ask({ options: { min_last_updated_datetime: oldest } });
  } catch (error) {
    if (codeOf(error) !== 'LAST_UPDATED_DATETIME_OUT_OF_RANGE') throw error;
    return api.ask(call, 'accountsGet', request, Accounts);
  }
}

/**
 * Terms of cards and loans, where the login has them or the app asked for them. Never to see whether it works: a call
 * that succeeds begins a subscription.
 */
async function termsOf(
  settings: Settings,
  api: Api,
  { rows, item }: { readonly rows: readonly (Raw | null)[]; readonly item: Raw | null | undefined },
  call: ConnectionCall,
): Promise<Terms | undefined> {
  const hasDebts = rows.some((row) => row?.['type'] === 'credit' || row?.['type'] === 'loan');
  if (!hasDebts || !mayAsk(settings, item)) return undefined;
  try {
    const request = { access_token: accessTokenOf(call.credentials) };
    const { liabilities } = await api.ask(call, 'liabilitiesGet', request, Liabilities);
    const currencies = rows.map(
      (row) => [String(row?.['account_id']), currencyOf((row?.['balances'] ?? {}) as Raw) ?? 'XXX'] as const,
    );
    return toTerms(liabilities, new Map(currencies));
  } catch (error) {
    if (!isBankweaveError(error) || !isDispensable(error.code, error.providerCode)) throw error;
    call.logger.info('Plaid gives no terms of cards and loans now.', {
      connectionId: call.connectionId,
      code: error.providerCode,
    });
    return undefined;
  }
}

function mayAsk({ link }: Settings, item: Raw | null | undefined): boolean {
  if ([...textsIn(item?.['products']), ...textsIn(item?.['billed_products'])].includes(PRODUCT)) return true;
  const consented = item?.['consented_products'];
  return asksFor(link, PRODUCT) && (!Array.isArray(consented) || consented.includes(PRODUCT));
}

/** What concerns the terms alone, so that the accounts are still good. */
function isDispensable(code: string, providerCode: string | undefined): boolean {
  return (
    code === 'unsupported' ||
    providerCode === 'PRODUCT_NOT_READY' ||
    providerCode === 'ADDITIONAL_CONSENT_REQUIRED' ||
    providerCode === 'ACCESS_NOT_GRANTED'
  );
}

function listOf(
  records: readonly unknown[],
  terms: Terms | undefined,
  call: ConnectionCall,
): { readonly accounts: readonly AdapterAccount[]; readonly complete: boolean } {
  const { upserts: accounts, rejected } = readEach(records as readonly Raw[], (row) =>
    toAccount(row, terms?.get(String(row['account_id']))),
  );
  for (const { path, reason } of rejected)
    call.logger.warn('An account could not be read.', { connectionId: call.connectionId, path, reason });
  return { accounts, complete: rejected.length === 0 };
}

function codeOf(error: unknown): string | undefined {
  return isBankweaveError(error) ? error.providerCode : undefined;
}
