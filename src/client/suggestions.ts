import { NotFoundError } from '../errors/catalog.ts';
import { hostWrite } from '../sync/host-write.ts';
import { SUGGESTIONS, type Suggestion } from '../sync/suggestions.ts';
import { acceptSuggestion } from '../sync/undo.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { knownKeys, limitOf, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { type Listing, listing } from './listing.ts';

/** Joins that only the host can judge. Nothing happens to them by itself. */
export interface UserSuggestions {
  list(query?: { readonly limit?: number; readonly after?: string }): Listing<Suggestion>;
  /** Joins the two rows; `transactions.undo` takes it apart again. */
  accept(id: string): Promise<void>;
  /** Keeps the two rows apart. */
  dismiss(id: string): Promise<void>;
}

export function userSuggestions(kernel: Kernel, userId: string): UserSuggestions {
  const find = async (id: string): Promise<Suggestion> => {
    textOf(id, 'suggestionId');
    for await (const suggestion of list()) if (suggestion.id === id) return suggestion;
    throw new NotFoundError('There is no such suggestion.', { field: 'suggestionId' });
  };
  const list: UserSuggestions['list'] = (query) => {
    knownKeys(query, ['limit', 'after'], 'query');
    return listing<Suggestion>(
      async (after, limit) => {
        const { records } = (await kernel.ports()).store;
        const found = await records.list({ userId }, SUGGESTIONS, {
          limit,
          ...(after !== undefined && { after }),
        });
        return found.map((record) => record.value as unknown as Suggestion);
      },
      {
        limit: limitOf(query?.limit, 'query.limit', { max: 500, standard: 50 }),
        after: fromCursor('suggestions', query?.after, 'query.after'),
        cursorOf: (position) => toCursor('suggestions', position),
        positionOf: (row) => `${row.connectionId}/${row.id}`,
      },
    );
  };
  return {
    list,
    async accept(id) {
      const suggestion = await find(id);
      const ports = await kernel.ports();
      await hostWrite(ports, suggestion.connectionId, kernel.until(undefined), async () => ({
        set: await acceptSuggestion(ports, userId, suggestion),
      }));
    },
    async dismiss(id) {
      const { connectionId } = await find(id);
      const { records } = (await kernel.ports()).store;
      await records.write([
        { namespace: SUGGESTIONS, key: `${connectionId}/${id}`, userId, value: undefined },
      ]);
    },
  };
}
