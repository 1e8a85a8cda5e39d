import { StaleUpdateError } from '../../errors/store.ts';
import type { Ledger } from '../ledger.ts';
import type { Database } from './database.ts';
import { writeRecords } from './record-writes.ts';
import { nextTurn } from './next-turn.ts';
import type { Session } from './session.ts';

// Everything that belongs to a connection.
const TABLES = [
  'transactions',
  'annotations',
  'transaction_revisions',
  'transaction_aliases',
  'decisions',
  'accounts',
  'balances',
  'checkpoints',
  'runs',
  'changes',
  'wanted',
  'leases',
] as const;

// How many row numbers are swept between two turns of the event loop.
const WINDOW = 5_000;

/** Whose rows go, as a condition on columns that every table has. */
interface Victim {
  readonly condition: string;
  readonly values: readonly string[];
}

/**
 * Deletes in one transaction, then empties the log: with `secure_delete` the freed pages are overwritten, so no byte of
 * the rows stays on the disk.
 */
export function sqliteErase(database: Database): Pick<Ledger, 'erase'> {
  return {
    async erase({ userId, connectionId }, also = () => []) {
      const ofConnection: Victim =
        connectionId === undefined
          ? { condition: 'user_id = ?', values: [userId] }
          : { condition: 'user_id = ? AND connection_id = ?', values: [userId, connectionId] };
      const ofRecords: Victim =
        connectionId === undefined
          ? ofConnection
          : {
              condition: 'user_id = ? AND substr(key, 1, length(?)) = ?',
              values: [userId, connectionId, connectionId],
            };
      const itself: Victim =
        connectionId === undefined
          ? ofConnection
          : { condition: 'user_id = ? AND id = ?', values: [userId, connectionId] };
      const counts = await database.write(async (session) => {
        const erased: Record<string, number> = {};
        for (const table of TABLES) erased[table] = await sweep(session, table, ofConnection);
        erased['records'] = await sweep(session, 'records', ofRecords);
        erased['connections'] = await sweep(session, 'connections', itself);
        if (!writeRecords(session, also(erased)))
          throw new StaleUpdateError('A record of this erasure was written meanwhile; nothing was erased.');
        return erased;
      });
      await database.emptyLog();
      return counts;
    },
  };
}

async function sweep(session: Session, table: string, { condition, values }: Victim): Promise<number> {
  const bounds = session.get<{ low: number | null; high: number }>(
    `SELECT min(rowid) AS low, max(rowid) AS high FROM ${table} WHERE ${condition}`,
    ...values,
  );
  if (!bounds || bounds.low === null) return 0;
  const sql = `DELETE FROM ${table} WHERE rowid BETWEEN ? AND ? AND ${condition}`;
  let count = 0;
  for (let low = bounds.low; low <= bounds.high; low += WINDOW) {
    count += session.run(sql, low, low + WINDOW - 1, ...values);
    await nextTurn();
  }
  return count;
}
