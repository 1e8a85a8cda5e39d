import type { Store } from '../../store/contract.ts';
import type { ChangeSet, CommitReceipt, CommitSeal, Ledger, Lease } from '../../store/ledger.ts';
import type { Records } from '../../store/records.ts';
import type { RowWrite } from '../../store/rows.ts';
import { EVERY_USER } from '../../store/scope.ts';
import { CallTrace } from './call-trace.ts';
import { StandingClock } from './standing-clock.ts';
import { connectionRow } from './samples.ts';

/** An open store with what the laws do to it. */
export class Bench {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly records: Records;
  readonly clock: StandingClock;
  readonly #leases = new Map<string, Promise<Lease | null>>();

  private constructor(store: Store, clock: StandingClock, trace: CallTrace) {
    this.store = store;
    this.clock = clock;
    this.ledger = trace.over('ledger', store.ledger);
    this.records = trace.over('records', store.records);
  }

  static async over(store: Store, clock = new StandingClock(), trace = new CallTrace()): Promise<Bench> {
    await store.open({ clock });
    return new Bench(store, clock, trace);
  }

  async connect(id: string, userId: string): Promise<void> {
    await this.ledger.addConnection(connectionRow(id, userId));
  }

  /** The epoch of a lease on the connection, taken once and kept. */
  async epoch(connectionId: string): Promise<number> {
    const taken = this.#leases.get(connectionId) ?? this.ledger.acquire(connectionId, 'bench', 1e12);
    this.#leases.set(connectionId, taken);
    const lease = await taken;
    if (!lease) throw new Error('the lease is taken');
    return lease.epoch;
  }

  async version(connectionId: string): Promise<number> {
    return (await this.ledger.connection(EVERY_USER, connectionId))?.version ?? -1;
  }

  async openUpdate(connectionId = 'c1') {
    const [epoch, version] = [await this.epoch(connectionId), await this.version(connectionId)];
    return this.ledger.openUpdate({ connectionId, epoch, version });
  }

  /** Commits rows and a seal in one update. */
  async publish(
    rows: readonly RowWrite[],
    seal: Partial<CommitSeal> = {},
    connectionId = 'c1',
  ): Promise<CommitReceipt> {
    return this.publishSets([set({ rows })], seal, connectionId);
  }

  async publishSets(
    sets: readonly ChangeSet[],
    seal: Partial<CommitSeal> = {},
    connectionId = 'c1',
  ): Promise<CommitReceipt> {
    const update = await this.openUpdate(connectionId);
    return update.commit(each(sets), () => sealed(seal));
  }
}

export function set(part: Partial<ChangeSet>): ChangeSet {
  return { rows: [], aliases: [], decisions: [], records: [], ...part };
}

export function sealed(part: Partial<CommitSeal> = {}): CommitSeal {
  return { accounts: [], balances: [], ...part };
}

export async function* each<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values;
}

/** The code of the error that a promise ends with. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
  return 'no error';
}
