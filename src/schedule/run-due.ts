import type { Ports } from '../sync/ports.ts';
import { type DueResult, serve } from './serve.ts';

/** Syncs what is due now, several at a time, and answers when it is done. What somebody else has is left to them. */
export async function runDue(
  ports: Ports,
  { limit, concurrency, signal }: { limit: number; concurrency: number; signal: AbortSignal },
): Promise<readonly DueResult[]> {
  const due = await ports.store.ledger.due(ports.clock.now(), limit);
  const results: DueResult[] = [];
  const queue = due[Symbol.iterator]();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      const next = failed ? undefined : queue.next();
      if (!next || next.done) return;
      const result = await serve(ports, next.value.connectionId, signal).catch((error: unknown) => {
        failed = true;
        throw error;
      });
      if (result) results.push(result);
    }
  };
  const workers = Array.from({ length: Math.min(concurrency, due.length) }, worker);
  // What is under way comes to its end before anything is thrown, so that nothing goes on behind the caller's back.
  const outcomes = await Promise.allSettled(workers);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return results;
}
