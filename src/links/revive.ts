import type { Trail } from '../audit/log.ts';
import { consentWrites } from '../consent/chain.ts';
import { isBankweaveError } from '../errors/catalog.ts';
import { instant } from '../model/calendar-date.ts';
import type { Connection } from '../model/connection.ts';
import { hostWrite } from '../sync/host-write.ts';
import type { Ports } from '../sync/ports.ts';
import { connectionOf } from './establish.ts';
import { inspect } from './inspect.ts';
import { sessionWrite, type StoredSession } from './session.ts';

const PAGE = 200;

/**
 * Brings a removed connection back where this user links its login again: with its accounts and rows, which a second
 * connection would list once more. One commit moves the credentials and writes the connection, so a crash leaves it
 * either removed or well. `undefined` where there is none, or where somebody else has moved on meanwhile.
 */
export async function revived(
  ports: Ports,
  trail: Trail,
  session: StoredSession,
  sessionId: string,
  signal: AbortSignal,
): Promise<Connection | undefined> {
  const { userId } = trail;
  const { provider, newConnectionId = '' } = session;
  const connectionId = await removedBefore(ports, userId, session);
  if (connectionId === undefined) return undefined;
  const unused = { userId, connectionId: newConnectionId };
  let connection: Connection | undefined;
  try {
    const inspection = await inspect(ports, trail, provider, newConnectionId, signal);
    await hostWrite(
      ports,
      connectionId,
      signal,
      async ({ connection: before }) => {
        if (before.status !== 'removed') return {};
        const at = ports.clock.now();
        const { createdAt, lastSyncedAt } = before;
        const made = connectionOf(inspection, { id: connectionId, userId, provider, at });
        connection = { ...made, createdAt, lastSyncedAt };
        const held = await ports.credentials.read(newConnectionId);
        const consents = await consentWrites(ports.store.records, userId, {
          connectionId,
          provider,
          event: 'granted',
          at: instant(at),
          consent: connection.consent,
          terms: session.consent,
        });
        const records = [
          ...ports.credentials.forgetting(unused, held.version),
          await ports.credentials.write({ userId, connectionId }, held.credentials),
          sessionWrite(userId, sessionId, { ...session, connectionId }),
          ...consents,
        ];
        return { set: { records }, seal: { connection, failures: 0 } };
      },
      { action: 'consent.change', actor: 'user', facts: { provider, mode: session.mode } },
    );
  } catch (error) {
    // Another caller of this session has moved the credentials.
    if (isBankweaveError(error) && error.code === 'not_found') return undefined;
    throw error;
  }
  if (connection) ports.vault.forget(unused);
  return connection;
}

/** The removed connection of this login, the newest where there are several. */
async function removedBefore(
  { store: { ledger } }: Ports,
  userId: string,
  { provider, providerConnectionId, newConnectionId }: StoredSession,
): Promise<string | undefined> {
  // Without an id of the provider's there is nothing to know a login by.
  if (providerConnectionId === undefined) return undefined;
  let newest: Connection | undefined;
  for (let after: string | undefined; ; ) {
    const rows = await ledger.connections({ userId }, { limit: PAGE, ...(after !== undefined && { after }) });
    for (const { connection, providerConnectionId: login } of rows) {
      if (connection.status !== 'removed' || connection.id === newConnectionId) continue;
      if (connection.provider !== provider || login !== providerConnectionId) continue;
      if (newest === undefined || newest.createdAt < connection.createdAt) newest = connection;
    }
    if (rows.length < PAGE) return newest?.id;
    after = rows.at(-1)?.connection.id;
  }
}
