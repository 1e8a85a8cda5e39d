import type { Ledger } from '../ledger.ts';
import type { Alias, Head } from '../rows.ts';
import { fromText } from '../sql/text.ts';
import { knownRowOf, type TransactionColumns } from '../sql/transaction-columns.ts';
import type { Database } from './database.ts';
import type { Session, Value } from './session.ts';
import { SELECT_TRANSACTIONS } from './transaction-select.ts';

type KnownRows = Pick<Ledger, 'heads' | 'known' | 'aliases' | 'range'>;

type HeadColumns = Pick<TransactionColumns, 'id' | 'account_id' | 'digest' | 'status' | 'hidden'>;

const HEAD =
  'SELECT id, account_id, digest, status, hidden FROM transactions WHERE id = ? AND connection_id = ?';
const WHOLE = `${SELECT_TRANSACTIONS} WHERE t.id = ? AND t.connection_id = ?`;
const ALIAS =
  'SELECT key, account_id, transaction_id FROM transaction_aliases WHERE connection_id = ? AND key = ?';

// One lookup for each key, through a kept statement, is quicker than any list that SQLite has to take apart.
function each<Row, Result>(
  database: Database,
  keys: readonly string[],
  find: (session: Session, key: string) => Row | undefined,
  result: (row: Row) => Result,
): Promise<Result[]> {
  return database.read((session) => {
    const found: Result[] = [];
    for (const key of keys) {
      const row = find(session, key);
      if (row !== undefined) found.push(result(row));
    }
    return found;
  });
}

/** Transactions as reconcile sees them. */
export function sqliteKnownRows(database: Database): KnownRows {
  return {
    async heads(connectionId, ids) {
      return each(database, ids, (session, id) => session.get<HeadColumns>(HEAD, id, connectionId), headOf);
    },
    async known(connectionId, ids) {
      return each(
        database,
        ids,
        (session, id) => session.get<TransactionColumns>(WHOLE, id, connectionId),
        knownRowOf,
      );
    },
    async aliases(connectionId, keys) {
      return each(
        database,
        keys,
        (session, key) => session.get<AliasColumns>(ALIAS, connectionId, key),
        aliasOf,
      );
    },
    async range(connectionId, { accountId, from, to, statuses, hidden }, { after, limit }) {
      const conditions = ['t.account_id = ?', 't.connection_id = ?', 't.date >= ?', 't.date <= ?'];
      const values: Value[] = [accountId, connectionId, from ?? '', to ?? '~'];
      if (!hidden) conditions.push('t.hidden IS NULL');
      // Said in so many words, so that SQLite sees that its index of pending rows will do.
      if (statuses?.length === 1 && statuses[0] === 'pending') conditions.push(`t.status = 'pending'`);
      else if (statuses) {
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
  const { digest, status, hidden } = row;
  return { id: fromText(row.id), accountId: fromText(row.account_id), digest, status, hidden };
}

function aliasOf(row: AliasColumns): Alias {
  return {
    key: fromText(row.key),
    accountId: fromText(row.account_id),
    transactionId: fromText(row.transaction_id),
  };
}
