import type { AnyAdapter } from '../adapter-kit/contract.ts';
import { createHttp } from '../adapter-kit/http/create-http.ts';
import { AuditLog } from '../audit/log.ts';
import type { Listeners } from '../changes/listeners.ts';
import { ConfigurationError } from '../errors/catalog.ts';
import { systemClock } from '../internal/clock.ts';
import { silentLogger } from '../internal/logger.ts';
import { randomId, systemRandom } from '../internal/random.ts';
import { memoryStore } from '../store/memory/memory-store.ts';
import { debit } from '../sync/budgets.ts';
import type { Ports } from '../sync/ports.ts';
import { openVault } from '../vault/plaintext-vault.ts';
import { CredentialStore } from '../vault/credentials.ts';
import { guardedAdapter } from './guarded-adapter.ts';
import type { BankweaveOptions } from './options.ts';

/** Everything outside that the library works with, from the options or by default. */
export function createPorts(options: BankweaveOptions<readonly AnyAdapter[]>, listeners: Listeners): Ports {
  const {
    store = memoryStore(),
    clock = systemClock,
    logger = silentLogger,
    random = systemRandom,
    vault = openVault,
    transport,
  } = options;
  const adapters = new Map(options.adapters.map((adapter) => [adapter.id, guardedAdapter(adapter, logger)]));
  return {
    store,
    clock,
    random,
    logger,
    credentials: new CredentialStore(store.records, vault),
    vault,
    audit: new AuditLog({ records: store.records, vault, clock, random }),
    adapter(provider) {
      const adapter = adapters.get(provider);
      if (!adapter)
        throw new ConfigurationError(`No adapter with the id '${provider}' is registered.`, {
          field: 'adapters',
          expected: `an adapter with the id '${provider}'`,
          provider,
        });
      return adapter;
    },
    call({ adapter, userId, signal, connectionId, attended, fence }) {
      const budget = {
        records: store.records,
        clock,
        adapter,
        userId,
        connectionId,
        attended: attended !== undefined,
        fence,
      };
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
          transport,
          debit: (request) => debit(budget, request),
        }),
      };
    },
    publish: (event) => listeners.publish(event),
    listening: () => listeners.any,
  };
}
