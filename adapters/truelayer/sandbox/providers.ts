import type { World, WorldInstitution } from 'bankweave/sandbox';
import type { Settings } from './options.ts';
import { type BankQuirks, type Habits, plainHabits } from './quirks.ts';

/** A bank as TrueLayer lists it. */
export interface Provider {
  /** `ob-thames-bank` for the world's `thames-bank`; `mock` for the mock bank. */
  readonly id: string;
  readonly name: string;
  /** Small letters, `uk` for Great Britain. */
  readonly country: string;
  readonly logo: string;
  readonly mock: boolean;
  readonly institution: WorldInstitution;
  readonly habits: Habits;
  readonly accounts: boolean;
  readonly cards: boolean;
}

const accountScopes = ['accounts', 'direct_debits', 'standing_orders'];

/** Scopes that any link may ask for. */
export const SCOPES = [
  'info',
  'balance',
  'transactions',
  'cards',
  'offline_access',
  ...accountScopes,
] as const;

/** The banks of a world that have an account or a card, with what is special about each. */
export class Providers {
  readonly #world: World;
  readonly #settings: Settings;
  readonly #quirks = new Map<string, BankQuirks>();

  constructor(world: World, settings: Settings) {
    for (const id of Object.keys(settings.banks)) if (id !== 'mock') world.institution(id);
    this.#world = world;
    this.#settings = settings;
  }

  /** Changes habits while running; `*` is every bank. */
  change(key: string, quirks: BankQuirks): void {
    this.#quirks.set(key, { ...this.#quirks.get(key), ...quirks });
  }

  all(): readonly Provider[] {
    const { institutions } = this.#world;
    const own = institutions
      .map((institution) => this.#provider(institution, false))
      .filter((provider) => provider.accounts || provider.cards);
    return [...own, this.#provider(this.#world.institution(this.#settings.mockBank), true)];
  }

  find(id: string): Provider | undefined {
    return this.all().find((provider) => provider.id === id);
  }

  /** A bank by the world's name for it, or `mock`. */
  ofInstitution(id: string): Provider | undefined {
    return this.all().find((provider) => (provider.mock ? id === 'mock' : provider.institution.id === id));
  }

  #provider(institution: WorldInstitution, mock: boolean): Provider {
    const key = mock ? 'mock' : institution.id;
    const habits: Habits = {
      ...plainHabits,
      ...(mock && mockHabits),
      ...this.#settings.everyBank,
      ...this.#quirks.get('*'),
      ...this.#settings.banks[key],
      ...this.#quirks.get(key),
    };
    const sells = (type: string) => institution.products.some((product) => product.type === type);
    const { serves = 'both' } = habits;
    return {
      id: mock ? 'mock' : `ob-${institution.id}`,
      name: mock ? 'Mock' : institution.name,
      country: institution.country === 'GB' ? 'uk' : institution.country.toLowerCase(),
      logo: `${institution.url}/logo.svg`,
      mock,
      institution,
      habits,
      accounts: serves !== 'cards' && sells('depository'),
      cards: serves !== 'accounts' && sells('credit'),
    };
  }
}

// As recorded against the mock bank of TrueLayer's sandbox.
const mockHabits: BankQuirks = {
  typeConflicts: true,
  consentCreatedAt: false,
  extend: 'authentication_needed',
  normalisedIds: false,
};

/** Scopes a bank can answer for. */
function scopesOf(provider: Provider): readonly string[] {
  return SCOPES.filter(
    (scope) => (provider.cards || scope !== 'cards') && (provider.accounts || !accountScopes.includes(scope)),
  );
}

/** Whether a word of the `providers` parameter covers a bank. */
export function covers(word: string, { id, mock, country }: Provider): boolean {
  if (word === id) return true;
  if (mock) return word === 'uk-cs-mock';
  return word === `${country}-ob-all` || word === `${country}-xs2a-all`;
}

/** The list of banks as anybody may read it: an array without an envelope. */
export function listProviders(providers: readonly Provider[], query: URLSearchParams): Response {
  // Measured: asking for a country gives an empty list.
  const shown = query.has('country') ? [] : providers;
  return Response.json(
    shown.map((provider) => ({
      provider_id: provider.id,
      display_name: provider.name,
      country: provider.country,
      logo_url: provider.logo,
      scopes: scopesOf(provider),
    })),
  );
}
