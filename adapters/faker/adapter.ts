import {
  type Adapter,
  type ConnectionCall,
  defineAdapter,
  type InstitutionsFacet,
} from 'bankweave/adapter-kit';
import { createClient } from './client.ts';
import { createFeed } from './feed.ts';
import { createLink } from './link.ts';
import { type FakerLinkInput, type FakerLinkParams, type FakerOptions, settingsFrom } from './options.ts';
import { toAccount } from './to-account.ts';
import { toInspection, toInstitution } from './to-connection.ts';

/** The mock provider as an adapter. */
export type FakerAdapter = Adapter<'faker', FakerLinkInput, FakerLinkParams> & {
  readonly institutions: InstitutionsFacet;
};

/**
 * A bank that needs no account anywhere: a seeded world whose rows go from pending to posted, change, vanish and come
 * back as time passes, with faults on demand.
 *
 * @throws ConfigurationError for an option out of range; at first use when `@faker-js/faker` is not installed and no
 * `world` was given.
 * @example
 * ```ts
 * const bank = createBankweave({ adapters: [faker({ seed: 7 })] })
 * const ada = bank.user('ada')
 * const link = await ada.links.start('faker')
 * const connection = await ada.links.complete('faker', link.id)
 * ```
 */
export function faker(options: FakerOptions = {}): FakerAdapter {
  const settings = settingsFrom(options);
  const client = createClient(settings);
  const list = async (call: ConnectionCall) => {
    const visit = await client.enter(call);
    const { accounts, broken } = visit.accounts();
    const shown = accounts.map((account) => toAccount(account, visit.asOf));
    return { accounts: shown, complete: broken.length === 0 };
  };
  return defineAdapter({
    id: 'faker',
    specVersion: 1,
    traits: {
      removals: 'explicit',
      pending: 'linked',
      historyDays: settings.historyDays,
      overlapDays: 0,
      consentDays: null,
      budgets: [],
      secrets: false,
      hosts: [],
    },
    link: createLink(settings, client),
    connection: {
      inspect: async (call) => toInspection(await client.open(call)),
      // Nothing is kept at the bank, so there is nothing to end.
      revoke: async () => {},
    },
    accounts: { list },
    balances: { refresh: async (call) => (await list(call)).accounts },
    feed: createFeed(settings, client),
    institutions: {
      async search({ query, country }) {
        const world = await client.world();
        const text = query.trim().toLowerCase();
        return world.institutions
          .filter((bank) => country === undefined || bank.country === country.toUpperCase())
          .filter((bank) => bank.name.toLowerCase().includes(text) || bank.id.includes(text))
          .map(toInstitution);
      },
      async get(id) {
        const bank = (await client.world()).institutions.find((one) => one.id === id);
        return bank && toInstitution(bank);
      },
    },
  });
}
