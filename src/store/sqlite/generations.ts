import type { DueConnection, Ledger, Served } from '../ledger.ts';
import { fromText } from '../sql/text.ts';
import type { Database } from './database.ts';
import type { Session } from './session.ts';

type Generations = Pick<Ledger, 'want' | 'wantAll' | 'wanted' | 'settle' | 'due' | 'dueAt'>;

/** Asks for a sync; answers with the new generation. */
function writeWish(session: Session, { connectionId, dueAt }: DueConnection): number {
  // Only for a connection that is there: a late webhook must not bring back an erased one.
  const sql = `INSERT INTO wanted (connection_id, user_id, generation, settled, due_at)
    SELECT id, user_id, 1, 0, ? FROM connections WHERE id = ?
    ON CONFLICT (connection_id) DO UPDATE SET generation = generation + 1,
      due_at = min(coalesce(due_at, excluded.due_at), excluded.due_at)
    RETURNING generation`;
  return session.get<{ generation: number }>(sql, Math.ceil(dueAt), connectionId)?.generation ?? 0;
}

/** Settles wishes. One that came in meanwhile keeps its time. */
export function writeServed(session: Session, connectionId: string, { generation, nextDueAt }: Served): void {
  session.run(
    `INSERT INTO wanted (connection_id, user_id, generation, settled, due_at)
     SELECT id, user_id, 0, ?, ? FROM connections WHERE id = ?
     ON CONFLICT (connection_id) DO UPDATE SET settled = max(settled, excluded.settled),
       due_at = CASE WHEN generation > max(settled, excluded.settled) THEN due_at ELSE excluded.due_at END`,
    generation,
    nextDueAt === null ? null : Math.ceil(nextDueAt),
    connectionId,
  );
}

/** Which connections want a sync: a number that grows with each wish, and the one up to which wishes are served. */
export function sqliteGenerations(database: Database): Generations {
  return {
    async want(connectionId, dueAt) {
      return database.write((session) => writeWish(session, { connectionId, dueAt }));
    },
    async wantAll(wishes) {
      if (wishes.length === 0) return;
      await database.write((session) => {
        for (const wish of wishes) writeWish(session, wish);
      });
    },
    async wanted(connectionId) {
      const sql = 'SELECT generation FROM wanted WHERE connection_id = ?';
      const row = await database.read((session) => session.get<{ generation: number }>(sql, connectionId));
      return row?.generation ?? 0;
    },
    async settle(connectionId, generation, nextDueAt) {
      await database.write((session) => writeServed(session, connectionId, { generation, nextDueAt }));
    },
    async dueAt(connectionId) {
      const sql = 'SELECT due_at FROM wanted WHERE connection_id = ?';
      const row = await database.read((session) => session.get<{ due_at: number | null }>(sql, connectionId));
      return row?.due_at ?? null;
    },
    async due(now, limit) {
      const sql = `SELECT w.connection_id, w.due_at FROM wanted w LEFT JOIN leases l ON l.connection_id = w.connection_id
        WHERE w.due_at <= ? AND (l.owner IS NULL OR l.expires_at <= ?) ORDER BY w.due_at, w.connection_id LIMIT ?`;
      // Leases run on the store's clock, whatever moment the caller asks about.
      const rows = await database.read((session) =>
        session.all<{ connection_id: string; due_at: number }>(sql, now, database.clock.now(), limit),
      );
      return rows.map((row) => ({ connectionId: fromText(row.connection_id), dueAt: row.due_at }));
    },
  };
}
