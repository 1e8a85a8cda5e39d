import type { Inspection } from 'bankweave/adapter-kit';
import type { FaultKind, WorldInstitution } from 'bankweave/sandbox';
import type { Visit } from './client.ts';
import { actions } from './to-error.ts';

const WARNING_MS = 7 * 86_400_000;

/** A moment as text. */
export function toInstant(ms: number): `${string}T${string}Z` {
  return new Date(ms).toISOString() as `${string}T${string}Z`;
}

/** A bank in the library's words. */
export function toInstitution({ id, name, country, url }: WorldInstitution): Inspection['institution'] {
  return { id, name, countries: [country], url };
}

/** What the provider says about a connection. */
export function toInspection(visit: Visit): Inspection {
  const { world, grant, asOf, consentEnds, barrier } = visit;
  const action = barrier && (actions as Partial<Record<FaultKind, Inspection['action']>>)[barrier];
  const expiring = consentEnds !== null && consentEnds - world.now() <= WARNING_MS;
  return {
    institution: toInstitution(world.institution(grant.institution)),
    consent: {
      scopes: ['accounts', 'balances', 'transactions'],
      grantedAt: toInstant(grant.grantedAt),
      expiresAt: consentEnds === null ? null : toInstant(consentEnds),
    },
    auth: barrier === 'revoked' ? 'revoked' : action ? 'action_required' : expiring ? 'expiring' : 'ok',
    ...(action ? { action } : {}),
    dataAsOf: toInstant(asOf),
  };
}
