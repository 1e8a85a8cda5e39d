import {
  type Adapter,
  type BalancesFacet,
  type ChallengesFacet,
  defineAdapter,
  type InstitutionsFacet,
  type WebhooksFacet,
} from 'bankweave/adapter-kit';
import { listAccounts } from './accounts.ts';
import { createBalances } from './balances.ts';
import { createChallenges } from './challenges.ts';
import { createConnection } from './connection.ts';
import { createFeed } from './feed.ts';
import { createInstitutions } from './institutions.ts';
import { createLink } from './link.ts';
import { HOSTS, type MxLinkInput, type MxLinkParams, type MxOptions, settingsFrom } from './options.ts';
import { toError } from './to-error.ts';
import { today } from './today.ts';
import { openTransport } from './transport.ts';
import { withMember } from './unknown-member.ts';
import { createWebhooks } from './webhooks.ts';

/** MX as an adapter. */
export type MxAdapter = Adapter<'mx', MxLinkInput, MxLinkParams> & {
  readonly institutions: InstitutionsFacet;
  readonly balances: BalancesFacet;
  readonly webhooks: WebhooksFacet;
  readonly challenges: ChallengesFacet;
};

/**
 * MX Platform: institutions of the United States, Canada and Mexico through the Connect widget. Needs
 * `mx-platform-node` 2 beside it.
 *
 * @throws ConfigurationError for an option that is missing, misspelt or malformed; at first use when `mx-platform-node`
 * is not installed.
 * @example
 * ```ts
 * const bank = createBankweave({ adapters: [mx({ environment: 'integration' })] })
 * const link = await bank.user('ada').links.start('mx')
 * // open link.url in the page, wait for the widget's memberConnected, then
 * await bank.user('ada').links.complete('mx', link.id, { memberGuid })
 * ```
 */
export function mx(options: MxOptions = {}): MxAdapter {
  const settings = settingsFrom(options);
  const open = openTransport(settings);
  return defineAdapter({
    id: 'mx',
    specVersion: 1,
    traits: {
      removals: 'inferred',
      pending: 'unlinked',
      historyDays: settings.historyDays,
      overlapDays: settings.overlapDays,
      windowed: true,
      consentDays: null,
      budgets: [],
      hosts: Object.values(HOSTS),
    },
    http: { baseUrl: settings.baseUrl, allowLoopback: settings.isOwnAddress, toError },
    link: createLink(settings, open),
    connection: createConnection(settings, open),
    accounts: {
      list: (call) => withMember(open, call, (mx, of) => listAccounts(mx, settings, of, today(call))),
    },
    balances: createBalances(settings, open),
    institutions: createInstitutions(open),
    feed: createFeed(settings, open),
    webhooks: createWebhooks(settings),
    challenges: createChallenges(open),
  });
}
