import {
  type AccountsFacet,
  type AdapterAccount,
  type BankweaveError,
  type ConnectionCall,
  isBankweaveError,
  ProviderResponseError,
  readWire,
  UnsupportedError,
} from 'bankweave/adapter-kit';
import { listOf, oneOf } from './client.ts';
import { isGranted } from './credentials.ts';
import type { Offers } from './offers.ts';
import type { Settings } from './settings.ts';
import { toAccount, toBalances, toCard, toCardBalances } from './to-account.ts';
import { isForbidden } from './to-connection.ts';
import { Account, Balance, Card } from './wire.ts';

type Side = 'accounts' | 'cards';
type Listed = Omit<AdapterAccount, 'balances'>;

/** Accounts and cards, each with its balance. A bank may have only one of the two. */
export function createAccounts(settings: Settings, offers: Offers): AccountsFacet {
  return {
    async list(call) {
      const accounts = await listSide(settings, offers, call, 'accounts');
      const cards = await listSide(settings, offers, call, 'cards');
      if (accounts === undefined && cards === undefined)
        throw new UnsupportedError(
          'The bank lists no accounts now; those that are known can still be read.',
          {
            provider: 'truelayer',
            scope: 'account',
          },
        );
      const listed = [...(accounts ?? []), ...(cards ?? [])];
      const withBalances: AdapterAccount[] = [];
      for (const one of listed) withBalances.push(await withBalance(settings, offers, call, one));
      // Some banks list accounts only just after a sign-in, so an empty list and a refused one prove nothing.
      const isWhole = accounts !== undefined && cards !== undefined && listed.length > 0;
      return { accounts: withBalances, complete: isWhole };
    },
  };
}

/** Where a card's or an account's own endpoints are. */
export function placeOf(side: Side, id: string): string {
  return `/${side}/${encodeURIComponent(id)}`;
}

/** What one of the two lists holds; nothing where the bank does not have it, `undefined` where it is not given now. */
async function listSide(
  settings: Settings,
  offers: Offers,
  call: ConnectionCall,
  side: Side,
): Promise<readonly Listed[] | undefined> {
  const { credentials } = call;
  if (!isGranted(credentials, side, settings.scopes) || offers.lacks(credentials, side)) return [];
  try {
    const results = await listOf(settings, call, { path: `/${side}`, budget: side });
    return results.flatMap((result) => readable(settings, call, side, result));
  } catch (error) {
    if (offers.learn(credentials, side, error)) return [];
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/** One account that cannot be read must not hide the others. */
function readable(settings: Settings, call: ConnectionCall, side: Side, result: unknown): Listed[] {
  try {
    return [
      side === 'cards' ? toCard(readWire(Card, result)) : toAccount(settings, readWire(Account, result)),
    ];
  } catch (error) {
    if (!(error instanceof ProviderResponseError)) throw error;
    call.logger.warn('truelayer: an account could not be read', { side, field: error.field });
    return [];
  }
}

async function withBalance(
  settings: Settings,
  offers: Offers,
  call: ConnectionCall,
  account: Listed,
): Promise<AdapterAccount> {
  const { credentials } = call;
  const isCard = account.type === 'credit';
  const endpoint = `${isCard ? 'cards' : 'accounts'} balance`;
  const kind = isCard ? 'liability' : 'asset';
  const unread = {
    ...account,
    balances: { kind, current: null, available: null, limit: null, asOf: null },
    balancesUnread: true,
  } as const;
  if (!isGranted(credentials, 'balance', settings.scopes) || offers.lacks(credentials, endpoint))
    return unread;
  try {
    const path = `${placeOf(isCard ? 'cards' : 'accounts', account.id)}/balance`;
    const balance = await oneOf(settings, call, { path, budget: 'balance', account: account.id }, Balance);
    return { ...account, ...(isCard ? toCardBalances(balance) : { balances: toBalances(balance) }) };
  } catch (error) {
    offers.learn(credentials, endpoint, error);
    if (!isOfAccount(error)) throw error;
    call.logger.warn('truelayer: a balance could not be read', { code: error.providerCode ?? error.code });
    return unread;
  }
}

/** Whether an error leaves everything but this one account's figure alone. */
function isOfAccount(error: unknown): error is BankweaveError {
  if (!isBankweaveError(error)) return false;
  return error.scope === 'account' || error.code === 'provider_response';
}
