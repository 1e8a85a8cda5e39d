/**
 * Time, as the library sees it. Everything that waits or stamps goes through this port, so that a test or a
 * simulation can own time.
 */
export interface Clock {
  /** Wall clock in epoch milliseconds. */
  now(): number;
  /** Milliseconds from an arbitrary start that never goes backwards; for durations only. */
  monotonic(): number;
  /** Resolves after `ms`, or rejects with `signal.reason` when aborted first. */
  sleep(ms: number, options?: { signal?: AbortSignal | undefined }): Promise<void>;
}

// A timer beyond 2^31-1 ms fires at once in Node, so long sleeps are cut into pieces.
const LONGEST_TIMER = 2_147_483_647;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, { signal } = {}) => {
    for (let left = ms; left > 0; left -= LONGEST_TIMER) await timer(Math.min(left, LONGEST_TIMER), signal);
    signal?.throwIfAborted();
  },
};

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = () => {
      clearTimeout(handle);
      reject(signal?.reason as Error);
    };
    const handle = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
