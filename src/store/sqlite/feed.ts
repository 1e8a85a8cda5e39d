import type { Ledger } from '../ledger.ts';
import { scopeClause } from '../sql/scope-clause.ts';
import { changeOf, type ChangeColumns } from './change-columns.ts';
import { feedState } from './change-log.ts';
import type { Scope } from '../scope.ts';
import type { Database } from './database.ts';
import { nextTurn } from './next-turn.ts';
import type { Session } from './session.ts';

type Feed = Pick<Ledger, 'changes' | 'changeBounds' | 'trimChanges'>;

// An entry carries its row as it was. As long as that is how the row still is, it is read from there; a row that was
// replaced since has its former self in `transaction_revisions`.
const ROW = `
  t.id, t.account_id, t.provider, t.status, t.revision, t.date, t.amount, t.currency, t.kind, t.category_primary,
  t.category_detailed, t.description, t.original_description, t.origin, t.first_seen_at, t.details, n.notes,
  n.category_override`;

const ADDED = `
SELECT t.added_seq AS seq, 'transaction.added' AS type, t.user_id, t.connection_id, t.first_seen_at AS updated_at,
  t.origin AS change_origin, NULL AS previous, r.document, ${ROW}
FROM transactions t
LEFT JOIN annotations n ON n.transaction_id = t.id
LEFT JOIN transaction_revisions r ON r.change_seq = t.added_seq`;

const OTHERS = `
SELECT c.seq, c.type, c.user_id, c.connection_id, c.at AS updated_at, c.origin AS change_origin, c.previous,
  coalesce(c.document, r.document) AS document, ${ROW}
FROM changes c
LEFT JOIN transactions t ON t.added_seq = c.added_seq
LEFT JOIN annotations n ON n.transaction_id = t.id
LEFT JOIN transaction_revisions r ON r.change_seq = c.seq`;

// How many entries are forgotten in one go.
const SLICE = 5_000;

/** The change feed. */
export function sqliteFeed(database: Database): Feed {
  return {
    async changes(scope, after, limit) {
      const rows = await database.read((session) =>
        inSnapshot(session, () => entries(session, scope, after, limit)),
      );
      return rows.map(changeOf);
    },
    async changeBounds() {
      return database.read((session) => ({
        oldest: feedState(session, 'trimmed_to'),
        newest: feedState(session, 'last_seq'),
      }));
    },
    async trimChanges(seq) {
      const end = await database.write((session) => {
        const reached = Math.max(
          feedState(session, 'trimmed_to'),
          Math.min(seq, feedState(session, 'last_seq')),
        );
        session.run(`UPDATE feed_state SET value = ? WHERE name = 'trimmed_to'`, reached);
        return reached;
      });
      for (const [table, column] of [
        ['changes', 'seq'],
        ['transaction_revisions', 'change_seq'],
      ] as const) {
        const sql = `DELETE FROM ${table} WHERE ${column} IN (SELECT ${column} FROM ${table} WHERE ${column} <= ? LIMIT ?)`;
        while ((await database.write((session) => session.run(sql, end, SLICE))) === SLICE) await nextTurn();
      }
    },
  };
}

/** The next entries from both places, in the order of their numbers. */
function entries(session: Session, scope: Scope, after: number, limit: number): ChangeColumns[] {
  const start = Math.max(after, feedState(session, 'trimmed_to'));
  const read = (sql: string, number: string, owner: string): ChangeColumns[] => {
    const [mine, who] = scopeClause(scope, owner);
    return session.all<ChangeColumns>(
      `${sql} WHERE ${mine} AND ${number} > ? ORDER BY ${number} LIMIT ?`,
      ...who,
      start,
      limit,
    );
  };
  const others = read(OTHERS, 'c.seq', 'c.user_id');
  const added = read(ADDED, 't.added_seq', 't.user_id');
  if (others.length === 0) return added;
  return [...added, ...others].sort((a, b) => a.seq - b.seq).slice(0, limit);
}

// Between two statements another process may commit, and its entries would be seen in part.
function inSnapshot<T>(session: Session, work: () => T): T {
  session.exec('BEGIN');
  try {
    return work();
  } finally {
    session.exec('COMMIT');
  }
}
