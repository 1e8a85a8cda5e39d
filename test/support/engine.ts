import type { AnyAdapter } from 'bankweave/adapter-kit';
import { EVERY_USER, memoryStore, type Run, type Store } from 'bankweave/store';
import { AuditLog } from '../../src/audit/log.ts';
import { randomId } from '../../src/internal/random.ts';
import type { ConnectionRow } from '../../src/store/rows.ts';
import type { Ports } from '../../src/sync/ports.ts';
import { runSync, type SyncOptions } from '../../src/sync/run.ts';
import { openVault } from '../../src/vault/plaintext-vault.ts';
import { ManualClock } from './manual-clock.ts';
import type { ScriptedProvider } from './scripted-adapter.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface EngineOptions {
  readonly store?: Store;
  readonly clock?: ManualClock;
  readonly adapter?: AnyAdapter;
  readonly connectionId?: string;
  readonly userId?: string;
  readonly stageInMemory?: number;
}

/** The sync pipe over a provider and a store, without the front door. */
export class Engine {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly connectionId: string;
  readonly userId: string;
  readonly events: Parameters<Ports['publish']>[0][] = [];
  readonly ports: Ports;

  constructor(provider: ScriptedProvider, options: EngineOptions = {}) {
    this.store = options.store ?? memoryStore();
    this.clock = options.clock ?? new ManualClock();
    this.connectionId = options.connectionId ?? 'con_1';
    this.userId = options.userId ?? 'ada';
    let seed = 1;
    const random: Ports['random'] = {
      bytes: (count) =>
        Uint8Array.from({ length: count }, () => (seed = (seed * 48_271) % 2_147_483_647) & 255),
      float: () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647,
    };
    this.ports = {
      store: this.store,
      clock: this.clock,
      random,
      logger: silent,
      vault: openVault,
      audit: new AuditLog({ records: this.store.records, vault: openVault, clock: this.clock, random }),
      credentials: { read: async () => ({ credentials: {}, version: 1 }) } as unknown as Ports['credentials'],
      ...(options.stageInMemory !== undefined && { stageInMemory: options.stageInMemory }),
      adapter: () => options.adapter ?? provider.adapter,
      call: ({ signal, userId, connectionId, attended }) => ({
        signal,
        userId,
        clock: this.clock,
        logger: silent,
        requestId: randomId(random, 'req'),
        http: undefined as never,
        ...(connectionId !== undefined && { connectionId }),
        ...(attended && { attended }),
      }),
      publish: (event) => void this.events.push(event),
      listening: () => true,
    };
  }

  /** Opens the store and adds the connection, as a finished link would. */
  async link(): Promise<this> {
    await this.store.open({ clock: this.clock });
    await this.store.ledger.addConnection(this.#row());
    return this;
  }

  async sync(options?: SyncOptions): Promise<Run> {
    const row = await this.store.ledger.connection(EVERY_USER, this.connectionId);
    if (!row) throw new Error('The connection is gone.');
    return runSync(this.ports, row, options);
  }

  /** Lets time pass, then syncs. */
  async later(days = 1, options?: SyncOptions): Promise<Run> {
    this.clock.advance(days * 86_400_000);
    return this.sync(options);
  }

  #row(): ConnectionRow {
    return {
      connection: {
        id: this.connectionId,
        userId: this.userId,
        provider: 'scripted',
        institution: { id: 'bank', name: 'Bank' },
        status: 'active',
        health: { auth: 'ok', attempt: 'none', freshness: 'unknown', consent: 'none' },
        consent: { scopes: [], grantedAt: null, expiresAt: null },
        createdAt: '2026-11-20T12:00:00.000Z',
        lastSyncedAt: null,
        nextSyncAt: null,
      },
      providerConnectionId: `login of ${this.connectionId}`,
      failures: 0,
      version: 0,
    };
  }
}
