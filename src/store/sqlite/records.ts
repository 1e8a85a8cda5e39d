import type { JsonValue, Records, StoredRecord } from '../records.ts';
import { afterPrefix } from '../sql/prefix-range.ts';
import { scopeClause } from '../sql/scope-clause.ts';
import { fromText, toText } from '../sql/text.ts';
import type { Database } from './database.ts';
import { writeRecords } from './record-writes.ts';

interface RecordColumns {
  readonly namespace: string;
  readonly key: string;
  readonly user_id: string;
  readonly version: number;
  readonly due_at: number | null;
  readonly value: string;
}

const SELECT = 'SELECT namespace, key, user_id, version, due_at, value FROM records';

function recordOf(columns: RecordColumns): StoredRecord {
  return {
    namespace: fromText(columns.namespace),
    key: fromText(columns.key),
    userId: fromText(columns.user_id),
    version: columns.version,
    value: JSON.parse(fromText(columns.value)) as JsonValue,
    dueAt: columns.due_at,
  };
}

// Only saves work, so it is left out where it would have to be spelled otherwise in the database.
function endOf(prefix: string): string | null {
  const end = toText(prefix) === prefix ? afterPrefix(prefix) : null;
  return end !== null && toText(end) === end ? end : null;
}

/** The records facet over one table. */
export function sqliteRecords(database: Database): Records {
  return {
    async get(scope, namespace, key) {
      const [mine, who] = scopeClause(scope);
      const sql = `${SELECT} WHERE namespace = ? AND key = ? AND ${mine}`;
      const row = await database.read((session) => session.get<RecordColumns>(sql, namespace, key, ...who));
      return row ? recordOf(row) : null;
    },
    async write(writes) {
      return database.write((session) => writeRecords(session, writes));
    },
    async list(scope, namespace, { prefix, after, limit }) {
      const [mine, who] = scopeClause(scope);
      const conditions = ['namespace = ?', mine];
      const values = [namespace, ...who];
      if (after !== undefined) {
        conditions.push('key > ?');
        values.push(after);
      }
      if (prefix) {
        const [end, condition] = [endOf(prefix), 'key >= ? AND substr(key, 1, length(?)) = ?'];
        conditions.push(end === null ? condition : `${condition} AND key < ?`);
        values.push(prefix, prefix, prefix, ...(end === null ? [] : [end]));
      }
      const sql = `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY key LIMIT ?`;
      const rows = await database.read((session) => session.all<RecordColumns>(sql, ...values, limit));
      return rows.map(recordOf);
    },
    async due(namespace, now, limit) {
      const sql = `${SELECT} WHERE namespace = ? AND due_at <= ? ORDER BY due_at, key LIMIT ?`;
      const rows = await database.read((session) => session.all<RecordColumns>(sql, namespace, now, limit));
      return rows.map(recordOf);
    },
  };
}
