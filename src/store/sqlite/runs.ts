import type { Ledger } from '../ledger.ts';
import type { Run } from '../runs.ts';
import { scopeClause } from '../sql/scope-clause.ts';
import { fromText } from '../sql/text.ts';
import type { Database } from './database.ts';
import type { Session } from './session.ts';

type Runs = Pick<Ledger, 'run' | 'runs' | 'putRun'>;

const runOf = ({ document }: { readonly document: string }): Run => JSON.parse(fromText(document)) as Run;

/** Adds or replaces the record of a run. */
export function writeRun(session: Session, run: Run): void {
  session.run(
    `INSERT OR REPLACE INTO runs (id, user_id, connection_id, status, started_at, finished_at, added, modified, removed,
       document)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    run.id,
    run.userId,
    run.connectionId,
    run.status,
    run.startedAt,
    run.finishedAt,
    run.counts.added,
    run.counts.modified,
    run.counts.removed,
    JSON.stringify(run),
  );
}

/** The sync log. */
export function sqliteRuns(database: Database): Runs {
  return {
    async run(scope, id) {
      const [mine, who] = scopeClause(scope);
      const sql = `SELECT document FROM runs WHERE id = ? AND ${mine}`;
      const row = await database.read((session) => session.get<{ document: string }>(sql, id, ...who));
      return row ? runOf(row) : null;
    },
    async runs(scope, { connectionId }, { after, limit }) {
      const [mine, values] = scopeClause(scope);
      const conditions = [mine];
      if (connectionId !== undefined) {
        conditions.push('connection_id = ?');
        values.push(connectionId);
      }
      if (after !== undefined) {
        const space = after.indexOf(' ');
        conditions.push('(started_at, id) < (?, ?)');
        values.push(after.slice(0, space), after.slice(space + 1));
      }
      const sql = `SELECT document FROM runs WHERE ${conditions.join(' AND ')} ORDER BY started_at DESC, id DESC LIMIT ?`;
      const rows = await database.read((session) => session.all<{ document: string }>(sql, ...values, limit));
      return rows.map(runOf);
    },
    async putRun(run) {
      await database.write((session) => writeRun(session, run));
    },
  };
}
