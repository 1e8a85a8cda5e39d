import type { ConsentRecord } from '../consent/record.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';
import { type Listing, listing, type PageQuery } from './listing.ts';

/** A user's permissions, as evidence: every version there ever was. */
export interface UserConsents {
  /**
   * Every version, those of one connection in their order. Nothing in it ever changes.
   *
   * @example
   * ```ts
   * for await (const consent of ada.consents.list()) console.log(consent.event, consent.expiresAt)
   * ```
   */
  list(query?: PageQuery): Listing<ConsentRecord>;
}

export function userConsents(kernel: Kernel, userId: string): UserConsents {
  return {
    list: (query) =>
      listing<ConsentRecord>(kernel, query, [], async (_, { store }) => {
        const { CONSENTS } = await engine();
        return {
          name: 'consents',
          positionOf: ({ id }) => id,
          read: async (page) =>
            (await store.records.list({ userId }, CONSENTS, page)).map(
              ({ value }) => value as unknown as ConsentRecord,
            ),
        };
      }),
  };
}
