import type {
  Adapter,
  BalancesFacet,
  ChallengesFacet,
  InstitutionsFacet,
  ScheduledPaymentsFacet,
} from './contract.ts';
import type { WebhooksFacet } from './webhooks.ts';

/** The abilities that an adapter may have or lack. */
interface OptionalFacets {
  readonly institutions?: InstitutionsFacet;
  readonly balances?: BalancesFacet;
  readonly webhooks?: WebhooksFacet;
  readonly scheduledPayments?: ScheduledPaymentsFacet;
  readonly challenges?: ChallengesFacet;
}

/**
 * Defines an adapter. Its id, the input and parameters of its links, and which optional facets it has are inferred and
 * known to the compiler wherever it is used.
 *
 * @example
 * ```ts
 * export const acme = () => defineAdapter({ id: 'acme', specVersion: 1, traits, link, connection, accounts, feed })
 * ```
 */
export function defineAdapter<const Id extends string, Input, Params, Facets extends OptionalFacets>(
  adapter: Omit<Adapter<Id, Input, Params>, keyof OptionalFacets> & Facets,
): Adapter<Id, Input, Params> & Facets {
  return adapter;
}
