import {
  type Call,
  type Institution,
  type InstitutionsFacet,
  readBody,
  readText,
} from 'bankweave/adapter-kit';
import { z } from 'zod';
import type { Settings } from './settings.ts';
import { ListedProvider } from './wire.ts';

/** The banks that TrueLayer reaches. Its own filters are known to give nothing, so the whole list is looked through. */
export function createInstitutions(settings: Settings): InstitutionsFacet {
  const list = async ({ http }: Call): Promise<readonly Institution[]> => {
    const url = `${settings.authUrl}/api/providers`;
    const answer = await http.request({ url, query: { clientId: settings.clientId } });
    return readBody(answer, z.array(z.unknown())).flatMap((one) => institutionOf(one));
  };
  return {
    async search({ query, country }, call) {
      const text = query.trim().toLowerCase();
      return (await list(call))
        .filter(({ countries = [] }) => country === undefined || countries.includes(country.toUpperCase()))
        .filter(({ id, name }) => name.toLowerCase().includes(text) || id.toLowerCase().includes(text));
    },
    get: async (wanted, call) => (await list(call)).find(({ id }) => id === wanted),
  };
}

function institutionOf(one: unknown): Institution[] {
  const read = ListedProvider.safeParse(one);
  if (!read.success) return [];
  const { provider_id: id, display_name, country, logo_url, logo_uri } = read.data;
  const logo = readText(logo_url) ?? readText(logo_uri);
  const place = readText(country)?.toUpperCase();
  return [
    {
      id,
      name: readText(display_name) ?? id,
      // The list says `uk`, which is no code of a country.
      ...(place !== undefined && { countries: [place === 'UK' ? 'GB' : place] }),
      ...(logo !== undefined && { logo }),
    },
  ];
}
