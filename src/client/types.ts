import type { Adapter, AnyAdapter, InstitutionsFacet } from '../adapter-kit/contract.ts';

/** The ids of some adapters, as a union of literals. */
export type ProviderOf<Adapters extends readonly AnyAdapter[]> = Adapters[number]['id'];

/** The adapter with one id. */
export type AdapterOf<Adapters extends readonly AnyAdapter[], Id> = Extract<
  Adapters[number],
  { readonly id: Id }
>;

/** Ids of the adapters that have a facet. */
export type ProviderWith<Adapters extends readonly AnyAdapter[], Facet> = Extract<
  Adapters[number],
  Facet
>['id'];

export type HasInstitutions = { readonly institutions: InstitutionsFacet };

/** What `links.start` of an adapter takes. */
export type LinkInputOf<A> = A extends Adapter<string, infer Input, infer _Params> ? Input : never;

/** What `links.complete` of an adapter takes. */
export type LinkParamsOf<A> = A extends Adapter<string, infer _Input, infer Params> ? Params : never;
