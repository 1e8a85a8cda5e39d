import { LeaseLostError, StaleUpdateError } from '../../errors/store.ts';
import type { Clock } from '../../internal/clock.ts';
import type { ChangeSet, CommitGuard, CommitReceipt, CommitSeal, StagedRow, Update } from '../ledger.ts';
import { isTaken } from './logins.ts';
import { writeAccount, writeSeal } from './seal.ts';
import { Writer } from './writer.ts';
import type { State } from './state.ts';

const SET = 1_000;

/** Holds an update in a map and applies it in one synchronous step, so nobody can see half of it. */
export class MemoryUpdate implements Update {
  readonly #state: State;
  readonly #guard: CommitGuard;
  readonly #clock: Clock;
  #rows = new Map<string, StagedRow>();

  constructor(state: State, guard: CommitGuard, clock: Clock) {
    this.#state = state;
    this.#guard = guard;
    this.#clock = clock;
  }

  async append(rows: readonly StagedRow[]): Promise<void> {
    for (const row of rows) this.#rows.set(row.key, row);
  }

  async *staged(): AsyncIterable<readonly StagedRow[]> {
    const keys = [...this.#rows.keys()].sort();
    for (let i = 0; i < keys.length; i += SET)
      yield keys.slice(i, i + SET).map((key) => this.#rows.get(key) as StagedRow);
  }

  async commit(sets: AsyncIterable<ChangeSet>, seal: () => CommitSeal): Promise<CommitReceipt> {
    this.#check();
    const collected: ChangeSet[] = [];
    for await (const set of sets) collected.push(set);
    const last = seal();
    this.#check();
    this.#checkLogin(last);
    const writer = new Writer(this.#state, this.#clock, this.#guard.connectionId);
    writer.validate(collected);
    for (const set of collected) {
      for (const account of set.accounts ?? []) writeAccount(this.#state, account, writer);
      writer.write(set);
    }
    const receipt = writeSeal(this.#state, this.#guard.connectionId, last, writer);
    this.#rows.clear();
    return receipt;
  }

  async discard(): Promise<void> {
    this.#rows.clear();
  }

  #checkLogin({ providerConnectionId: login }: CommitSeal): void {
    const { connectionId } = this.#guard;
    const row = this.#state.connections.get(connectionId);
    if (!row || login === undefined || login === row.providerConnectionId) return;
    if (isTaken(this.#state, row.connection, login))
      throw new StaleUpdateError('Another connection is this login already; nothing was written.', {
        connectionId,
      });
  }

  #check(): void {
    const { connectionId, epoch, version } = this.#guard;
    const lease = this.#state.leases.get(connectionId);
    const connection = this.#state.connections.get(connectionId);
    if (!connection || lease?.epoch !== epoch || lease.owner === '') {
      throw new LeaseLostError('Another worker took over this connection; nothing was written.', {
        connectionId,
      });
    }
    if (connection.version !== version) {
      throw new StaleUpdateError('The ledger moved while this update was read; nothing was written.', {
        connectionId,
      });
    }
  }
}
