import { type Instant, LeaseLostError, StaleUpdateError } from 'bankweave';
import {
  type ChangeSet,
  type CommitGuard,
  type CommitReceipt,
  type CommitSeal,
  differences,
  type RowWrite,
  type StagedRow,
  type Update,
} from 'bankweave/store';
import { keep, keepAccount, tell } from './changes.ts';
import { type Data, isLinked, keyOf } from './data.ts';
import { writeRecords } from './records.ts';
import { endLease, settle } from './work.ts';

const SET = 500;

/** Holds rows apart, and commits them in one step without a pause in it. */
export class MapUpdate implements Update {
  readonly #data: Data;
  readonly #guard: CommitGuard;
  readonly #now: () => number;
  readonly #rows = new Map<string, StagedRow>();

  constructor(data: Data, guard: CommitGuard, now: () => number) {
    this.#data = data;
    this.#guard = guard;
    this.#now = now;
  }

  async append(rows: readonly StagedRow[]): Promise<void> {
    for (const row of rows) this.#rows.set(row.key, row);
  }

  async *staged(): AsyncIterable<readonly StagedRow[]> {
    const rows = [...this.#rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    for (let at = 0; at < rows.length; at += SET) yield rows.slice(at, at + SET);
  }

  async commit(sets: AsyncIterable<ChangeSet>, seal: () => CommitSeal): Promise<CommitReceipt> {
    this.#check();
    const collected: ChangeSet[] = [];
    for await (const set of sets) collected.push(set);
    const last = seal();
    // Somebody else may have been at work while the sets came.
    this.#check();
    const draft = this.#data.draft();
    const firstSeq = draft.lastSeq + 1;
    // Expected versions are those before the commit, whichever set they come in.
    if (
      !writeRecords(
        draft,
        collected.flatMap(({ records }) => records),
      )
    )
      throw stale('A record changed.');
    for (const set of collected) this.#apply(draft, set);
    const version = this.#seal(draft, last);
    this.#data.become(draft);
    this.#rows.clear();
    return { version, firstSeq, lastSeq: draft.lastSeq };
  }

  async discard(): Promise<void> {
    this.#rows.clear();
  }

  #check(): void {
    const { connectionId, epoch, version } = this.#guard;
    const lease = this.#data.leases.get(connectionId);
    const connection = this.#data.connections.get(connectionId);
    if (!connection || lease?.epoch !== epoch || lease.owner === '')
      throw new LeaseLostError('Somebody else has the lease; nothing was written.', { connectionId });
    if (connection.version !== version) throw stale('The connection was written meanwhile.');
  }

  #apply(data: Data, { accounts = [], rows, aliases, decisions }: ChangeSet): void {
    const { connectionId } = this.#guard;
    for (const account of accounts) keepAccount(data, this.#now(), account);
    for (const write of rows) this.#write(data, write);
    for (const alias of aliases) data.aliases.set(keyOf(connectionId, alias.key), { ...alias, connectionId });
    for (const decision of decisions) data.decisions.set(decision.id, decision);
  }

  #write(data: Data, write: RowWrite): void {
    const before = data.transactions.get('row' in write ? write.row.id : write.id);
    if ((before === undefined) !== (write.type === 'insert'))
      throw stale(before ? 'A row to insert is there already.' : 'A row to change is not there.');
    const row = 'row' in write ? write.row : before?.row;
    if (!row) return;
    const updatedAt = new Date(this.#now()).toISOString() as Instant;
    // What the host deleted stays deleted, whatever the provider says of it.
    const rest = write.type !== 'show' && before?.hidden === 'deleted' ? 'deleted' : null;
    const after = {
      row,
      notes: before?.notes ?? {},
      hidden: write.type === 'hide' ? write.as : rest,
      origin: before?.origin ?? write.origin,
      firstSeenAt: before?.firstSeenAt ?? updatedAt,
      updatedAt,
      revision: (before?.revision ?? 0) + 1,
    };
    keep(data, this.#now(), after, write.origin);
  }

  #seal(data: Data, seal: CommitSeal): number {
    const { connectionId } = this.#guard;
    for (const account of seal.accounts) keepAccount(data, this.#now(), account);
    for (const balance of seal.balances)
      data.balances.set(keyOf(balance.accountId, balance.takenAt), balance);
    for (const checkpoint of seal.checkpoints ?? [])
      data.checkpoints.set(keyOf(connectionId, checkpoint.scope), { ...checkpoint, connectionId });
    if (seal.run) data.runs.set(seal.run.id, seal.run);
    if (seal.served) settle(data, connectionId, seal.served.generation, seal.served.nextDueAt);
    if (seal.release) endLease(data, this.#guard);
    const before = data.connections.get(connectionId);
    if (!before) throw stale('The connection is gone.');
    const connection = seal.connection ?? before.connection;
    const login = seal.providerConnectionId ?? before.providerConnectionId;
    if (login !== before.providerConnectionId && isLinked(data, connection, login))
      throw stale('Another connection is this login.');
    const version = before.version + 1;
    data.connections.set(connectionId, {
      ...before,
      connection,
      providerConnectionId: login,
      failures: seal.failures ?? before.failures,
      version,
    });
    const previous = differences(before.connection, connection, ['lastSyncedAt', 'nextSyncAt']);
    const { userId } = connection;
    if (Object.keys(previous).length > 0)
      tell(data, this.#now(), {
        type: 'connection.modified',
        userId,
        connectionId,
        origin: 'live',
        connection,
        previous,
      });
    return version;
  }
}

function stale(why: string): StaleUpdateError {
  return new StaleUpdateError(`${why} Nothing was written.`);
}
