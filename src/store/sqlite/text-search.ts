import type { Transaction } from '../../model/transaction.ts';
import type { PageRequest, TransactionFilter, TransactionSort } from '../ledger.ts';
import { positionOf } from '../position.ts';
import type { Scope } from '../scope.ts';
import { fromText } from '../sql/text.ts';
import { type TransactionColumns, transactionOf } from '../sql/transaction-columns.ts';
import type { Database } from './database.ts';
import { nextTurn } from './next-turn.ts';
import { transactionQuery } from './transaction-query.ts';
import { SELECT_TRANSACTIONS } from './transaction-select.ts';

type Texts = Pick<
  TransactionColumns,
  'id' | 'date' | 'amount' | 'currency' | 'description' | 'original_description' | 'notes'
> & {
  readonly merchant: string | null;
};

// How many rows are looked at between two turns of the event loop.
const SLICE = 2_000;

/**
 * Searches in slices. The comparison is JavaScript's, because SQLite folds the case of ASCII only, and looking through
 * a long history in one statement would keep the thread.
 */
export async function searchTransactions(
  database: Database,
  scope: Scope,
  filter: TransactionFilter & { readonly text: string },
  sort: TransactionSort,
  page: PageRequest,
): Promise<Transaction[]> {
  const needle = filter.text.toLowerCase();
  const found: Transaction[] = [];
  let { after } = page;
  while (found.length < page.limit) {
    const { where, order, values } = transactionQuery(scope, filter, sort, after);
    const sql = `
      SELECT t.id, t.date, t.amount, t.currency, t.description, t.original_description, t.merchant, n.notes
      FROM transactions t LEFT JOIN annotations n ON n.transaction_id = t.id WHERE ${where} ORDER BY ${order} LIMIT ?`;
    const candidates = await database.read((session) => session.all<Texts>(sql, ...values, SLICE));
    const ids = candidates.filter((row) => holds(row, needle)).map((row) => row.id);
    found.push(...(await wholeRows(database, ids.slice(0, page.limit - found.length))));
    const last = candidates.at(-1);
    if (!last || candidates.length < SLICE) break;
    after = positionOf(placeOf(last), sort);
    await nextTurn();
  }
  return found;
}

function wholeRows(database: Database, ids: readonly string[]): Promise<Transaction[]> {
  const sql = `${SELECT_TRANSACTIONS} WHERE t.id = ? AND t.hidden IS NULL`;
  return database.read((session) =>
    ids.flatMap((id) => {
      const row = session.get<TransactionColumns>(sql, fromText(id));
      return row ? [transactionOf(row)] : [];
    }),
  );
}

function holds(row: Texts, needle: string): boolean {
  const texts = [row.description, row.original_description, row.merchant, row.notes];
  return texts.some((text) => text !== null && fromText(text).toLowerCase().includes(needle));
}

function placeOf(row: Texts): Pick<Transaction, 'id' | 'date' | 'amount'> {
  const amount = { value: row.amount, currency: row.currency };
  return { id: fromText(row.id), date: row.date as Transaction['date'], amount };
}
