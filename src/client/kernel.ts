import type { AnyAdapter } from '../adapter-kit/contract.ts';
import { createHttp } from '../adapter-kit/http/create-http.ts';
import { Listeners } from '../changes/listeners.ts';
import { ClosedError, ConfigurationError, NotFoundError } from '../errors/catalog.ts';
import { systemClock } from '../internal/clock.ts';
import { silentLogger } from '../internal/logger.ts';
import { randomId, systemRandom } from '../internal/random.ts';
import type { ConnectionRow } from '../store/rows.ts';
import type { Scope } from '../store/scope.ts';
import { memoryStore } from '../store/memory/memory-store.ts';
import { debit } from '../sync/budgets.ts';
import type { Ports } from '../sync/ports.ts';
import { openVault } from '../vault/contract.ts';
import { CredentialStore } from '../vault/credentials.ts';
import type { BankweaveOptions } from './options.ts';

/** What every part of the front door works with: the ports, opened on first use, until the bank is closed. */
export interface Kernel {
  readonly listeners: Listeners;
  readonly options: BankweaveOptions<readonly AnyAdapter[]>;
  /** The ports, with the store open. Throws `closed` once the bank is. */
  ports(): Promise<Ports>;
  /** A connection inside a scope, or "not found". */
  connection(scope: Scope, id: string): Promise<ConnectionRow>;
  /** Aborts when the bank is closed, or `signal` does. */
  until(signal: AbortSignal | undefined): AbortSignal;
  close(): Promise<void>;
}

export function createKernel(options: BankweaveOptions<readonly AnyAdapter[]>): Kernel {
  const {
    store = memoryStore(),
    clock = systemClock,
    logger = silentLogger,
    random = systemRandom,
    vault = openVault,
  } = options;
  const adapters = new Map(options.adapters.map((adapter) => [adapter.id, adapter]));
  const listeners = new Listeners(logger);
  const closing = new AbortController();
  let opened: Promise<void> | undefined;

  const ports: Ports = {
    store,
    clock,
    random,
    logger,
    credentials: new CredentialStore(store.records, vault),
    adapter(provider) {
      const adapter = adapters.get(provider);
      if (!adapter)
        throw new ConfigurationError(`No adapter with the id '${provider}' is registered.`, {
          field: 'provider',
          expected: [...adapters.keys()].join(', '),
        });
      return adapter;
    },
    call({ adapter, userId, signal, connectionId, attended }) {
      return {
        signal,
        clock,
        logger,
        requestId: randomId(random, 'req'),
        userId,
        ...(connectionId !== undefined && { connectionId }),
        ...(attended && { attended }),
        http: createHttp({
          ...adapter.http,
          provider: adapter.id,
          hosts: adapter.traits.hosts,
          maxRetries: adapter.traits.maxRetries,
          clock,
          random,
          logger,
          signal,
          debit: (request) =>
            debit(
              {
                records: store.records,
                clock,
                adapter,
                userId,
                connectionId,
                attended: attended !== undefined,
              },
              request,
            ),
        }),
      };
    },
    publish: (event) => listeners.publish(event),
    listening: () => listeners.any,
  };

  const open = async (): Promise<Ports> => {
    if (closing.signal.aborted) throw new ClosedError('This bank is closed.');
    opened ??= store.open({ clock }).catch((error: unknown) => {
      // A store that could not be opened may be openable a moment later.
      opened = undefined;
      throw error;
    });
    await opened;
    return ports;
  };

  return {
    listeners,
    options,
    ports: open,
    async connection(scope, id) {
      const row = await (await open()).store.ledger.connection(scope, id);
      if (!row) throw new NotFoundError('There is no such connection.', { field: 'connectionId' });
      return row;
    },
    until: (signal) => (signal ? AbortSignal.any([signal, closing.signal]) : closing.signal),
    async close() {
      if (closing.signal.aborted) return;
      closing.abort(new ClosedError('This bank is closed.'));
      listeners.clear();
      await opened?.catch(() => {});
      await store.close();
    },
  };
}
