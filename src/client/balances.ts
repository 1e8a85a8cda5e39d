import type { BalanceSnapshot } from '../model/balance.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import { NotFoundError } from '../errors/catalog.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { dateOf, knownKeys, limitOf, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { type Listing, listing } from './listing.ts';

/** What a history of balances can be narrowed to; `from` and `to` are inclusive days in UTC. */
export interface BalancesQuery {
  readonly from?: CalendarDate;
  readonly to?: CalendarDate;
  readonly limit?: number;
  readonly after?: string;
  readonly signal?: AbortSignal;
}

/** A user's balances over time. */
export interface UserBalances {
  /** One snapshot for each sync that found them changed, oldest first. */
  history(accountId: string, query?: BalancesQuery): Listing<BalanceSnapshot>;
}

export function userBalances(kernel: Kernel, userId: string): UserBalances {
  return {
    history(accountId, query) {
      const id = textOf(accountId, 'accountId');
      knownKeys(query, ['from', 'to', 'limit', 'after', 'signal'], 'query');
      const range = {
        ...(query?.from !== undefined && { from: dateOf(query.from, 'query.from') }),
        ...(query?.to !== undefined && { to: dateOf(query.to, 'query.to') }),
      };
      return listing<BalanceSnapshot>(
        async (after, limit) => {
          const { ledger } = (await kernel.ports()).store;
          if (!(await ledger.account({ userId }, id)))
            throw new NotFoundError('There is no such account.', { field: 'accountId' });
          return ledger.balances({ userId }, id, range, { limit, ...(after !== undefined && { after }) });
        },
        {
          limit: limitOf(query?.limit, 'query.limit', { max: 500, standard: 100 }),
          after: fromCursor('balances', query?.after, 'query.after'),
          cursorOf: (position) => toCursor('balances', position),
          positionOf: (row) => row.takenAt,
          signal: query?.signal,
        },
      );
    },
  };
}
