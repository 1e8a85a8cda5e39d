import type { ConnectionOwner } from '../ledger.ts';
import type { ConnectionRow } from '../rows.ts';
import type { State } from './state.ts';

const MOST = 100;

const loginKey = (provider: string, providerConnectionId: string): string =>
  JSON.stringify([provider, providerConnectionId]);

/** Remembers which login a new connection is. */
export function addLogin(state: State, { connection, providerConnectionId }: ConnectionRow): void {
  const key = loginKey(connection.provider, providerConnectionId);
  const ids = state.byLogin.get(key);
  if (ids) ids.add(connection.id);
  else state.byLogin.set(key, new Set([connection.id]));
}

/** Whether a connection of the user that is not removed is this login. */
export function isTaken(
  state: State,
  { userId, provider }: { readonly userId: string; readonly provider: string },
  providerConnectionId: string,
): boolean {
  return [...state.connections.values()].some(
    ({ connection: other, providerConnectionId: login }) =>
      other.userId === userId &&
      other.provider === provider &&
      login === providerConnectionId &&
      other.status !== 'removed',
  );
}

/** The connections of a login that are there, and not removed. */
export function ownersOf(state: State, provider: string, providerConnectionId: string): ConnectionOwner[] {
  const key = loginKey(provider, providerConnectionId);
  const ids = state.byLogin.get(key);
  if (!ids) return [];
  const owners: ConnectionOwner[] = [];
  for (const id of [...ids].sort()) {
    const row = state.connections.get(id);
    if (row?.connection.provider !== provider || row.providerConnectionId !== providerConnectionId)
      ids.delete(id);
    else if (row.connection.status !== 'removed' && owners.length < MOST)
      owners.push({ connectionId: id, userId: row.connection.userId });
  }
  if (ids.size === 0) state.byLogin.delete(key);
  return owners;
}
