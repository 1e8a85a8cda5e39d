import { addDays, type CalendarDate, dateOfInstant } from '../model/calendar-date.ts';
import type { TransferSuggestion } from '../sync/transfers.ts';
import { dateOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { type Listing, listing, type PageQuery } from './listing.ts';
import { engine } from './load-engine.ts';

/** Which days to look at. Both legs of a transfer have to lie inside. */
export interface TransfersQuery extends PageQuery {
  /** Inclusive. Default: 90 days before today. */
  readonly from?: CalendarDate | undefined;
  /** Inclusive. Default: no end. */
  readonly to?: CalendarDate | undefined;
}

/** Pairs of rows that may be the two legs of one transfer between the user's own accounts. */
export interface UserTransfers {
  /**
   * The likely pairs, newest first, worked out anew by each call; nothing is joined, hidden or written. Each row is in one
   * pair at most. All rows of these days are held in memory meanwhile.
   *
   * @example
   * ```ts
   * for await (const { outId, inId, clear } of ada.transfers.list({ from: '2026-11-01' as CalendarDate }))
   *   if (clear) hide(outId, inId)
   * ```
   */
  list(query?: TransfersQuery): Listing<TransferSuggestion>;
}

const STANDARD_DAYS = 90;

export function userTransfers(kernel: Kernel, userId: string): UserTransfers {
  return {
    list: (query) =>
      listing<TransferSuggestion, TransfersQuery>(kernel, query, ['from', 'to'], async (given, ports) => {
        const today = dateOfInstant(ports.clock.now());
        const from =
          given.from === undefined ? addDays(today, -STANDARD_DAYS) : dateOf(given.from, 'query.from');
        const to = given.to === undefined ? undefined : dateOf(given.to, 'query.to');
        const { findTransfers } = await engine();
        let finding: Promise<readonly TransferSuggestion[]> | undefined;
        return {
          name: 'transfers',
          positionOf,
          read: async ({ after, limit }) => {
            finding ??= findTransfers(
              ports.store.ledger,
              { userId },
              { from, ...(to !== undefined && { to }) },
            );
            const found = (await finding).toSorted((a, b) => (positionOf(a) < positionOf(b) ? 1 : -1));
            return found.filter((pair) => after === undefined || positionOf(pair) < after).slice(0, limit);
          },
        };
      }),
  };
}

function positionOf({ date, outId }: TransferSuggestion): string {
  return `${date} ${outId}`;
}
