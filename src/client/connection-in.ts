import { NotFoundError } from '../errors/catalog.ts';
import type { ConnectionRow } from '../store/rows.ts';
import type { Scope } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';

/** A connection inside a scope, or "not found". */
export async function connectionIn(
  { store }: Ports,
  scope: Scope,
  id: string,
  field = 'connectionId',
): Promise<ConnectionRow> {
  const row = await store.ledger.connection(scope, id);
  if (!row) throw new NotFoundError('There is no such connection.', { field });
  return row;
}
