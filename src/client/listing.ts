/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Pass it as `after` for the next page; `null` at the end. */
  readonly next: string | null;
  readonly hasMore: boolean;
}

/**
 * A list that is read two ways: `await` it for one page, or `for await` it for every row. Nothing is read before that.
 *
 * @example
 * ```ts
 * for await (const t of ada.transactions.list()) console.log(t.description)
 * const { items, next } = await ada.transactions.list({ limit: 50 })
 * ```
 */
export interface Listing<T> extends PromiseLike<Page<T>>, AsyncIterable<T> {}

/** Makes a listing of something that reads one page: up to `limit` rows beyond the position `after`. */
export function listing<T>(
  read: (after: string | undefined, limit: number) => Promise<readonly T[]>,
  {
    limit,
    after,
    cursorOf,
    positionOf,
    batch = 200,
    signal,
  }: {
    limit: number;
    after: string | undefined;
    cursorOf: (position: string) => string;
    positionOf: (row: T) => string;
    batch?: number;
    signal?: AbortSignal | undefined;
  },
): Listing<T> {
  const page = async (): Promise<Page<T>> => {
    signal?.throwIfAborted();
    // One row more than asked for tells whether there is a next page.
    const rows = await read(after, limit + 1);
    const items = rows.slice(0, limit);
    const hasMore = rows.length > limit;
    const last = items.at(-1);
    return { items, hasMore, next: hasMore && last !== undefined ? cursorOf(positionOf(last)) : null };
  };
  return {
    then: (onPage, onError) => page().then(onPage, onError),
    async *[Symbol.asyncIterator]() {
      for (let position = after; ; ) {
        signal?.throwIfAborted();
        const rows = await read(position, batch);
        yield* rows;
        const last = rows.at(-1);
        if (rows.length < batch || last === undefined) return;
        position = positionOf(last);
      }
    },
  };
}
