import { type InstitutionsFacet, isBankweaveError } from 'bankweave/adapter-kit';
import { z } from 'zod';
import { toInstitution } from './to-connection.ts';
import type { OpenTransport } from './transport.ts';
import { Institution, isTrue, readOne } from './wire.ts';

/** The first hundred institutions whose name fits. One real bank may be several of them. */
export function createInstitutions(open: OpenTransport): InstitutionsFacet {
  return {
    async search({ query, country }, call) {
      const mx = await open(call);
      const rows = readOne('institutions', z.array(Institution), await mx.institutions(query, country, 1));
      return (
        rows
          .filter((bank) => !isTrue(bank.is_disabled_by_client))
          .map(toInstitution)
          // The filter by country is a list whose spelling in the address is not sure.
          .filter(
            ({ countries }) =>
              country === undefined || !countries || countries.includes(country.toUpperCase()),
          )
      );
    },

    async get(id, call) {
      // The id is a part of the address, where these would lead elsewhere.
      if (id === '.' || id === '..') return undefined;
      const mx = await open(call);
      try {
        return toInstitution(readOne('institution', Institution, await mx.institution(id)));
      } catch (error) {
        if (isBankweaveError(error) && error.code === 'not_found') return undefined;
        throw error;
      }
    },
  };
}
