import type { Attended } from '../adapter-kit/call.ts';
import type { Account } from '../model/account.ts';
import type { BalanceSnapshot } from '../model/balance.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import { accountOf } from './accounts.ts';
import { attendedOf } from './attended.ts';
import { connectionIn } from './connection-in.ts';
import { type CallOptions, dateOf, fieldsOf, signalOf, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';
import { type Listing, listing, type PageQuery } from './listing.ts';

/** What a history of balances can be narrowed to; `from` and `to` are inclusive days in UTC. */
export interface BalancesQuery extends PageQuery {
  readonly from?: CalendarDate | undefined;
  readonly to?: CalendarDate | undefined;
}

/** How live balances are asked for. */
export interface BalancesRefreshOptions extends CallOptions {
  /** The person is present: their own address, so that limits on unattended access do not apply. Never invent it. */
  readonly attended?: Attended | undefined;
}

/** A user's balances, live and over time. */
export interface UserBalances {
  /**
   * One snapshot for each sync or refresh that found them changed, oldest first.
   *
   * @throws NotFoundError
   * @example
   * ```ts
   * for await (const { takenAt, current } of ada.balances.history(account.id, { from: '2026-11-01' }))
   *   console.log(takenAt, current?.value)
   * ```
   */
  history(accountId: string, query?: BalancesQuery): Listing<BalanceSnapshot>;
  /**
   * Asks the bank for the balances as they are this moment, stores them, and gives the accounts they are of. No sync
   * does it by itself: Plaid bills each call (`/accounts/balance/get`), MX runs a job that can take minutes. Rows still
   * come with the next sync, so until then a balance may be ahead of them, which `bank.check` calls drift; accounts
   * that are new at the bank wait for it too. Waits for a running sync to end, up to ten seconds, before it asks.
   *
   * @throws NotFoundError; UnsupportedError where the provider has no live balances; ConflictError for a removed
   *   connection, and for one that was never synced; ActionRequiredError where the consent has ended; LeaseHeldError
   *   when a running sync did not end in time; the provider's errors
   * @example
   * ```ts
   * const accounts = await ada.balances.refresh(connection.id, { attended: { ip } })
   * for (const { name, balances } of accounts) console.log(name, balances.available?.value)
   * ```
   */
  refresh(connectionId: string, options?: BalancesRefreshOptions): Promise<readonly Account[]>;
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

    async refresh(id, options) {
      const connectionId = textOf(id, 'connectionId');
      const given = fieldsOf<BalancesRefreshOptions>(options, ['attended', 'signal'], 'options');
      const attended = await attendedOf(given.attended);
      return kernel.call(signalOf(given.signal), async (ports, signal) => {
        const { connection } = await connectionIn(ports, { userId }, connectionId);
        const { refreshBalances } = await engine();
        return refreshBalances(ports, connection, { signal, attended });
      });
    },
  };
}
