import type { BalanceSnapshot } from '../model/balance.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import { accountOf } from './accounts.ts';
import { dateOf, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { type Listing, listing, type PageQuery } from './listing.ts';

/** What a history of balances can be narrowed to; `from` and `to` are inclusive days in UTC. */
export interface BalancesQuery extends PageQuery {
  readonly from?: CalendarDate | undefined;
  readonly to?: CalendarDate | undefined;
}

/** A user's balances over time. */
export interface UserBalances {
  /**
   * One snapshot for each sync that found them changed, oldest first.
   *
   * @throws NotFoundError
   * @example
   * ```ts
   * for await (const { takenAt, current } of ada.balances.history(account.id, { from: '2026-11-01' }))
   *   console.log(takenAt, current?.value)
   * ```
   */
  history(accountId: string, query?: BalancesQuery): Listing<BalanceSnapshot>;
}

export function userBalances(kernel: Kernel, userId: string): UserBalances {
  return {
    history: (accountId, query) =>
      listing<BalanceSnapshot, BalancesQuery>(kernel, query, ['from', 'to'], async ({ from, to }, ports) => {
        const id = textOf(accountId, 'accountId');
        const range = {
          ...(from !== undefined && { from: dateOf(from, 'query.from') }),
          ...(to !== undefined && { to: dateOf(to, 'query.to') }),
        };
        await accountOf(ports, userId, id);
        return {
          name: 'balances',
          positionOf: ({ takenAt }) => takenAt,
          read: (page) => ports.store.ledger.balances({ userId }, id, range, page),
        };
      }),
  };
}
