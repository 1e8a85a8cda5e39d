import { ConflictError, NotFoundError } from '../errors/catalog.ts';
import type { Ports } from '../sync/ports.ts';
import {
  SUGGESTIONS,
  type Suggestion,
  suggestionKey,
  type TransactionSuggestion,
} from '../sync/suggestions.ts';
import { type CallOptions, onlySignal, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';
import { type Listing, listing, type PageQuery } from './listing.ts';

/** Joins that only the host can judge. Nothing happens to them by itself. */
export interface UserSuggestions {
  /** Both kinds, told apart by `type`: rows that may be one, and new accounts that may be the next form of old ones. */
  list(query?: PageQuery): Listing<Suggestion>;
  /**
   * Joins the two rows of a suggestion of type `transaction`; `transactions.undo` takes them apart again. Accounts are
   * not joined here: theirs can be shown and dismissed.
   *
   * @throws NotFoundError; ConflictError when the rows have changed since, while the pending row still stands, or for a
   *   suggestion of type `account`
   */
  accept(id: string, options?: CallOptions): Promise<void>;
  /** Keeps the two rows or accounts apart, for good. @throws NotFoundError */
  dismiss(id: string, options?: CallOptions): Promise<void>;
}

export function userSuggestions(kernel: Kernel, userId: string): UserSuggestions {
  return {
    list: (query) =>
      listing<Suggestion>(kernel, query, [], (_, { store }) => ({
        name: 'suggestions',
        positionOf: suggestionKey,
        read: async (page) =>
          (await store.records.list({ userId }, SUGGESTIONS, page)).map(
            ({ value }) => value as unknown as Suggestion,
          ),
      })),

    async accept(id, options) {
      const suggestionId = textOf(id, 'suggestionId');
      await kernel.call(onlySignal(options), async (ports, until) => {
        const { hostWrite, acceptSuggestion } = await engine();
        const { connectionId } = ofRows(await find(ports, userId, suggestionId));
        await hostWrite(
          ports,
          connectionId,
          until,
          async () => ({
            // Read again: it may have been taken away while we waited.
            set: await acceptSuggestion(ports, userId, ofRows(await find(ports, userId, suggestionId))),
          }),
          { action: 'suggestion.accept', actor: 'user', facts: { suggestion: suggestionId } },
        );
      });
    },

    async dismiss(id, options) {
      const suggestionId = textOf(id, 'suggestionId');
      await kernel.call(onlySignal(options), async (ports) => {
        const key = suggestionKey(await find(ports, userId, suggestionId));
        await ports.store.records.write([{ namespace: SUGGESTIONS, key, userId, value: undefined }]);
      });
    },
  };
}

const PAGE = 200;

function ofRows(suggestion: Suggestion): TransactionSuggestion {
  if (suggestion.type === 'transaction') return suggestion;
  throw new ConflictError('Two accounts are not joined by this call; the suggestion can be dismissed.', {
    connectionId: suggestion.connectionId,
    field: 'suggestionId',
  });
}

async function find({ store }: Ports, userId: string, id: string): Promise<Suggestion> {
  for (let after: string | undefined; ; ) {
    const page = { limit: PAGE, ...(after !== undefined && { after }) };
    const records = await store.records.list({ userId }, SUGGESTIONS, page);
    const found = records.find(({ key }) => key.endsWith(`/${id}`));
    if (found) return found.value as unknown as Suggestion;
    if (records.length < PAGE)
      throw new NotFoundError('There is no such suggestion.', { field: 'suggestionId' });
    after = records.at(-1)?.key;
  }
}
