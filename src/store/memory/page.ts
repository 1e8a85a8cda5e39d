import type { PageRequest } from '../ledger.ts';

/** The next page of a list sorted by `key` (ascending text order, unique): the first rows whose key is beyond `after`. */
export function pageOf<T>(sorted: readonly T[], page: PageRequest, key: (value: T) => string): T[] {
  let low = 0;
  if (page.after !== undefined) {
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (key(sorted[middle] as T) <= page.after) low = middle + 1;
      else high = middle;
    }
  }
  return sorted.slice(low, low + page.limit);
}

/** Sorts by a text key, smallest first. */
export function sortedBy<T>(values: Iterable<T>, key: (value: T) => string): T[] {
  const keyed = [...values].map((value) => ({ key: key(value), value }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map((entry) => entry.value);
}
