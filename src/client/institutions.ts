import type { AnyAdapter } from '../adapter-kit/contract.ts';
import { NotFoundError, UnsupportedError } from '../errors/catalog.ts';
import type { Institution } from '../model/institution.ts';
import { type CallOptions, fieldsOf, onlySignal, refuse, signalOf, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { providerOf } from './provider.ts';
import type { HasInstitutions, ProviderWith } from './types.ts';

/** What institutions are looked for by. */
export interface InstitutionsQuery extends CallOptions {
  /** Part of the name, 1 to 200 characters. */
  readonly query: string;
  /** ISO 3166-1 alpha-2, such as `GB`. Default: every country. */
  readonly country?: string | undefined;
}

/** The institutions that providers reach. */
export interface UserInstitutions<Adapters extends readonly AnyAdapter[]> {
  /**
   * Searches one provider's institutions by name; a provider that cannot is a compile error.
   *
   * @throws UnsupportedError for an adapter without a search; the provider's errors
   * @example
   * ```ts
   * const banks = await ada.institutions.search('faker', { query: 'river', country: 'GB' })
   * ```
   */
  search<Id extends ProviderWith<Adapters, HasInstitutions>>(
    provider: Id,
    query: InstitutionsQuery,
  ): Promise<readonly Institution[]>;
  /**
   * One institution by the provider's own id, such as `connection.institution.id`. Plaid knows those of the countries
   * that its adapter is set up for.
   *
   * @throws NotFoundError for an id that the provider does not know; UnsupportedError for an adapter without
   *   institutions; the provider's errors
   * @example
   * ```ts
   * const { name, logo } = await ada.institutions.get('faker', connection.institution.id)
   * ```
   */
  get<Id extends ProviderWith<Adapters, HasInstitutions>>(
    provider: Id,
    institutionId: string,
    options?: CallOptions,
  ): Promise<Institution>;
}

export function userInstitutions<Adapters extends readonly AnyAdapter[]>(
  kernel: Kernel,
  userId: string,
): UserInstitutions<Adapters> {
  return {
    async search(provider, query) {
      const id = providerOf(kernel, provider);
      const given = fieldsOf<InstitutionsQuery>(query, ['query', 'country', 'signal'], 'query');
      const { country } = given;
      const text = textOf(given.query, 'query.query', { max: 200 });
      if (country !== undefined && !(typeof country === 'string' && /^[A-Za-z]{2}$/.test(country)))
        refuse('query.country', 'two letters, such as GB');
      return kernel.call(signalOf(given.signal, 'query.signal'), async (ports, signal) => {
        const adapter = ports.adapter(id);
        if (!adapter.institutions)
          throw new UnsupportedError(`The '${id}' adapter cannot search institutions.`, {
            provider: id,
            field: 'provider',
          });
        return adapter.institutions.search(
          { query: text, ...(country !== undefined && { country: country.toUpperCase() }) },
          ports.call({ adapter, userId, signal }),
        );
      });
    },

    async get(provider, institutionId, options) {
      const id = providerOf(kernel, provider);
      const wanted = textOf(institutionId, 'institutionId');
      return kernel.call(onlySignal(options), async (ports, signal) => {
        const adapter = ports.adapter(id);
        const facet = adapter.institutions;
        if (!facet?.get)
          throw new UnsupportedError(`The '${id}' adapter cannot look up an institution.`, {
            provider: id,
            field: 'provider',
          });
        const found = await facet.get(wanted, ports.call({ adapter, userId, signal }));
        if (!found)
          throw new NotFoundError('The provider knows no such institution.', {
            provider: id,
            field: 'institutionId',
          });
        return found;
      });
    },
  };
}
