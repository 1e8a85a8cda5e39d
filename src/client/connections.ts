import type { Connection } from '../model/connection.ts';
import { type CallOptions, onlySignal, refuse, textOf } from './input.ts';
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
  /**
   * Replaces the credentials of a connection at a provider that can do that (Plaid), after a leak say. The old ones end
   * at once; the new ones are stored before anything else happens.
   *
   * @throws NotFoundError; UnsupportedError where the provider cannot; LeaseHeldError while a sync runs; the provider's
   *   errors
   */
  rotate(id: string, options?: CallOptions): Promise<void>;
  /**
   * Tells the provider where its webhooks about this connection go, where it keeps that for each (Plaid); `null` ends
   * them. New links take the adapter's option.
   *
   * @throws NotFoundError; InvalidInputError for what is no web address; UnsupportedError; the provider's errors
   * @example
   * ```ts
   * await ada.connections.sendWebhooksTo(connection.id, 'https://app.example/webhooks/plaid')
   * ```
   */
  sendWebhooksTo(id: string, url: string | null, options?: CallOptions): Promise<void>;
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

    async rotate(id, options) {
      const connectionId = textOf(id, 'connectionId');
      return kernel.call(onlySignal(options), async (ports, until) => {
        const row = await connectionIn(ports, { userId }, connectionId);
        const { rotateCredentials } = await engine();
        await rotateCredentials(ports, row, until);
      });
    },

    async sendWebhooksTo(id, url, options) {
      const connectionId = textOf(id, 'connectionId');
      if (url !== null && !/^https?:$/.test(URL.parse(textOf(url, 'url'))?.protocol ?? ''))
        refuse('url', 'a web address, or null');
      return kernel.call(onlySignal(options), async (ports, until) => {
        const row = await connectionIn(ports, { userId }, connectionId);
        const { sendWebhooksTo } = await engine();
        await sendWebhooksTo(ports, row, url, until);
      });
    },
  };
}
