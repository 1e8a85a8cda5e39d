import type { Transaction } from '../../model/transaction.ts';
import type { Ledger } from '../ledger.ts';
import type { Scope } from '../scope.ts';
import { scopeClause } from '../sql/scope-clause.ts';
import { fromText } from '../sql/text.ts';
import { type TransactionColumns, transactionOf } from '../sql/transaction-columns.ts';
import { ChangeLog } from './change-log.ts';
import type { Database } from './database.ts';
import { RowWriter } from './row-writer.ts';
import type { Session } from './session.ts';
import { searchTransactions } from './text-search.ts';
import { transactionQuery } from './transaction-query.ts';
import { SELECT_TRANSACTIONS } from './transaction-select.ts';

type Transactions = Pick<Ledger, 'transaction' | 'transactions' | 'annotate'>;

/** Transactions as readers see them. */
export function sqliteTransactions(database: Database): Transactions {
  return {
    async transaction(scope, id) {
      const row = await database.read((session) => visible(session, scope, id));
      return row ? transactionOf(row) : null;
    },
    async transactions(scope, filter, sort, page) {
      const { text } = filter;
      if (text) return searchTransactions(database, scope, { ...filter, text }, sort, page);
      const { where, order, values } = transactionQuery(scope, filter, sort, page.after);
      const sql = `${SELECT_TRANSACTIONS} WHERE ${where} ORDER BY ${order} LIMIT ?`;
      const rows = await database.read((session) =>
        session.all<TransactionColumns>(sql, ...values, page.limit),
      );
      return rows.map(transactionOf);
    },
    async annotate(scope, id, notes) {
      return database.write((session) => {
        const row = visible(session, scope, id);
        return row ? annotate(session, row, notes, database) : null;
      });
    },
  };
}

function visible(session: Session, scope: Scope, id: string): TransactionColumns | undefined {
  const [mine, who] = scopeClause(scope, 't.user_id');
  const sql = `${SELECT_TRANSACTIONS} WHERE t.id = ? AND t.hidden IS NULL AND ${mine}`;
  return session.get<TransactionColumns>(sql, id, ...who);
}

function annotate(
  session: Session,
  row: TransactionColumns,
  change: Parameters<Ledger['annotate']>[2],
  database: Database,
): Transaction | null {
  const { id, connectionId, ...before } = transactionOf(row);
  const notes = change.notes === undefined ? before.notes : change.notes;
  const override = change.categoryOverride === undefined ? before.categoryOverride : change.categoryOverride;
  const at = database.instant();
  const log = new ChangeLog(session, at);
  const owner = { userId: fromText(row.user_id), connectionId };
  new RowWriter(session, log, owner, at).annotate(id, () => {
    session.run(
      `INSERT OR REPLACE INTO annotations (transaction_id, user_id, connection_id, notes, category_override)
       VALUES (?, ?, ?, ?, ?)`,
      id,
      owner.userId,
      connectionId,
      notes ?? null,
      override ?? null,
    );
  });
  log.close();
  const after = visible(session, owner, id);
  return after ? transactionOf(after) : null;
}
