import { isBankweaveError } from '../errors/catalog.ts';
import type { Ports } from '../sync/ports.ts';
import { runDue } from './run-due.ts';

const PAUSE = 1_000;
const PAUSE_AFTER_FAULT = 10_000;

/** Keeps running what is due until aborted, then ends quietly once the syncs under way have stopped. */
export async function work(
  ports: Ports,
  { concurrency, signal }: { concurrency: number; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    let pause = PAUSE;
    try {
      const done = await runDue(ports, { limit: concurrency * 4, concurrency, signal });
      if (done.length > 0) pause = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!isBankweaveError(error)) throw error;
      // The store is away for a moment; the work will still be there.
      ports.logger.warn('Could not run what is due.', { code: error.code });
      pause = PAUSE_AFTER_FAULT;
    }
    if (pause > 0) await ports.clock.sleep(pause, { signal }).catch(() => {});
  }
}
