import type { StagedRow } from '../ledger.ts';

interface Head {
  row: StagedRow;
  readonly run: number;
  readonly rest: Iterator<StagedRow>;
}

/** Merges sorted runs into one sorted list; of several rows with one key the one of the latest run stays. */
export function* merge(runs: readonly Iterable<StagedRow>[]): Generator<StagedRow> {
  const heap: Head[] = [];
  for (const [run, rows] of runs.entries()) {
    const rest = rows[Symbol.iterator]();
    const { done, value } = rest.next();
    if (!done) heap.push({ row: value, run, rest });
  }
  for (let at = heap.length >> 1; at >= 0; at--) sink(heap, at);
  let last: string | undefined;
  for (let top = heap[0]; top; top = heap[0]) {
    const { row } = top;
    const { done, value } = top.rest.next();
    const end = done ? heap.pop() : undefined;
    if (!done) top.row = value;
    else if (end && end !== top) heap[0] = end;
    sink(heap, 0);
    if (row.key === last) continue;
    last = row.key;
    yield row;
  }
}

function sink(heap: Head[], from: number): void {
  for (let at = from; ; ) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2]) if (before(heap[child], heap[least])) least = child;
    if (least === at) return;
    [heap[at], heap[least]] = [heap[least] as Head, heap[at] as Head];
    at = least;
  }
}

// Of equal keys the latest run comes first, and the others are passed over.
function before(a: Head | undefined, b: Head | undefined): boolean {
  if (!a || !b) return false;
  return a.row.key < b.row.key || (a.row.key === b.row.key && a.run > b.run);
}
