import { type ProviderId, readId } from 'bankweave/adapter-kit';
import type { Transaction } from './wire.ts';

// The best one first. `transaction_id` is a hash of what the row says, and may be another one with every request.
const SCHEMES = [
  { scheme: 'normalised_provider_transaction_id', stable: true },
  { scheme: 'provider_transaction_id', stable: true },
  { scheme: 'transaction_id', stable: false },
] as const;

/** The ids of the rows of one answer. */
export interface RowIds {
  of(row: Transaction): readonly ProviderId[];
  /** Ids that more than one row of the answer has. */
  readonly shared: number;
}

/** An id that several rows of one answer have is nobody's: those rows are told apart by what they say. */
export function rowIds(rows: readonly unknown[]): RowIds {
  const seen = new Map<string, number>();
  for (const row of rows)
    for (const { scheme, value } of idsIn(row)) {
      const key = `${scheme} ${value}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
  const shared = [...seen.values()].filter((count) => count > 1).length;
  const isOwn = ({ scheme, value }: ProviderId): boolean => seen.get(`${scheme} ${value}`) === 1;
  return {
    of: (row) => {
      const ids = readIds(row);
      return shared === 0 ? ids : ids.map((id) => (isOwn(id) ? id : { ...id, stable: false }));
    },
    shared,
  };
}

/** The rows of an answer without those that are in it twice word for word, under one stable id. */
export function distinct(rows: readonly unknown[]): readonly unknown[] {
  const byId = Map.groupBy(rows, (row) => {
    const best = idsIn(row).find(({ stable }) => stable);
    return best && `${best.scheme} ${best.value}`;
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

/** The ids by which a row can be met again, as text. */
export function idsOf(row: unknown): readonly string[] {
  return idsIn(row).flatMap(({ scheme, value, stable }) => (stable ? [`${scheme} ${value}`] : []));
}

/** The ids of a row that may not even be one. */
function idsIn(row: unknown): readonly ProviderId[] {
  try {
    return readIds(row as Transaction);
  } catch {
    return [];
  }
}

// Ids are asked for several times on a row's way through a pull.
const known = new WeakMap<Transaction, readonly ProviderId[]>();

function readIds(row: Transaction): readonly ProviderId[] {
  const before = known.get(row);
  if (before) return before;
  const ids: ProviderId[] = [];
  for (const { scheme, stable } of SCHEMES) {
    const value = readId(row[scheme], scheme);
    if (value !== undefined) ids.push({ scheme, value, stable });
  }
  known.set(row, ids);
  return ids;
}
