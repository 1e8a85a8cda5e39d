import {
  type Call,
  type Inspection,
  type Institution,
  type InstitutionsFacet,
  isBankweaveError,
  readEach,
  readText,
} from 'bankweave/adapter-kit';
import type { Api } from './client.ts';
import type { Settings } from './options.ts';
import { toInstitution, UNKNOWN } from './to-connection.ts';
import { InstitutionAnswer, InstitutionList, type Raw } from './wire.ts';

/** Plaid's search: ten at most, and only those that can give what the app asks for. */
export function createInstitutions({ link }: Settings, api: Api): InstitutionsFacet {
  return {
    async search({ query, country }, call) {
      const request = {
        query,
        country_codes: country === undefined ? link.countryCodes : [country.toUpperCase()],
        products: link.products.length === 0 ? null : link.products,
        options: { include_optional_metadata: true },
      };
      const { institutions } = await api.ask(call, 'institutionsSearch', request, InstitutionList);
      return readEach(institutions as readonly Raw[], toInstitution).upserts;
    },

    async get(id, call) {
      try {
        return await byId(link.countryCodes, api, id, call, { options: { include_optional_metadata: true } });
      } catch (error) {
        if (isBankweaveError(error) && error.providerCode === 'INVALID_INSTITUTION') return undefined;
        throw error;
      }
    },
  };
}

/** The institution of an Item. Newer Items bring its name; of others it is looked up, which costs nothing. */
export async function institutionOf(
  { link }: Settings,
  api: Api,
  item: Raw,
  call: Call,
): Promise<Inspection['institution']> {
  const id = readText(item['institution_id']) ?? UNKNOWN;
  const name = readText(item['institution_name']);
  if (name !== undefined || id === UNKNOWN) return { id, name: name ?? UNKNOWN };
  try {
    return { ...(await byId(link.countryCodes, api, id, call)), id };
  } catch (error) {
    // A name is no reason to fail.
    if (!isBankweaveError(error)) throw error;
    return { id, name: id };
  }
}

async function byId(
  countryCodes: readonly string[],
  api: Api,
  id: string,
  call: Call,
  more: object = {},
): Promise<Institution> {
  const request = { institution_id: id, country_codes: countryCodes, ...more };
  const { institution } = await api.ask(call, 'institutionsGetById', request, InstitutionAnswer);
  return toInstitution(institution);
}
