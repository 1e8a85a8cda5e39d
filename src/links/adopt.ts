import type { Trail } from '../audit/log.ts';
import { isBankweaveError } from '../errors/catalog.ts';
import type { Ports } from '../sync/ports.ts';
import { sessionWrite, type StoredSession } from './session.ts';

/**
 * The connection that a new link turned out to be: the same login at the same provider, linked by this user before. It
 * gets the new credentials, in the write that destroys the copy they were stored under; nothing is doubled.
 */
export async function adopted(
  ports: Ports,
  trail: Trail,
  session: StoredSession,
  sessionId: string,
): Promise<string | undefined> {
  const { provider, providerConnectionId = '', newConnectionId = '' } = session;
  const { userId, fence } = trail;
  const owners = await ports.store.ledger.connectionsOf(provider, providerConnectionId);
  const connectionId = owners.find(
    (owner) => owner.userId === userId && owner.connectionId !== newConnectionId,
  )?.connectionId;
  if (connectionId === undefined) return undefined;
  try {
    const held = await ports.credentials.read(newConnectionId);
    const also = [
      ...ports.credentials.forgetting({ userId, connectionId: newConnectionId }, held.version),
      sessionWrite(userId, sessionId, { ...session, connectionId }),
      ...(fence ? [fence] : []),
    ];
    await ports.credentials.put({ userId, connectionId }, held.credentials, also);
    ports.vault.forget({ userId, connectionId: newConnectionId });
  } catch (error) {
    // Another caller of this session has moved them.
    if (!isBankweaveError(error) || error.code !== 'not_found') throw error;
  }
  return connectionId;
}
