import { NotFoundError } from '../errors/catalog.ts';
import { hostWrite } from '../sync/host-write.ts';
import type { Ports } from '../sync/ports.ts';
import { SUGGESTIONS, type Suggestion } from '../sync/suggestions.ts';
import { acceptSuggestion } from '../sync/undo.ts';
import { type CallOptions, onlySignal, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { type Listing, listing, type PageQuery } from './listing.ts';

/** Joins that only the host can judge. Nothing happens to them by itself. */
export interface UserSuggestions {
  list(query?: PageQuery): Listing<Suggestion>;
  /**
   * Joins the two rows; `transactions.undo` takes them apart again.
   *
   * @throws NotFoundError; ConflictError when the rows have changed since
   */
  accept(id: string, options?: CallOptions): Promise<void>;
  /** Keeps the two rows apart. @throws NotFoundError */
  dismiss(id: string, options?: CallOptions): Promise<void>;
}

export function userSuggestions(kernel: Kernel, userId: string): UserSuggestions {
  return {
    list: (query) =>
      listing<Suggestion>(kernel, query, [], (_, { store }) => ({
        name: 'suggestions',
        positionOf: keyOf,
        read: async (page) =>
          (await store.records.list({ userId }, SUGGESTIONS, page)).map(
            ({ value }) => value as unknown as Suggestion,
          ),
      })),

    async accept(id, options) {
      const suggestionId = textOf(id, 'suggestionId');
      await kernel.call(onlySignal(options), async (ports, until) => {
        const { connectionId } = await find(ports, userId, suggestionId);
        await hostWrite(
          ports,
          connectionId,
          until,
          async () => ({
            // Read again: it may have been taken away while we waited.
            set: await acceptSuggestion(ports, userId, await find(ports, userId, suggestionId)),
          }),
          { action: 'suggestion.accept', actor: 'user', facts: { suggestion: suggestionId } },
        );
      });
    },

    async dismiss(id, options) {
      const suggestionId = textOf(id, 'suggestionId');
      await kernel.call(onlySignal(options), async (ports) => {
        const key = keyOf(await find(ports, userId, suggestionId));
        await ports.store.records.write([{ namespace: SUGGESTIONS, key, userId, value: undefined }]);
      });
    },
  };
}

const keyOf = ({ connectionId, id }: Suggestion): string => `${connectionId}/${id}`;
const PAGE = 200;

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
