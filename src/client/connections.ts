import type { Connection } from '../model/connection.ts';
import { type CallOptions, onlySignal, textOf } from './input.ts';
import { connectionIn } from './connection-in.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';
import { type Listing, listing, type PageQuery } from './listing.ts';

/** A user's connections. */
export interface UserConnections {
  /** Every connection, removed ones too; order is stable and means nothing. */
  list(query?: PageQuery): Listing<Connection>;
  /** @throws NotFoundError */
  get(id: string, options?: CallOptions): Promise<Connection>;
  /**
   * Ends the connection here at once, and at the provider as soon as it answers: while it is down, `runDue` and `work`
   * go on asking for three days, and only then are the credentials thrown away. Rows stay readable; nothing syncs them
   * any more. Removing twice is a success.
   *
   * @throws NotFoundError; LeaseHeldError when a running sync did not end within ten seconds, and then nothing changed
   * @example
   * ```ts
   * const { status } = await ada.connections.remove(connection.id) // 'removed'
   * ```
   */
  remove(id: string, options?: CallOptions): Promise<Connection>;
}

export function userConnections(kernel: Kernel, userId: string): UserConnections {
  return {
    list: (query) =>
      listing<Connection>(kernel, query, [], (_, { store }) => ({
        name: 'connections',
        positionOf: ({ id }) => id,
        read: async (page) =>
          (await store.ledger.connections({ userId }, page)).map(({ connection }) => connection),
      })),

    async get(id, options) {
      const connectionId = textOf(id, 'connectionId');
      return kernel.call(onlySignal(options), async (ports) => {
        return (await connectionIn(ports, { userId }, connectionId)).connection;
      });
    },

    async remove(id, options) {
      const connectionId = textOf(id, 'connectionId');
      return kernel.call(onlySignal(options), async (ports, until) => {
        const row = await connectionIn(ports, { userId }, connectionId);
        const { removeConnection } = await engine();
        await removeConnection(ports, row, until);
        return (await connectionIn(ports, { userId }, connectionId)).connection;
      });
    },
  };
}
