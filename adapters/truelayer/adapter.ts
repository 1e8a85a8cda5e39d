import {
  type Adapter,
  type Budget,
  defineAdapter,
  type InstitutionsFacet,
  type ScheduledPaymentsFacet,
  type WebhooksFacet,
} from 'bankweave/adapter-kit';
import { createAccounts } from './accounts.ts';
import { createConnection } from './connection.ts';
import { createFeed } from './feed.ts';
import { createInstitutions } from './institutions.ts';
import { createLink } from './link.ts';
import { createOffers } from './offers.ts';
import type { TrueLayerLinkInput, TrueLayerLinkParams, TrueLayerOptions } from './options.ts';
import { createScheduledPayments } from './scheduled-payments.ts';
import { settingsFrom } from './settings.ts';
import { toError } from './to-error.ts';
import { createWebhooks } from './webhooks.ts';
import { ROUTINE_DAYS } from './window.ts';

/** TrueLayer's Data API v1 as an adapter. */
export type TrueLayerAdapter = Adapter<'truelayer', TrueLayerLinkInput, TrueLayerLinkParams> & {
  readonly institutions: InstitutionsFacet;
  readonly scheduledPayments: ScheduledPaymentsFacet;
  readonly webhooks: WebhooksFacet;
};

const DAY_MS = 86_400_000;

/** What banks allow without the person, for each of their endpoints; a call that failed counts too. */
const unattended = (name: string, per: Budget['per']): Budget => ({
  name,
  per,
  calls: 4,
  windowMs: DAY_MS,
  attendedExempt: true,
});

/**
 * UK and EU banks through TrueLayer's Data API v1: accounts and cards, with what is pending.
 *
 * @throws ConfigurationError for a missing or malformed option, and for a client id of the other environment
 * @example
 * ```ts
 * const bank = createBankweave({
 *   adapters: [trueLayer({ redirectUri: 'https://app.example/callback/truelayer' })], // TRUELAYER_CLIENT_ID, ..._SECRET
 *   store: sqliteStore('bank.db'),
 *   vault: vault({ keys }),
 * })
 * const link = await bank.user('ada').links.start('truelayer', { providerId: 'mock' })
 * ```
 */
export function trueLayer(options: TrueLayerOptions = {}): TrueLayerAdapter {
  const settings = settingsFrom(options);
  const offers = createOffers();
  const { authUrl, baseUrl, jwksUrl, ownHosts, historyDays } = settings;
  return defineAdapter({
    id: 'truelayer',
    specVersion: 1,
    traits: {
      removals: 'inferred',
      pending: 'complete-set',
      windowed: true,
      historyDays: Math.max(historyDays, ROUTINE_DAYS),
      closedHistoryDays: ROUTINE_DAYS,
      // All that can be read at any time: a wider window costs no further call.
      overlapDays: ROUTINE_DAYS,
      consentDays: 90,
      budgets: [
        unattended('accounts', 'connection'),
        unattended('cards', 'connection'),
        unattended('balance', 'account'),
        unattended('transactions', 'account'),
        unattended('pending', 'account'),
        unattended('standing_orders', 'account'),
        unattended('direct_debits', 'account'),
      ],
      // Each attempt is one of the four calls of a day.
      maxRetries: 1,
      hosts: [...new Set([authUrl, baseUrl, jwksUrl].map((url) => new URL(url).host))],
    },
    http: { allowLoopback: ownHosts, toError },
    link: createLink(settings),
    connection: createConnection(settings),
    accounts: createAccounts(settings, offers),
    feed: createFeed(settings, offers),
    institutions: createInstitutions(settings),
    scheduledPayments: createScheduledPayments(settings, offers),
    webhooks: createWebhooks(settings),
  });
}
