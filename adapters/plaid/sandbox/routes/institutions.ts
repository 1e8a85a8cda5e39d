import type { WorldInstitution } from 'bankweave/sandbox';
import { z } from 'zod';
import { instantOf } from '../clock-text.ts';
import { bankBy, banksOf, institutionIdOf } from '../institutions.ts';
import { uuidOf } from '../ids.ts';
import { Problem } from '../problem.ts';
import { productsOfBank } from '../products.ts';
import { readFields } from '../read-body.ts';
import type { State } from '../state.ts';
import { countryCodes, type Handler } from './handler.ts';

const MOST_FOUND = 10;

const metadata = {
  include_optional_metadata: z.boolean().nullish(),
  include_auth_metadata: z.boolean().nullish(),
};
const ById = z.strictObject({
  institution_id: z.string().min(1),
  country_codes: countryCodes,
  options: z
    .strictObject({
      ...metadata,
      include_status: z.boolean().nullish(),
      include_payment_initiation_metadata: z.boolean().nullish(),
    })
    .optional(),
});
const Search = z.strictObject({
  query: z.string(),
  country_codes: countryCodes,
  products: z.array(z.string()).min(1).nullish(),
  options: z
    .strictObject({
      ...metadata,
      oauth: z.boolean().nullish(),
      include_payment_initiation_metadata: z.boolean().nullish(),
    })
    .optional(),
});
const All = z.strictObject({
  count: z.int().min(1).max(500),
  offset: z.int().min(0),
  country_codes: countryCodes,
  options: z
    .strictObject({
      ...metadata,
      products: z.array(z.string()).min(1).nullish(),
      routing_numbers: z.array(z.string()).nullish(),
      oauth: z.boolean().nullish(),
      include_payment_initiation_metadata: z.boolean().nullish(),
    })
    .optional(),
});

/** Endpoints of institutions. */
export const institutionRoutes: Readonly<Record<string, Handler>> = {
  '/institutions/get_by_id': (state, body) => {
    const { institution_id, country_codes, options } = readFields(ById, body);
    const bank = bankBy(state.world, institution_id);
    if (!country_codes.includes(bank.country))
      throw new Problem('INVALID_INSTITUTION', 'invalid institution_id provided');
    return {
      institution: toInstitution(state, bank, {
        metadata: options?.include_optional_metadata ?? false,
        status: options?.include_status ?? false,
      }),
    };
  },

  '/institutions/search': (state, body) => {
    const { query, country_codes, products, options } = readFields(Search, body);
    const words = query.trim().toLowerCase();
    const found = banks(state, country_codes, products, options?.oauth).filter(({ name }) =>
      name.toLowerCase().includes(words),
    );
    const shown = { metadata: options?.include_optional_metadata ?? false, status: false };
    return { institutions: found.slice(0, MOST_FOUND).map((bank) => toInstitution(state, bank, shown)) };
  },

  '/institutions/get': (state, body) => {
    const { count, offset, country_codes, options } = readFields(All, body);
    const found = banks(state, country_codes, options?.products, options?.oauth);
    const shown = { metadata: options?.include_optional_metadata ?? false, status: false };
    return {
      institutions: found.slice(offset, offset + count).map((bank) => toInstitution(state, bank, shown)),
      total: found.length,
    };
  },
};

function banks(
  { world }: State,
  countries: readonly string[],
  products: readonly string[] | null | undefined,
  oauth: boolean | null | undefined,
): readonly WorldInstitution[] {
  return banksOf(world).filter(
    (bank) =>
      countries.includes(bank.country) &&
      (products ?? []).every((product) => productsOfBank(bank).includes(product)) &&
      (oauth === undefined || oauth === null || oauth === hasOauth(bank)),
  );
}

function hasOauth({ country }: WorldInstitution): boolean {
  return country !== 'US';
}

function toInstitution(
  state: State,
  bank: WorldInstitution,
  shown: { readonly metadata: boolean; readonly status: boolean },
): Record<string, unknown> {
  return {
    country_codes: [bank.country],
    institution_id: institutionIdOf(state.world, bank),
    name: bank.name,
    oauth: hasOauth(bank),
    products: productsOfBank(bank),
    routing_numbers: [],
    ...(shown.metadata
      ? { logo: null, primary_color: `#${uuidOf('color', bank.id).slice(0, 6)}`, url: bank.url }
      : {}),
    ...(shown.status ? { status: statusOf(state, bank) } : {}),
  };
}

function statusOf({ world }: State, bank: WorldInstitution): Record<string, unknown> {
  const outage = world.peekFault(bank.id, ['outage']);
  const updates = {
    breakdown: {
      error_institution: outage ? 1 : 0,
      error_plaid: 0,
      refresh_interval: outage ? 'STOPPED' : 'NORMAL',
      success: outage ? 0 : 1,
    },
    last_status_change: instantOf(outage?.since ?? Date.parse(`${world.epoch}T00:00:00Z`)),
    status: outage ? 'DOWN' : 'HEALTHY',
  };
  const { refresh_interval: _, ...breakdown } = updates.breakdown;
  return { item_logins: { ...updates, breakdown }, transactions_updates: updates };
}
