import type { Connection } from '../model/connection.ts';
import { hostWrite } from '../sync/host-write.ts';
import { CREDENTIALS } from '../vault/credentials.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { knownKeys, limitOf, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { type Listing, listing } from './listing.ts';

/** A user's connections. */
export interface UserConnections {
  list(query?: {
    readonly limit?: number;
    readonly after?: string;
    readonly signal?: AbortSignal;
  }): Listing<Connection>;
  /** @throws NotFoundError */
  get(id: string): Promise<Connection>;
  /** Ends the connection at the provider and here. Its rows stay readable; nothing syncs it any more. */
  remove(id: string, options?: { readonly signal?: AbortSignal }): Promise<Connection>;
}

export function userConnections(kernel: Kernel, userId: string): UserConnections {
  const get = async (id: string): Promise<Connection> =>
    (await kernel.connection({ userId }, textOf(id, 'connectionId'))).connection;
  return {
    list(query) {
      knownKeys(query, ['limit', 'after', 'signal'], 'query');
      return listing<Connection>(
        async (after, limit) => {
          const { store } = await kernel.ports();
          const rows = await store.ledger.connections(
            { userId },
            { limit, ...(after !== undefined && { after }) },
          );
          return rows.map((row) => row.connection);
        },
        {
          limit: limitOf(query?.limit, 'query.limit', { max: 500, standard: 50 }),
          after: fromCursor('connections', query?.after, 'query.after'),
          cursorOf: (position) => toCursor('connections', position),
          positionOf: (row) => row.id,
          signal: query?.signal,
        },
      );
    },
    get,
    async remove(id, { signal } = {}) {
      const ports = await kernel.ports();
      const { connection } = await kernel.connection({ userId }, textOf(id, 'connectionId'));
      if (connection.status === 'removed') return connection;
      const adapter = ports.adapter(connection.provider);
      const until = kernel.until(signal);
      const { credentials } = await ports.credentials.read(id);
      await adapter.connection.revoke({
        ...ports.call({ adapter, userId, connectionId: id, signal: until }),
        connectionId: id,
        credentials,
      });
      await hostWrite(ports, id, until, async (row) => ({
        set: { records: [{ namespace: CREDENTIALS, key: id, userId, value: undefined }] },
        seal: {
          connection: {
            ...row.connection,
            status: 'removed',
            nextSyncAt: null,
            health: { ...row.connection.health, auth: 'revoked' },
          },
        },
      }));
      await ports.store.ledger.settle(id, Number.MAX_SAFE_INTEGER, null);
      return get(id);
    },
  };
}
