import type { AnyAdapter } from '../adapter-kit/contract.ts';
import { UnsupportedError } from '../errors/catalog.ts';
import type { Institution } from '../model/institution.ts';
import { textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import type { HasInstitutions, ProviderWith } from './types.ts';

/** The institutions that providers reach. */
export interface UserInstitutions<Adapters extends readonly AnyAdapter[]> {
  /** Searches one provider's institutions by name; a provider that cannot is a compile error. */
  search<Id extends ProviderWith<Adapters, HasInstitutions>>(
    provider: Id,
    query: { readonly query: string; readonly country?: string; readonly signal?: AbortSignal },
  ): Promise<readonly Institution[]>;
}

export function userInstitutions<Adapters extends readonly AnyAdapter[]>(
  kernel: Kernel,
  userId: string,
): UserInstitutions<Adapters> {
  return {
    async search(provider, { query, country, signal }) {
      const ports = await kernel.ports();
      const adapter = ports.adapter(textOf(provider, 'provider'));
      if (!adapter.institutions)
        throw new UnsupportedError(`The '${adapter.id}' adapter cannot search institutions.`, {
          provider: adapter.id,
        });
      const input = {
        query: textOf(query, 'query.query', { max: 200 }),
        ...(country !== undefined && { country: textOf(country, 'query.country', { max: 2 }) }),
      };
      return adapter.institutions.search(
        input,
        ports.call({ adapter, userId, signal: kernel.until(signal) }),
      );
    },
  };
}
