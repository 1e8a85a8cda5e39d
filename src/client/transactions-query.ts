import type { CalendarDate } from '../model/calendar-date.ts';
import type { TransactionStatus } from '../model/transaction.ts';
import type { TransactionFilter, TransactionSort } from '../store/ledger.ts';
import { dateOf, oneOf, refuse, textOf } from './input.ts';
import type { PageQuery } from './listing.ts';

/** What a list of transactions can be narrowed and ordered by. All conditions must hold. */
export interface TransactionsQuery extends PageQuery {
  readonly accountId?: string | undefined;
  readonly connectionId?: string | undefined;
  /** Inclusive, on `date`. */
  readonly from?: CalendarDate | undefined;
  /** Inclusive, on `date`. */
  readonly to?: CalendarDate | undefined;
  /** Default: pending and posted. */
  readonly status?: TransactionStatus | readonly TransactionStatus[] | undefined;
  readonly direction?: 'in' | 'out' | undefined;
  /** A primary or detailed category, or one of the host's own; the host's override counts before the provider's. */
  readonly category?: string | undefined;
  /** Any-case part of the description, the bank's own text, the merchant's name or the notes. Empty text narrows nothing. */
  readonly text?: string | undefined;
  /** Default: `newest`. `largest` and `smallest` go by signed amount. */
  readonly sort?: TransactionSort | undefined;
}

export const TRANSACTION_FILTERS = [
  'accountId',
  'connectionId',
  'from',
  'to',
  'status',
  'direction',
  'category',
  'text',
  'sort',
] as const;

const STATUSES = ['pending', 'posted', 'void'] as const;
const SORTS = ['newest', 'oldest', 'largest', 'smallest'] as const;

/** The order that a query asks for. */
export function sortOf({ sort }: Partial<TransactionsQuery>): TransactionSort {
  return sort === undefined ? 'newest' : oneOf(sort, 'query.sort', SORTS);
}

/** The conditions of a query, each checked. */
export function filterOf(query: Partial<TransactionsQuery>): TransactionFilter {
  const { accountId, connectionId, from, to, status, direction, category, text } = query;
  return {
    statuses: statusesOf(status),
    ...(accountId !== undefined && { accountId: textOf(accountId, 'query.accountId') }),
    ...(connectionId !== undefined && { connectionId: textOf(connectionId, 'query.connectionId') }),
    ...(from !== undefined && { from: dateOf(from, 'query.from') }),
    ...(to !== undefined && { to: dateOf(to, 'query.to') }),
    ...(direction !== undefined && { direction: oneOf(direction, 'query.direction', ['in', 'out']) }),
    ...(category !== undefined && { category: textOf(category, 'query.category') }),
    ...(text !== undefined && text !== '' && { text: textOf(text, 'query.text') }),
  };
}

function statusesOf(status: TransactionsQuery['status']): readonly TransactionStatus[] {
  if (status === undefined) return ['pending', 'posted'];
  const wanted: readonly unknown[] = Array.isArray(status) ? status : [status];
  if (wanted.length === 0) refuse('query.status', `at least one of ${STATUSES.join(', ')}`);
  return [...new Set(wanted.map((one) => oneOf(one, 'query.status', STATUSES)))];
}
