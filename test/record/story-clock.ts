import { setTimeout as pause } from 'node:timers/promises';
import { ManualClock } from '../support/manual-clock.ts';

/**
 * Stands still until it is moved, so that a story reads the same moments each time. Sleeps take as long as they say,
 * because the network is real while a story is recorded.
 */
export class StoryClock extends ManualClock {
  override async sleep(ms: number, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    await pause(ms, undefined, { ref: false, ...(signal && { signal }) }).catch(() =>
      signal?.throwIfAborted(),
    );
    this.advance(ms);
  }
}
