import type { Trail } from '../audit/log.ts';
import { NotFoundError } from '../errors/catalog.ts';
import type { ConnectionRow } from '../store/rows.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from './ports.ts';

/**
 * Begins a piece of work on a connection: its row as it is now, and the trail for what is done. The trail is opened
 * before the row is read (for its owner, where that is known), so that whoever finds the row writes nothing once its user is erased.
 *
 * @throws NotFoundError; ConflictError while the user is being erased
 */
export async function auditedConnection(
  { store, audit }: Ports,
  connectionId: string,
  owner?: string,
): Promise<{ readonly trail: Trail; readonly row: ConnectionRow }> {
  const userId = owner ?? (await store.ledger.connection(EVERY_USER, connectionId))?.connection.userId;
  const trail = userId !== undefined && (await audit.open(userId));
  const row = trail && (await store.ledger.connection(EVERY_USER, connectionId));
  if (!trail || !row) throw new NotFoundError('There is no such connection.', { connectionId });
  return { trail, row };
}
