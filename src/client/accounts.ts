import { NotFoundError } from '../errors/catalog.ts';
import type { Account } from '../model/account.ts';
import type { AccountRow } from '../store/rows.ts';
import type { Ports } from '../sync/ports.ts';
import { type CallOptions, fieldsOf, onlySignal, refuse, textOf } from './input.ts';
import { connectionIn } from './connection-in.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';
import { type Listing, listing, type PageQuery } from './listing.ts';

/** What a list of accounts can be narrowed to. */
export interface AccountsQuery extends PageQuery {
  readonly connectionId?: string | undefined;
}

/** A user's accounts. */
export interface UserAccounts {
  /**
   * Every account, missing and disabled ones too; order is stable and means nothing.
   *
   * @throws NotFoundError for a connection that is not this user's
   */
  list(query?: AccountsQuery): Listing<Account>;
  /** @throws NotFoundError */
  get(id: string, options?: CallOptions): Promise<Account>;
  /**
   * Switches an account off or on. A disabled one is not synced; its rows stay, and what happened meanwhile is caught
   * up once it is switched on again.
   *
   * @throws NotFoundError; LeaseHeldError when a running sync did not end within ten seconds
   * @example
   * ```ts
   * await ada.accounts.update(account.id, { enabled: false })
   * ```
   */
  update(id: string, change: { readonly enabled: boolean }, options?: CallOptions): Promise<Account>;
}

export function userAccounts(kernel: Kernel, userId: string): UserAccounts {
  return {
    list: (query) =>
      listing<Account, AccountsQuery>(kernel, query, ['connectionId'], async ({ connectionId }, ports) => {
        const filter =
          connectionId === undefined ? {} : { connectionId: textOf(connectionId, 'query.connectionId') };
        if (filter.connectionId !== undefined)
          await connectionIn(ports, { userId }, filter.connectionId, 'query.connectionId');
        return {
          name: 'accounts',
          positionOf: ({ id }) => id,
          read: async (page) =>
            (await ports.store.ledger.accounts({ userId }, filter, page)).map(({ account }) => account),
        };
      }),

    async get(id, options) {
      const accountId = textOf(id, 'accountId');
      return kernel.call(onlySignal(options), async (ports) => {
        return (await accountOf(ports, userId, accountId)).account;
      });
    },

    async update(id, change, options) {
      const accountId = textOf(id, 'accountId');
      const { enabled } = fieldsOf<{ readonly enabled: boolean }>(change, ['enabled'], 'change');
      if (typeof enabled !== 'boolean') refuse('change.enabled', 'true or false');
      return kernel.call(onlySignal(options), async (ports, until) => {
        const { account } = await accountOf(ports, userId, accountId);
        const { hostWrite } = await engine();
        await hostWrite(
          ports,
          account.connectionId,
          until,
          async () => {
            const current = await accountOf(ports, userId, accountId);
            return { seal: { accounts: [{ ...current, account: { ...current.account, enabled } }] } };
          },
          { action: 'account.update', actor: 'user', facts: { account: accountId, enabled } },
        );
        return (await accountOf(ports, userId, accountId)).account;
      });
    },
  };
}

/** An account of a user, or "not found". */
export async function accountOf(
  { store }: Ports,
  userId: string,
  id: string,
  field = 'accountId',
): Promise<AccountRow> {
  const found = await store.ledger.account({ userId }, id);
  if (!found) throw new NotFoundError('There is no such account.', { field });
  return found;
}
