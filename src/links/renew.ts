import type { Inspection } from '../adapter-kit/contract.ts';
import type { Trail } from '../audit/log.ts';
import { consentWrites } from '../consent/chain.ts';
import { ConflictError, isBankweaveError, NotFoundError } from '../errors/catalog.ts';
import { instant } from '../model/calendar-date.ts';
import type { Connection } from '../model/connection.ts';
import { hostWrite } from '../sync/host-write.ts';
import { healthOf, statusOf } from '../sync/health.ts';
import type { Ports } from '../sync/ports.ts';
import { inspect } from './inspect.ts';
import type { StoredSession } from './session.ts';

/** Takes in what a repair brought: what the provider says of the connection now, and the renewed consent. */
export async function renewConnection(
  ports: Ports,
  trail: Trail,
  session: StoredSession & { readonly connectionId: string },
  signal: AbortSignal,
): Promise<Connection> {
  const { connectionId, provider, providerConnectionId } = session;
  const { userId } = trail;
  const inspection = await inspected(ports, trail, session, signal);
  let renewed: Connection | undefined;
  let wasBroken = false;
  await hostWrite(
    ports,
    connectionId,
    signal,
    async ({ connection }) => {
      if (connection.status === 'removed')
        throw new ConflictError('This connection was removed meanwhile; link the bank anew.', {
          connectionId,
        });
      wasBroken = needsPerson(connection);
      renewed = afterRepair(connection, inspection, ports.clock.now());
      const records = await consentWrites(ports.store.records, userId, {
        connectionId,
        provider,
        event: 'renewed',
        at: instant(ports.clock.now()),
        consent: renewed.consent,
        terms: session.consent,
      });
      const login = providerConnectionId !== undefined && { providerConnectionId };
      return { set: { records }, seal: { connection: renewed, ...login } };
    },
    { action: 'consent.change', actor: 'user', facts: { provider, mode: session.mode } },
  );
  if (!renewed) throw new NotFoundError('There is no such connection.', { connectionId });
  if (wasBroken && !needsPerson(renewed))
    ports.publish({ type: 'connection.recovered', userId, connection: renewed });
  return renewed;
}

function needsPerson({ status }: Connection): boolean {
  return status === 'action_required' || status === 'expired' || status === 'revoked';
}

/** What the provider says; where it says nothing now, the sync that is wanted asks again. */
async function inspected(
  ports: Ports,
  trail: Trail,
  { connectionId, provider }: { readonly connectionId: string; readonly provider: string },
  signal: AbortSignal,
): Promise<Inspection | undefined> {
  try {
    return await inspect(ports, trail, provider, connectionId, signal);
  } catch (error) {
    if (signal.aborted || !isBankweaveError(error) || error.code === 'store_unavailable') throw error;
    ports.logger.warn('A repaired connection could not be looked at yet.', {
      connectionId,
      code: error.code,
    });
    return undefined;
  }
}

function afterRepair(before: Connection, inspection: Inspection | undefined, now: number): Connection {
  // The person was just there, so an end that was known before is none any more.
  const { scopes } = before.consent;
  const consent = inspection?.consent ?? { scopes, grantedAt: instant(now), expiresAt: null };
  const known = { ...before, consent, health: { ...before.health, auth: 'ok', consent: 'none' } } as const;
  const health = healthOf(known, { failures: 0, partial: false, ...(inspection && { inspection }) }, now);
  const attempt = before.health.attempt;
  const { error: _, historyClosesAt: __, ...rest } = before;
  return {
    ...rest,
    consent,
    ...(inspection && { institution: inspection.institution }),
    ...(inspection?.historyClosesAt && { historyClosesAt: inspection.historyClosesAt }),
    health: { ...health, attempt },
    // Whether it is well again is said by somebody who has seen it.
    status: inspection ? statusOf({ ...health, attempt: 'ok' }, false) : before.status,
  };
}
