import type { BalanceSnapshot } from '../../model/balance.ts';
import type { Ledger } from '../ledger.ts';
import { scopeClause } from '../sql/scope-clause.ts';
import { fromText } from '../sql/text.ts';
import { type AccountColumns, accountRowOf } from './account-columns.ts';
import type { Database } from './database.ts';

type Accounts = Pick<Ledger, 'account' | 'accounts' | 'balances'>;

const SELECT = 'SELECT user_id, persistent_id, document FROM accounts';

export function sqliteAccounts(database: Database): Accounts {
  return {
    async account(scope, id) {
      const [mine, who] = scopeClause(scope);
      const sql = `${SELECT} WHERE id = ? AND ${mine}`;
      const row = await database.read((session) => session.get<AccountColumns>(sql, id, ...who));
      return row ? accountRowOf(row) : null;
    },
    async accounts(scope, { connectionId }, { after, limit }) {
      const [mine, values] = scopeClause(scope);
      const narrowed = connectionId === undefined ? mine : `${mine} AND connection_id = ?`;
      if (connectionId !== undefined) values.push(connectionId);
      const sql = `${SELECT} WHERE ${narrowed} AND id > ? ORDER BY id LIMIT ?`;
      const rows = await database.read((session) =>
        session.all<AccountColumns>(sql, ...values, after ?? '', limit),
      );
      return rows.map(accountRowOf);
    },
    async balances(scope, accountId, { from, to }, { after, limit }) {
      const [mine, who] = scopeClause(scope);
      // A day as the end means the whole of it, so as many characters as it has are compared.
      const sql = `SELECT document FROM balances
        WHERE ${mine} AND account_id = ? AND taken_at > ? AND taken_at >= ? AND substr(taken_at, 1, length(?)) <= ?
        ORDER BY taken_at LIMIT ?`;
      const end = to ?? '~';
      const rows = await database.read((session) =>
        session.all<{ document: string }>(sql, ...who, accountId, after ?? '', from ?? '', end, end, limit),
      );
      return rows.map(({ document }) => JSON.parse(fromText(document)) as BalanceSnapshot);
    },
  };
}
