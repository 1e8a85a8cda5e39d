import { ProviderResponseError, readWire } from 'bankweave/adapter-kit';
import { z } from 'zod';
import { Pagination, rooted } from './wire.ts';

/** How a list ended: whether every page was of one and the same list. */
export interface Drained {
  readonly coherent: boolean;
}

const MOST_PAGES = 2_000;
const MOST_BEGINNINGS = 3;

interface Listing<Row extends { guid?: unknown }> {
  /** Under which the rows are. */
  readonly key: string;
  readonly schema: z.ZodType<Row>;
  /** Asks for one page, from 1 on. */
  readonly read: (page: number) => Promise<unknown>;
}

/**
 * Every page of a list, begun again when the list moved underneath. Rows of all beginnings are given, so what was seen
 * is never lost; only a list that stood still to its end, with as many rows as it says, is coherent.
 *
 * @throws ProviderResponseError for an answer that is no such list, an empty 204 among them.
 */
export async function* pages<Row extends { guid?: unknown }>(
  listing: Listing<Row>,
): AsyncGenerator<readonly Row[], Drained> {
  for (let beginning = 1; ; beginning++) {
    const coherent = yield* fromTheTop(listing, beginning < MOST_BEGINNINGS);
    if (coherent !== 'moved') return { coherent };
  }
}

/** A list in one piece, for the short ones. A list that keeps moving is given as it was seen, each thing once. */
export async function all<Row extends { guid?: unknown }>(
  listing: Listing<Row>,
): Promise<{ rows: Row[]; coherent: boolean }> {
  const found = new Map<unknown, Row>();
  const reading = pages(listing);
  for (;;) {
    const step = await reading.next();
    if (step.done) return { rows: [...found.values()], coherent: step.value.coherent };
    for (const row of step.value) found.set(row.guid, row);
  }
}

async function* fromTheTop<Row extends { guid?: unknown }>(
  { key, schema, read }: Listing<Row>,
  mayBeginAgain: boolean,
): AsyncGenerator<readonly Row[], boolean | 'moved'> {
  const body = z.object({ pagination: Pagination.nullish() }).and(rooted(key, z.array(schema)));
  const seen = new Set<unknown>();
  let stated: string | undefined;
  let steady = true;
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = readWire(body, await read(page));
    const rows = (answer as Record<string, unknown>)[key] as Row[];
    const { total_entries: entries, total_pages: last } = answer.pagination ?? {};
    const now = `${entries} ${last}`;
    const moved = stated !== undefined && stated !== now;
    if (moved && mayBeginAgain) return 'moved';
    steady &&= !moved;
    stated = now;
    const before = seen.size;
    for (const { guid } of rows) if (guid !== undefined) seen.add(guid);
    const fresh = seen.size - before;
    if (rows.length > 0) yield rows;
    // The same row on two pages: one that nobody saw has slipped between them.
    const slipped = fresh < rows.length;
    if (slipped && mayBeginAgain && page > 1) return 'moved';
    steady &&= !slipped;
    // One with a count may claim fewer pages than it has; one without ends with a page that brings nothing.
    if (typeof entries === 'number' ? seen.size >= entries || rows.length === 0 : fresh === 0)
      return steady && typeof entries === 'number' && seen.size === entries;
  }
  throw new ProviderResponseError('MX gave a list without an end.', { provider: 'mx', field: key });
}
