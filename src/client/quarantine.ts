import { QUARANTINE, type QuarantinedRecord } from '../sync/quarantine.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { knownKeys, limitOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { type Listing, listing } from './listing.ts';

/** Records of providers that could not be read. Every sync asks for them again; once readable, they leave. */
export interface UserQuarantine {
  list(query?: { readonly limit?: number; readonly after?: string }): Listing<QuarantinedRecord>;
}

export function userQuarantine(kernel: Kernel, userId: string): UserQuarantine {
  return {
    list(query) {
      knownKeys(query, ['limit', 'after'], 'query');
      return listing<QuarantinedRecord>(
        async (after, limit) => {
          const { records } = (await kernel.ports()).store;
          const found = await records.list({ userId }, QUARANTINE, {
            limit,
            ...(after !== undefined && { after }),
          });
          return found.map((record) => record.value as unknown as QuarantinedRecord);
        },
        {
          limit: limitOf(query?.limit, 'query.limit', { max: 500, standard: 50 }),
          after: fromCursor('quarantine', query?.after, 'query.after'),
          cursorOf: (position) => toCursor('quarantine', position),
          positionOf: (row) => row.id,
        },
      );
    },
  };
}
