import type { QuarantinedRecord } from '../sync/quarantine.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';
import { type Listing, listing, type PageQuery } from './listing.ts';

/** Records of providers that could not be read. Every sync asks for them again; once readable, they leave. */
export interface UserQuarantine {
  list(query?: PageQuery): Listing<QuarantinedRecord>;
}

export function userQuarantine(kernel: Kernel, userId: string): UserQuarantine {
  return {
    list: (query) =>
      listing<QuarantinedRecord>(kernel, query, [], async (_, { store }) => {
        const { QUARANTINE } = await engine();
        return {
          name: 'quarantine',
          positionOf: ({ id }) => id,
          read: async (page) =>
            (await store.records.list({ userId }, QUARANTINE, page)).map(
              ({ value }) => value as unknown as QuarantinedRecord,
            ),
        };
      }),
  };
}
