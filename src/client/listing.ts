import type { PageRequest } from '../store/ledger.ts';
import type { Ports } from '../sync/ports.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { type CallOptions, fieldsOf, signalOf, wholeOf } from './input.ts';
import type { Kernel } from './kernel.ts';

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Pass it as `after` for the next page; `null` at the end. */
  readonly next: string | null;
  readonly hasMore: boolean;
}

/** What every list takes. */
export interface PageQuery extends CallOptions {
  /** Rows of an awaited page, 1 to 500. An iterated list gives every row. Default: 50. */
  readonly limit?: number | undefined;
  /** The `next` of the page before, of this same list in this same order. Left out or `null`: from the beginning. */
  readonly after?: string | null | undefined;
}

/**
 * A list that is read two ways: `await` it for one page, or `for await` it for every row. Nothing is read before that,
 * and a mistake in the query comes out there as well. Rows that are added or removed meanwhile neither double nor hide
 * any other.
 *
 * @example
 * ```ts
 * for await (const t of ada.transactions.list()) console.log(t.description)
 * const { items, next } = await ada.transactions.list({ limit: 50 })
 * ```
 */
export interface Listing<T> extends PromiseLike<Page<T>>, AsyncIterable<T> {}

/** How a list is read, once its query is known to be right. */
export interface Reading<Row> {
  /** The list and its order, for the cursor. */
  readonly name: string;
  /** Where a row stands in that order. */
  positionOf(row: Row): string;
  /** Up to `limit` rows beyond the position `after`. */
  read(page: PageRequest): Promise<readonly Row[]>;
}

const PAGE_KEYS = ['limit', 'after', 'signal'] as const;
const LONGEST_PAGE = 500;
const BATCH = 200;

/** Makes a list: `keys` are its own filters, `open` checks them and says how to read. */
export function listing<Row, Query extends PageQuery = PageQuery>(
  kernel: Kernel,
  query: Query | undefined,
  keys: readonly Exclude<keyof Query & string, keyof PageQuery>[],
  open: (query: Partial<Query>, ports: Ports) => Reading<Row> | Promise<Reading<Row>>,
): Listing<Row> {
  const checked = (): { given: Partial<Query>; limit: number; signal: AbortSignal | undefined } => {
    const given = fieldsOf<Query>(query, [...keys, ...PAGE_KEYS], 'query');
    return {
      given,
      limit: wholeOf(given.limit, 'query.limit', { max: LONGEST_PAGE, standard: 50 }),
      signal: signalOf(given.signal, 'query.signal'),
    };
  };
  const opened = async (ports: Ports, given: Partial<Query>): Promise<[Reading<Row>, string | undefined]> => {
    const reading = await open(given, ports);
    return [reading, fromCursor(reading.name, given.after, 'query.after')];
  };

  const page = async (): Promise<Page<Row>> => {
    const { given, limit, signal } = checked();
    return kernel.call(signal, async (ports) => {
      const [reading, after] = await opened(ports, given);
      // One row more than asked for tells whether there is a next page.
      const rows = await reading.read({ limit: limit + 1, ...(after !== undefined && { after }) });
      const items = rows.slice(0, limit);
      const hasMore = rows.length > limit;
      const last = items.at(-1);
      const next = hasMore && last !== undefined ? toCursor(reading.name, reading.positionOf(last)) : null;
      return { items, hasMore, next };
    });
  };

  async function* every(): AsyncGenerator<Row> {
    const { given, signal } = checked();
    let [reading, after] = await kernel.call(signal, (ports) => opened(ports, given));
    for (;;) {
      const request = { limit: BATCH, ...(after !== undefined && { after }) };
      const rows = await kernel.call(signal, () => reading.read(request));
      yield* rows;
      const last = rows.at(-1);
      if (rows.length < BATCH || last === undefined) return;
      after = reading.positionOf(last);
    }
  }

  return { then: (onPage, onError) => page().then(onPage, onError), [Symbol.asyncIterator]: every };
}
