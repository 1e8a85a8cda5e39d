import {
  type Adapter,
  type BalancesFacet,
  defineAdapter,
  type InstitutionsFacet,
  type WebhooksFacet,
} from 'bankweave/adapter-kit';
import { createAccounts, createBalances } from './accounts.ts';
import { createApi } from './client.ts';
import { createConnection } from './connection.ts';
import { createFeed } from './feed.ts';
import { createInstitutions } from './institutions.ts';
import { createLink } from './link.ts';
import type { PlaidLinkInput } from './link-options.ts';
import type { PlaidLinkParams } from './link-params.ts';
import { hostOf, type PlaidOptions, settingsFrom } from './options.ts';
import { errorOf } from './to-error.ts';
import { createWebhooks } from './webhooks.ts';

/** Plaid as an adapter. */
export type PlaidAdapter = Adapter<'plaid', PlaidLinkInput, PlaidLinkParams> & {
  readonly institutions: InstitutionsFacet;
  readonly balances: BalancesFacet;
  readonly webhooks: WebhooksFacet;
};

/**
 * Banks of the United States, Canada and Europe through Plaid. Needs the npm package `plaid`, or your own client of it.
 *
 * @throws ConfigurationError for an option that is missing or malformed; at first use when `plaid` is not installed.
 * @example
 * ```ts
 * const bank = createBankweave({
 *   adapters: [plaid({ clientId, secret, environment: 'sandbox', products: ['transactions'] })],
 *   store: sqliteStore('bank.db'),
 *   vault: vault({ keys }),
 * })
 * const link = await bank.user('ada').links.start('plaid')              // link.token opens Plaid Link
 * await bank.user('ada').links.complete('plaid', link.id, { publicToken, metadata })
 * ```
 */
export function plaid(options: PlaidOptions = {}): PlaidAdapter {
  const settings = settingsFrom(options);
  const api = createApi(settings);
  return defineAdapter({
    id: 'plaid',
    specVersion: 1,
    traits: {
      removals: 'explicit',
      pending: 'linked',
      historyDays: settings.link.daysRequested,
      overlapDays: 0,
      // Up to the bank: twelve months for most of the large ones in the United States, 180 days in Europe.
      consentDays: null,
      budgets: [],
      hosts: [hostOf(settings.environment)],
    },
    http: { baseUrl: settings.baseUrl, allowLoopback: settings.isOwnAddress, toError: errorOf },
    link: createLink(settings, api),
    connection: createConnection(settings, api),
    accounts: createAccounts(settings, api),
    balances: createBalances(api),
    feed: createFeed(settings, api),
    institutions: createInstitutions(settings, api),
    webhooks: createWebhooks(settings, api),
  });
}
