import type { Ledger } from '../store/ledger.ts';
import { EVERY_USER } from '../store/scope.ts';

const PAGE = 500;
// What is left over is trimmed the next time.
const MOST_PAGES = 200;

/** Forgets the entries of the change feed from before a moment (epoch milliseconds). */
export async function trimChanges(ledger: Ledger, before: number, signal: AbortSignal): Promise<void> {
  let { oldest: reached } = await ledger.changeBounds();
  const start = reached;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    signal.throwIfAborted();
    const entries = await ledger.changes(EVERY_USER, reached, PAGE);
    const kept = entries.findIndex(({ at }) => Date.parse(at) >= before);
    const old = kept < 0 ? entries : entries.slice(0, kept);
    reached = old.at(-1)?.seq ?? reached;
    if (kept >= 0 || entries.length < PAGE) break;
  }
  if (reached > start) await ledger.trimChanges(reached);
}
