import type { Inspection } from '../adapter-kit/contract.ts';
import { erasedError, hasFallen } from '../audit/generation.ts';
import type { Trail } from '../audit/log.ts';
import { consentWrites } from '../consent/chain.ts';
import { publishSince } from '../changes/publish-since.ts';
import { instant } from '../model/calendar-date.ts';
import type { Connection } from '../model/connection.ts';
import type { ConnectionRow } from '../store/rows.ts';
import type { Ports } from '../sync/ports.ts';
import { inspect } from './inspect.ts';
import type { StoredSession } from './session.ts';

/**
 * The connection of an exchanged session, made now where it is not there yet. `undefined` where the same login was
 * linked in this very moment: then there is a connection to give the credentials to.
 */
export async function establish(
  ports: Ports,
  trail: Trail,
  session: StoredSession,
  signal: AbortSignal,
): Promise<Connection | undefined> {
  const { provider, providerConnectionId } = session;
  const { userId, fence } = trail;
  const { ledger } = ports.store;
  const connectionId = session.connectionId ?? session.newConnectionId ?? '';
  const existing = await ledger.connection({ userId }, connectionId);
  if (existing) return existing.connection;
  const inspection = await inspect(ports, trail, provider, connectionId, signal);
  const connection = connectionOf(inspection, { id: connectionId, userId, provider, at: ports.clock.now() });
  const row: ConnectionRow = {
    connection,
    providerConnectionId: providerConnectionId ?? connectionId,
    failures: 0,
    version: 0,
  };
  const { expiresAt } = inspection.consent;
  await trail.append({
    action: 'consent.change',
    actor: 'user',
    connectionId,
    facts: { provider, ...(expiresAt !== null && { expiresAt }) },
  });
  const consents = await consentWrites(ports.store.records, userId, {
    connectionId,
    provider,
    event: 'granted',
    at: connection.createdAt,
    consent: connection.consent,
    terms: session.consent,
  });
  const added = await publishSince(
    ports,
    { userId },
    () => ledger.addConnection(row, [...consents, ...(fence ? [fence] : [])]),
    (entry, isOurs) => isOurs && entry.type === 'connection.added' && entry.connectionId === connectionId,
  );
  if (added) return connection;
  // Another caller of the same session was faster.
  const made = await ledger.connection({ userId }, connectionId);
  if (made) return made.connection;
  if (fence && (await hasFallen(ports.store.records, fence))) throw erasedError();
  return undefined;
}

/** A connection as the provider describes it at its beginning. */
export function connectionOf(
  { institution, auth, consent, historyClosesAt }: Inspection,
  { id, userId, provider, at }: { id: string; userId: string; provider: string; at: number },
): Connection {
  return {
    id,
    userId,
    provider,
    institution,
    status: auth === 'revoked' ? 'revoked' : auth === 'action_required' ? 'action_required' : 'active',
    health: {
      auth,
      attempt: 'none',
      freshness: 'unknown',
      consent: consent.expiresAt === null ? 'none' : 'live',
    },
    consent,
    createdAt: instant(at),
    lastSyncedAt: null,
    nextSyncAt: null,
    ...(historyClosesAt && { historyClosesAt }),
  };
}
