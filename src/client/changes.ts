import { CursorExpiredError } from '../errors/catalog.ts';
import type { Change } from '../store/changes.ts';
import type { Scope } from '../store/scope.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { type CallOptions, fieldsOf, refuse, signalOf, wholeOf } from './input.ts';
import type { Kernel } from './kernel.ts';

/** From where, and how much of the feed to read. */
export interface ChangesQuery extends CallOptions {
  /** The `next` of the page before, or the `seq` of an entry. Left out or `null`: from the oldest entry kept. */
  readonly after?: string | number | null | undefined;
  /** 1 to 1,000. Default: 200. */
  readonly limit?: number | undefined;
}

/** A page of the change feed. */
export interface ChangePage {
  readonly items: readonly Change[];
  /** Where to go on; also at the end of the feed, so that it can be kept and asked again later. */
  readonly next: string;
  readonly hasMore: boolean;
}

const KIND = 'changes';

/** Reads on from a cursor. Reading again from the same cursor gives the same entries. */
export async function readChanges(kernel: Kernel, scope: Scope, query?: ChangesQuery): Promise<ChangePage> {
  const given = fieldsOf<ChangesQuery>(query, ['after', 'limit', 'signal'], 'query');
  const limit = wholeOf(given.limit, 'query.limit', { max: 1_000, standard: 200 });
  const after = positionOf(given.after);
  return kernel.call(signalOf(given.signal, 'query.signal'), async ({ store: { ledger } }) => {
    const bounds = await ledger.changeBounds();
    if (after !== undefined && after < bounds.oldest)
      throw new CursorExpiredError(
        'This cursor is older than what the change feed keeps; read the lists afresh.',
        { field: 'query.after' },
      );
    if (after !== undefined && after > bounds.newest)
      refuse('query.after', 'a cursor that this feed gave out');
    const rows = await ledger.changes(scope, after ?? bounds.oldest, limit + 1);
    const items = rows.slice(0, limit);
    const hasMore = rows.length > limit;
    const seen = items.at(-1)?.seq ?? 0;
    // At the end the cursor moves on past other users' entries, so that it does not expire while nothing happens here.
    const next = toCursor(KIND, String(hasMore ? seen : Math.max(bounds.newest, seen)));
    return { items, hasMore, next };
  });
}

function positionOf(after: string | number | null | undefined): number | undefined {
  const value = typeof after === 'number' ? after : fromCursor(KIND, after, 'query.after');
  if (value === undefined) return undefined;
  const seq = typeof value === 'number' || /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(seq) || seq < 0)
    refuse('query.after', "the 'next' of an earlier page, or the 'seq' of an entry");
  return seq;
}
