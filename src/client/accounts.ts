import type { Account } from '../model/account.ts';
import { NotFoundError } from '../errors/catalog.ts';
import type { AccountRow } from '../store/rows.ts';
import { hostWrite } from '../sync/host-write.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { knownKeys, limitOf, refuse, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { type Listing, listing } from './listing.ts';

/** A user's accounts. */
export interface UserAccounts {
  list(query?: {
    readonly connectionId?: string;
    readonly limit?: number;
    readonly after?: string;
    readonly signal?: AbortSignal;
  }): Listing<Account>;
  /** @throws NotFoundError */
  get(id: string): Promise<Account>;
  /** Switches an account off or on. A disabled one is not synced; its rows stay. Waits for a running sync. */
  update(
    id: string,
    change: { readonly enabled: boolean },
    options?: { readonly signal?: AbortSignal },
  ): Promise<Account>;
}

export function userAccounts(kernel: Kernel, userId: string): UserAccounts {
  const row = async (id: string): Promise<AccountRow> => {
    const found = await (await kernel.ports()).store.ledger.account({ userId }, textOf(id, 'accountId'));
    if (!found) throw new NotFoundError('There is no such account.', { field: 'accountId' });
    return found;
  };
  return {
    list(query) {
      knownKeys(query, ['connectionId', 'limit', 'after', 'signal'], 'query');
      const connectionId =
        query?.connectionId === undefined ? undefined : textOf(query.connectionId, 'query.connectionId');
      return listing<Account>(
        async (after, limit) => {
          const { store } = await kernel.ports();
          if (connectionId !== undefined) await kernel.connection({ userId }, connectionId);
          const rows = await store.ledger.accounts(
            { userId },
            connectionId === undefined ? {} : { connectionId },
            { limit, ...(after !== undefined && { after }) },
          );
          return rows.map((found) => found.account);
        },
        {
          limit: limitOf(query?.limit, 'query.limit', { max: 500, standard: 50 }),
          after: fromCursor('accounts', query?.after, 'query.after'),
          cursorOf: (position) => toCursor('accounts', position),
          positionOf: (found) => found.id,
          signal: query?.signal,
        },
      );
    },
    get: async (id) => (await row(id)).account,
    async update(id, change, { signal } = {}) {
      knownKeys(change, ['enabled'], 'change');
      if (typeof change?.enabled !== 'boolean') refuse('change.enabled', 'true or false');
      const { account } = await row(id);
      await hostWrite(await kernel.ports(), account.connectionId, kernel.until(signal), async () => {
        const current = await row(id);
        return {
          seal: { accounts: [{ ...current, account: { ...current.account, enabled: change.enabled } }] },
        };
      });
      return (await row(id)).account;
    },
  };
}
