import type { Ledger } from '../ledger.ts';
import type { Alias, Head, KnownRow } from '../rows.ts';
import { fromText, spelledList } from '../sql/text.ts';
import { knownRowOf, type TransactionColumns } from '../sql/transaction-columns.ts';
import type { Database } from './database.ts';
import type { Value } from './session.ts';
import { COLUMNS, SELECT_TRANSACTIONS, WITH_NOTES } from './transaction-select.ts';

type KnownRows = Pick<Ledger, 'heads' | 'known' | 'aliases' | 'range'>;

type HeadColumns = Pick<TransactionColumns, 'id' | 'account_id' | 'digest' | 'status' | 'hidden'>;

const JOIN = 'CROSS JOIN transactions t ON t.id = j.value AND t.connection_id = ?';
const HEADS = `SELECT t.id, t.account_id, t.digest, t.status, t.hidden FROM json_each(?) j ${JOIN}`;
const WHOLE = `${COLUMNS} FROM json_each(?) j ${JOIN} ${WITH_NOTES}`;
const ALIASES = `SELECT a.key, a.account_id, a.transaction_id FROM json_each(?) j
  CROSS JOIN transaction_aliases a ON a.key = j.value AND a.connection_id = ?`;

const ANY_ALIAS = 'SELECT 1 FROM transaction_aliases WHERE connection_id = ? LIMIT 1';

// One statement for all keys: to look up each by itself costs twice as much, most of it on the way to SQLite and back.
function each<Row, Result>(
  database: Database,
  sql: string,
  connectionId: string,
  keys: readonly string[],
  result: (row: Row) => Result,
): Promise<Result[]> {
  const list = spelledList(keys);
  return database.read((session) => session.all<Row>(sql, list, connectionId).map(result));
}

/** Transactions as reconcile sees them. */
export function sqliteKnownRows(database: Database): KnownRows {
  return {
    async heads(connectionId, ids) {
      return each<HeadColumns, Head>(database, HEADS, connectionId, ids, headOf);
    },
    async known(connectionId, ids) {
      return each<TransactionColumns, KnownRow>(database, WHOLE, connectionId, ids, knownRowOf);
    },
    async aliases(connectionId, keys) {
      // Most connections have none at all, and then there is nothing to look up a thousand keys for.
      const any = await database.read((session) => session.get(ANY_ALIAS, connectionId));
      return any ? each<AliasColumns, Alias>(database, ALIASES, connectionId, keys, aliasOf) : [];
    },
    async range(connectionId, { accountId, from, to, statuses, hidden }, { after, limit }) {
      const conditions = ['t.account_id = ?', 't.connection_id = ?', 't.date >= ?', 't.date <= ?'];
      const values: Value[] = [accountId, connectionId, from ?? '', to ?? '~'];
      if (!hidden) conditions.push('t.hidden IS NULL');
      if (statuses?.length === 1 && statuses[0] === 'pending') {
        // In so many words, so that SQLite sees that its small index of pending rows will do.
        conditions.push(`t.status = 'pending'`);
      } else {
        // By way of the index by user and date; one by account would make every first sync slower.
        conditions.push('t.user_id = (SELECT user_id FROM connections WHERE id = ?)');
        values.push(connectionId);
      }
      if (statuses) {
        conditions.push(`t.status IN (${statuses.map(() => '?').join(', ')})`);
        values.push(...statuses);
      }
      if (after !== undefined) {
        const space = after.indexOf(' ');
        conditions.push('(t.date, t.id) > (?, ?)');
        values.push(after.slice(0, space), after.slice(space + 1));
      }
      const sql = `${SELECT_TRANSACTIONS} WHERE ${conditions.join(' AND ')} ORDER BY t.date, t.id LIMIT ?`;
      const rows = await database.read((session) => session.all<TransactionColumns>(sql, ...values, limit));
      return rows.map(knownRowOf);
    },
  };
}

interface AliasColumns {
  readonly key: string;
  readonly account_id: string;
  readonly transaction_id: string;
}

function headOf(row: HeadColumns): Head {
  const { status, hidden } = row;
  return {
    id: fromText(row.id),
    accountId: fromText(row.account_id),
    digest: fromText(row.digest),
    status,
    hidden,
  };
}

function aliasOf(row: AliasColumns): Alias {
  return {
    key: fromText(row.key),
    accountId: fromText(row.account_id),
    transactionId: fromText(row.transaction_id),
  };
}
