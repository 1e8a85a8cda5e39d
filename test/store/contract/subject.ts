import type {
  ChangeSet,
  CommitReceipt,
  CommitSeal,
  Ledger,
  Lease,
  Records,
  RowWrite,
  Store,
} from 'bankweave/store';
import { EVERY_USER } from 'bankweave/store';
import { onTestFinished } from 'vitest';
import { ManualClock } from './manual-clock.ts';
import { connectionRow } from './samples.ts';

/** A store that is put to the test. */
export interface StoreSubject {
  readonly name: string;
  /** A new, empty store; not opened yet. */
  create(): Store;
}

/** An open store with one connection of the user `ada`. */
export class Bench {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly records: Records;
  readonly clock = new ManualClock();
  readonly #leases = new Map<string, Promise<Lease | null>>();

  private constructor(store: Store) {
    this.store = store;
    this.ledger = store.ledger;
    this.records = store.records;
  }

  static async open(subject: StoreSubject): Promise<Bench> {
    const bench = new Bench(subject.create());
    await bench.store.open({ clock: bench.clock });
    onTestFinished(() => bench.store.close());
    await bench.connect('c1', 'ada');
    return bench;
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
