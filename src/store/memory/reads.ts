import type { Transaction } from '../../model/transaction.ts';
import type { PageRequest, TransactionFilter, TransactionSort } from '../ledger.ts';
import { positionOf } from '../position.ts';
import { inScope, type Scope } from '../scope.ts';
import { sortedBy } from './page.ts';
import { type State, type StoredTransaction, toTransaction } from './state.ts';

/** Reads transactions in order; keeps the last sorted list, since readers page through the same one. */
export class TransactionReader {
  readonly #state: State;
  #last: { query: string; writes: number; rows: readonly StoredTransaction[] } | undefined;

  constructor(state: State) {
    this.#state = state;
  }

  read(scope: Scope, filter: TransactionFilter, sort: TransactionSort, page: PageRequest): Transaction[] {
    const rows = this.#sorted(scope, filter, sort);
    const start = page.after === undefined ? 0 : firstBeyond(rows, sort, page.after);
    return rows.slice(start, start + page.limit).map(toTransaction);
  }

  #sorted(scope: Scope, filter: TransactionFilter, sort: TransactionSort): readonly StoredTransaction[] {
    const query = JSON.stringify([typeof scope === 'symbol' ? null : scope.userId, filter, sort]);
    const { writes } = this.#state;
    if (this.#last?.query === query && this.#last.writes === writes) return this.#last.rows;
    const matching = [...this.#state.transactions.values()].filter(
      (stored) => !stored.hidden && inScope(scope, stored.row.userId) && matches(stored, filter),
    );
    const rows = sortedBy(matching, (stored) => positionOfStored(stored, sort));
    if (sort === 'newest' || sort === 'largest') rows.reverse();
    this.#last = { query, writes, rows };
    return rows;
  }
}

function firstBeyond(rows: readonly StoredTransaction[], sort: TransactionSort, after: string): number {
  const descending = sort === 'newest' || sort === 'largest';
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const position = positionOfStored(rows[middle] as StoredTransaction, sort);
    if (descending ? position >= after : position <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

function matches({ row, notes }: StoredTransaction, filter: TransactionFilter): boolean {
  const { facts } = row;
  if (filter.accountId !== undefined && row.accountId !== filter.accountId) return false;
  if (filter.connectionId !== undefined && row.connectionId !== filter.connectionId) return false;
  if (filter.from !== undefined && facts.date < filter.from) return false;
  if (filter.to !== undefined && facts.date > filter.to) return false;
  if (!filter.statuses.includes(facts.status)) return false;
  if (
    filter.direction !== undefined &&
    (facts.amount.value.startsWith('-') ? 'out' : 'in') !== filter.direction
  )
    return false;
  if (filter.category !== undefined && !inCategory(notes.categoryOverride, facts.category, filter.category))
    return false;
  if (filter.text === undefined) return true;
  const text = [facts.description, facts.originalDescription, facts.merchant?.name, notes.notes]
    .filter(Boolean)
    .join('\n');
  return text.toLowerCase().includes(filter.text.toLowerCase());
}

function inCategory(
  override: string | undefined,
  category: { primary: string; detailed: string },
  wanted: string,
): boolean {
  if (override) return override === wanted || override.startsWith(`${wanted}.`);
  return category.primary === wanted || category.detailed === wanted;
}

function positionOfStored({ row }: StoredTransaction, sort: TransactionSort): string {
  return positionOf({ id: row.id, date: row.facts.date, amount: row.facts.amount }, sort);
}
