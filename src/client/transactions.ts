import { NotFoundError } from '../errors/catalog.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import type { Transaction, TransactionStatus } from '../model/transaction.ts';
import { positionOf } from '../store/position.ts';
import type { TransactionFilter, TransactionSort } from '../store/ledger.ts';
import type { Decision } from '../store/rows.ts';
import { hostWrite } from '../sync/host-write.ts';
import { undoJoin } from '../sync/undo.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { hideOrShow } from './hide.ts';
import { dateOf, knownKeys, limitOf, oneOf, refuse, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { type Listing, listing } from './listing.ts';

/** What a list of transactions can be narrowed and ordered by. All conditions must hold. */
export interface TransactionsQuery {
  readonly accountId?: string;
  readonly connectionId?: string;
  /** Inclusive, on `date`. */
  readonly from?: CalendarDate;
  readonly to?: CalendarDate;
  /** Default: pending and posted. */
  readonly status?: TransactionStatus | readonly TransactionStatus[];
  readonly direction?: 'in' | 'out';
  /** A primary or detailed category; the host's override counts before the provider's. */
  readonly category?: string;
  /** Any-case part of the description, the merchant's name or the notes. */
  readonly text?: string;
  /** Default: `newest`. `largest` and `smallest` go by signed amount. */
  readonly sort?: TransactionSort;
  /** Rows of an awaited page, 1 to 500. Default: 50. */
  readonly limit?: number;
  readonly after?: string;
  readonly signal?: AbortSignal;
}

/** What the host may write on a transaction; `null` takes it away again. */
export interface TransactionChange {
  readonly notes?: string | null;
  readonly categoryOverride?: string | null;
}

/** A user's transactions. */
export interface UserTransactions {
  /** Awaited: a page. Iterated: every row. Default: posted and pending, newest first. */
  list(query?: TransactionsQuery): Listing<Transaction>;
  /** @throws NotFoundError */
  get(id: string): Promise<Transaction>;
  /** Why the row is what it is: every stored reason, oldest first. New rows and plain updates have none. */
  explain(id: string): Promise<readonly Decision[]>;
  /** Takes a join apart; the rows are two again and stay two. @throws ConflictError where there is nothing to undo */
  undo(decisionId: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Writes the host's own fields. A sync never touches them. */
  update(id: string, change: TransactionChange): Promise<Transaction>;
  /** Deletes the row for the host: no sync brings it back, until `restore`. */
  remove(id: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Brings back a row that the host deleted. */
  restore(id: string, options?: { readonly signal?: AbortSignal }): Promise<Transaction>;
}

const STATUSES = ['pending', 'posted', 'void'] as const;
const SORTS = ['newest', 'oldest', 'largest', 'smallest'] as const;
const KEYS = [
  'accountId',
  'connectionId',
  'from',
  'to',
  'status',
  'direction',
  'category',
  'text',
  'sort',
  'limit',
  'after',
  'signal',
];

export function userTransactions(kernel: Kernel, userId: string): UserTransactions {
  const scope = { userId };
  const missing = (): never => {
    throw new NotFoundError('There is no such transaction.', { field: 'transactionId' });
  };
  const get = async (id: string): Promise<Transaction> =>
    (await (await kernel.ports()).store.ledger.transaction(scope, textOf(id, 'transactionId'))) ?? missing();
  return {
    list(query = {}) {
      const filter = filterOf(query);
      const sort = query.sort === undefined ? 'newest' : oneOf(query.sort, 'query.sort', SORTS);
      const kind = `transactions:${sort}`;
      return listing<Transaction>(
        async (after, limit) => {
          const { ledger } = (await kernel.ports()).store;
          if (filter.connectionId !== undefined) await kernel.connection(scope, filter.connectionId);
          if (filter.accountId !== undefined && !(await ledger.account(scope, filter.accountId)))
            throw new NotFoundError('There is no such account.', { field: 'query.accountId' });
          return ledger.transactions(scope, filter, sort, { limit, ...(after !== undefined && { after }) });
        },
        {
          limit: limitOf(query.limit, 'query.limit', { max: 500, standard: 50 }),
          after: fromCursor(kind, query.after, 'query.after'),
          cursorOf: (position) => toCursor(kind, position),
          positionOf: (row) => positionOf(row, sort),
          signal: query.signal,
        },
      );
    },
    get,
    async explain(id) {
      await get(id);
      return (await kernel.ports()).store.ledger.decisions(scope, id);
    },
    async undo(decisionId, { signal } = {}) {
      const ports = await kernel.ports();
      const read = async (): Promise<Decision> => {
        const decision = await ports.store.ledger.decision(scope, textOf(decisionId, 'decisionId'));
        if (!decision) throw new NotFoundError('There is no such decision.', { field: 'decisionId' });
        return decision;
      };
      const { connectionId } = await read();
      await hostWrite(ports, connectionId, kernel.until(signal), async () => ({
        set: await undoJoin(ports, await read()),
      }));
    },
    async update(id, change) {
      knownKeys(change, ['notes', 'categoryOverride'], 'change');
      for (const key of ['notes', 'categoryOverride'] as const) {
        const value = change[key];
        if (value !== undefined && value !== null && (typeof value !== 'string' || value.length > 10_000))
          refuse(`change.${key}`, 'text of at most 10,000 characters, or null');
      }
      return (
        (await (await kernel.ports()).store.ledger.annotate(scope, textOf(id, 'transactionId'), change)) ??
        missing()
      );
    },
    remove: (id, options) => hideOrShow(kernel, scope, textOf(id, 'transactionId'), 'hide', options?.signal),
    async restore(id, options) {
      await hideOrShow(kernel, scope, textOf(id, 'transactionId'), 'show', options?.signal);
      return get(id);
    },
  };
}

function filterOf(query: TransactionsQuery): TransactionFilter {
  knownKeys(query, KEYS, 'query');
  const { accountId, connectionId, from, to, status, direction, category, text } = query;
  const statuses =
    status === undefined
      ? (['pending', 'posted'] as const)
      : (Array.isArray(status) ? status : [status]).map((one) => oneOf(one, 'query.status', STATUSES));
  return {
    statuses,
    ...(accountId !== undefined && { accountId: textOf(accountId, 'query.accountId') }),
    ...(connectionId !== undefined && { connectionId: textOf(connectionId, 'query.connectionId') }),
    ...(from !== undefined && { from: dateOf(from, 'query.from') }),
    ...(to !== undefined && { to: dateOf(to, 'query.to') }),
    ...(direction !== undefined && { direction: oneOf(direction, 'query.direction', ['in', 'out']) }),
    ...(category !== undefined && { category: textOf(category, 'query.category') }),
    ...(text !== undefined && { text: textOf(text, 'query.text') }),
  };
}
