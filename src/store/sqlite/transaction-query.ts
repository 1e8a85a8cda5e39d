import type { TransactionFilter, TransactionSort } from '../ledger.ts';
import type { Scope } from '../scope.ts';
import { scopeClause } from '../sql/scope-clause.ts';
import type { Value } from './session.ts';

/** The part of a statement after `FROM`, and what to bind to it. */
export interface Query {
  readonly where: string;
  readonly order: string;
  readonly values: readonly Value[];
}

const sorts: Readonly<Record<TransactionSort, { readonly key: string; readonly descending: boolean }>> = {
  newest: { key: 't.date', descending: true },
  oldest: { key: 't.date', descending: false },
  largest: { key: 't.amount_key', descending: true },
  smallest: { key: 't.amount_key', descending: false },
};

// The key of zero; an amount below it is money out.
const ZERO = '1';

/** Everything a filter asks for but its text, which is compared in JavaScript. */
export function transactionQuery(
  scope: Scope,
  filter: TransactionFilter,
  sort: TransactionSort,
  after?: string,
): Query {
  const [mine, who] = scopeClause(scope, 't.user_id');
  const conditions = [mine, 't.hidden IS NULL', `t.status IN (${filter.statuses.map(() => '?').join(', ')})`];
  const values: Value[] = [...who, ...filter.statuses];
  const narrow = (condition: string, ...bound: (string | undefined)[]): void => {
    const given = bound.filter((value) => value !== undefined);
    if (given.length < bound.length) return;
    conditions.push(condition);
    values.push(...given);
  };
  narrow('t.account_id = ?', filter.accountId);
  narrow('t.connection_id = ?', filter.connectionId);
  narrow('t.date >= ?', filter.from);
  narrow('t.date <= ?', filter.to);
  narrow(filter.direction === 'out' ? 't.amount_key < ?' : 't.amount_key >= ?', filter.direction && ZERO);
  const { category } = filter;
  narrow(
    `CASE WHEN coalesce(n.category_override, '') = '' THEN t.category_primary = ? OR t.category_detailed = ?
     ELSE n.category_override = ? OR substr(n.category_override, 1, length(?) + 1) = ? || '.' END`,
    ...[category, category, category, category, category],
  );
  const { key, descending } = sorts[sort];
  const space = after?.indexOf(' ') ?? 0;
  narrow(`(${key}, t.id) ${descending ? '<' : '>'} (?, ?)`, after?.slice(0, space), after?.slice(space + 1));
  const direction = descending ? ' DESC' : '';
  return { where: conditions.join(' AND '), order: `${key}${direction}, t.id${direction}`, values };
}
