import { type ProviderId, readId } from 'bankweave/adapter-kit';
import type { Transaction } from './wire.ts';

// The best one first.
const STABLE = ['normalised_provider_transaction_id', 'provider_transaction_id'] as const;
// A hash of what the row says, which may be another one with every request.
const UNSTABLE = 'transaction_id';
const SCHEMES = [...STABLE, UNSTABLE] as const;

/** The rows of one answer, each thing once, and the ids by which they can be met again. */
export class Answer {
  readonly rows: readonly unknown[];
  readonly #seen: Ids;
  /** Ids that more than one row has are nobody's: those rows are told apart by what they say. */
  readonly #shared: Ids;

  constructor(given: readonly unknown[]) {
    const before = idsIn(given);
    this.rows = sizeOf(before.shared) === 0 ? given : distinct(given);
    const { seen, shared } = this.rows === given ? before : idsIn(this.rows);
    this.#seen = seen;
    this.#shared = shared;
  }

  /** How many ids more than one row has. */
  get shared(): number {
    return sizeOf(this.#shared);
  }

  /** Every id of a row. */
  idsOf(row: Transaction): readonly ProviderId[] {
    const ids: ProviderId[] = [];
    for (const scheme of SCHEMES) {
      const value = readId(row[scheme], scheme);
      if (value === undefined) continue;
      const stable = scheme !== UNSTABLE && !this.#shared[scheme].has(value);
      ids.push({ scheme, value, stable });
    }
    return ids;
  }

  /** Whether one of its rows has an id of this one. */
  shows(row: unknown): boolean {
    return STABLE.some((scheme) => this.#seen[scheme].has(stableId(row, scheme) ?? ''));
  }
}

type Stable = (typeof STABLE)[number];
type Ids = Readonly<Record<Stable, Set<string>>>;

function idsIn(rows: readonly unknown[]): { readonly seen: Ids; readonly shared: Ids } {
  const [seen, shared] = [noIds(), noIds()];
  for (const scheme of STABLE)
    for (const row of rows) {
      const id = stableId(row, scheme);
      if (id === undefined) continue;
      const { size } = seen[scheme];
      if (seen[scheme].add(id).size === size) shared[scheme].add(id);
    }
  return { seen, shared };
}

function noIds(): Ids {
  return { normalised_provider_transaction_id: new Set(), provider_transaction_id: new Set() };
}

function sizeOf(ids: Ids): number {
  return STABLE.reduce((sum, scheme) => sum + ids[scheme].size, 0);
}

/** The rows without those that are there twice word for word, under one stable id. */
function distinct(rows: readonly unknown[]): readonly unknown[] {
  const byId = Map.groupBy(rows, (row) => {
    const best = STABLE.find((scheme) => stableId(row, scheme) !== undefined);
    return best && `${best} ${stableId(row, best)}`;
  });
  const twice = new Set<unknown>();
  for (const [id, same] of byId) {
    if (id === undefined || same.length < 2) continue;
    const texts = new Set<string>();
    for (const row of same) {
      const text = JSON.stringify(row);
      if (texts.has(text)) twice.add(row);
      texts.add(text);
    }
  }
  return twice.size === 0 ? rows : rows.filter((row) => !twice.has(row));
}

/** An id of a row that may not even be one. */
function stableId(row: unknown, scheme: Stable): string | undefined {
  try {
    return readId((row as Transaction)[scheme]);
  } catch {
    return undefined;
  }
}
