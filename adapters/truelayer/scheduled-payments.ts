import {
  type ConnectionCall,
  isBankweaveError,
  readEach,
  type ScheduledPaymentsFacet,
  UnsupportedError,
} from 'bankweave/adapter-kit';
import { placeOf } from './accounts.ts';
import { listOf } from './client.ts';
import { isGranted } from './credentials.ts';
import { isNotOffered, type Offers } from './offers.ts';
import type { Settings } from './settings.ts';
import { isForbidden } from './to-connection.ts';
import { type Scheduled, toDirectDebit, toStandingOrder } from './to-scheduled-payment.ts';

type Kind = 'standing_orders' | 'direct_debits';

/** Standing orders and direct debits of an account. Each asks the bank, which allows four calls a day. */
export function createScheduledPayments(settings: Settings, offers: Offers): ScheduledPaymentsFacet {
  return {
    async list({ account, accountType }, call) {
      // The paths do not exist for cards.
      if (accountType === 'credit') throw unknown();
      const orders = await listKind(settings, offers, call, account, 'standing_orders');
      const debits = await listKind(settings, offers, call, account, 'direct_debits');
      if (!orders && !debits) throw unknown();
      return [...(orders ?? []), ...(debits ?? [])];
    },
  };
}

/** `undefined` where the bank does not tell. One bank refuses the list of an account that has none with 403. */
async function listKind(
  settings: Settings,
  offers: Offers,
  call: ConnectionCall,
  account: string,
  kind: Kind,
): Promise<readonly Scheduled[] | undefined> {
  const { credentials } = call;
  if (!isGranted(credentials, kind, settings.scopes) || offers.lacks(credentials, kind)) return undefined;
  try {
    const path = `${placeOf('accounts', account)}/${kind}`;
    const rows = await listOf(settings, call, { path, budget: kind, account });
    const read = kind === 'standing_orders' ? toStandingOrder : toDirectDebit;
    const { upserts, rejected } = readEach(rows, (row) => read(row as Parameters<typeof read>[0]));
    if (rejected.length > 0)
      call.logger.warn('truelayer: scheduled payments could not be read', { count: rejected.length });
    return upserts;
  } catch (error) {
    if (!isBankweaveError(error)) throw error;
    if (offers.learn(credentials, kind, error) || isNotOffered(error)) return undefined;
    if (isForbidden(error)) return [];
    throw error;
  }
}

function unknown(): UnsupportedError {
  return new UnsupportedError('The bank tells no scheduled payments of this account.', {
    provider: 'truelayer',
    scope: 'account',
  });
}
