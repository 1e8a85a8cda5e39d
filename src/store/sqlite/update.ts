import { LeaseLostError, StaleUpdateError } from '../../errors/store.ts';
import type {
  ChangeSet,
  CommitGuard,
  CommitReceipt,
  CommitSeal,
  Ledger,
  StagedRow,
  Update,
} from '../ledger.ts';
import type { CheckpointRow } from '../ledger.ts';
import type { Alias, ConnectionRow } from '../rows.ts';
import { fromText, fromTextOrNull } from '../sql/text.ts';
import { connectionRowOf } from './account-columns.ts';
import { ChangeLog } from './change-log.ts';
import { storedConnection } from './connections.ts';
import type { Database } from './database.ts';
import { writeDecision } from './decisions.ts';
import { nextTurn } from './next-turn.ts';
import { writeRecords } from './record-writes.ts';
import { writeRelease } from './leases.ts';
import { RowWriter } from './row-writer.ts';
import { writeAccount, writeSeal } from './seal.ts';
import type { Session } from './session.ts';
import { Stage } from './stage.ts';

// Rows written between two turns of the event loop.
const SLICE = 500;

class SqliteUpdate implements Update {
  readonly #database: Database;
  readonly #guard: CommitGuard;
  readonly #stage = new Stage();

  constructor(database: Database, guard: CommitGuard) {
    this.#database = database;
    this.#guard = guard;
  }

  append(rows: readonly StagedRow[]): Promise<void> {
    return this.#stage.append(rows);
  }

  staged(): AsyncIterable<readonly StagedRow[]> {
    return this.#stage.sets();
  }

  async commit(sets: AsyncIterable<ChangeSet>, seal: () => CommitSeal): Promise<CommitReceipt> {
    const receipt = await this.#database.write(async (session) => {
      const before = guarded(session, this.#guard);
      const at = this.#database.instant();
      const log = new ChangeLog(session, at);
      const { id: connectionId, userId } = before.connection;
      const rows = new RowWriter(session, log, { userId, connectionId }, at);
      for await (const set of sets) await writeSet(session, rows, log, before, set);
      const closing = seal();
      const version = writeSeal(session, log, before, closing);
      if (closing.release) writeRelease(session, connectionId, this.#guard.epoch);
      log.close();
      return { version, firstSeq: log.first, lastSeq: log.last };
    });
    this.#stage.discard();
    return receipt;
  }

  async discard(): Promise<void> {
    this.#stage.discard();
  }
}

/** Updates and where they stand. */
export function sqliteUpdates(database: Database): Pick<Ledger, 'openUpdate' | 'checkpoints'> {
  return {
    async openUpdate(guard) {
      return new SqliteUpdate(database, guard);
    },
    async checkpoints(connectionId) {
      const sql = 'SELECT scope, checkpoint, state FROM checkpoints WHERE connection_id = ? ORDER BY rowid';
      const rows = await database.read((session) =>
        session.all<{ scope: string; checkpoint: string | null; state: string }>(sql, connectionId),
      );
      return rows.map(
        (row): CheckpointRow => ({
          scope: fromText(row.scope),
          checkpoint: fromTextOrNull(row.checkpoint),
          state: JSON.parse(fromText(row.state)) as CheckpointRow['state'],
        }),
      );
    },
  };
}

/** The connection, when it is as the guard expects and the lease is still this one. */
function guarded(session: Session, { connectionId, epoch, version }: CommitGuard): ConnectionRow {
  const sql = 'SELECT epoch FROM leases WHERE connection_id = ? AND owner IS NOT NULL';
  const connection = storedConnection(session, connectionId);
  if (!connection || session.get<{ epoch: number }>(sql, connectionId)?.epoch !== epoch) {
    throw new LeaseLostError('Another worker took over this connection; nothing was written.', {
      connectionId,
    });
  }
  if (connection.version !== version) {
    throw new StaleUpdateError('The ledger moved while this update was read; nothing was written.', {
      connectionId,
    });
  }
  return connectionRowOf(connection);
}

async function writeSet(
  session: Session,
  rows: RowWriter,
  log: ChangeLog,
  { connection }: ConnectionRow,
  set: ChangeSet,
): Promise<void> {
  for (const account of set.accounts ?? []) writeAccount(session, log, connection.id, account);
  for (let start = 0; start < set.rows.length; start += SLICE) {
    for (const write of set.rows.slice(start, start + SLICE)) rows.write(write);
    await nextTurn();
  }
  for (const alias of set.aliases) writeAlias(session, connection, alias);
  for (const decision of set.decisions) writeDecision(session, decision);
  if (writeRecords(session, set.records)) return;
  throw new StaleUpdateError('A record moved while this update was read; nothing was written.', {
    connectionId: connection.id,
  });
}

function writeAlias(session: Session, { id, userId }: ConnectionRow['connection'], alias: Alias): void {
  session.run(
    `INSERT INTO transaction_aliases (connection_id, key, user_id, account_id, transaction_id) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (connection_id, key) DO UPDATE SET account_id = excluded.account_id,
       transaction_id = excluded.transaction_id
     WHERE account_id <> excluded.account_id OR transaction_id <> excluded.transaction_id`,
    id,
    alias.key,
    userId,
    alias.accountId,
    alias.transactionId,
  );
}
