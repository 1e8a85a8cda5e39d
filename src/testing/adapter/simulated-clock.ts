import type { Clock } from '../../internal/clock.ts';

/** Waits up to this long are over at once, and time has passed; a longer one is a deadline, and waits for `advance`. */
const SHORT_MS = 4_000;

/**
 * Time that passes only when it is told to, so that a test takes none: the `clock` of a world of your own.
 *
 * A short wait, such as the one before a retry, is over at once, and time has passed. A longer one is a deadline: it stays
 * open until `advance` reaches it or its signal aborts it.
 *
 * @example
 * ```ts
 * const clock = new SimulatedClock(Date.UTC(2026, 10, 20, 12))
 * const world = { clock, pass: ({ days = 0, minutes = 0 }) => clock.advance((days * 24 * 60 + minutes) * 60_000) }
 * ```
 */
export class SimulatedClock implements Clock {
  #at: number;
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();

  /** @param start epoch milliseconds */
  constructor(start: number) {
    this.#at = start;
  }

  now = (): number => this.#at;
  monotonic = (): number => this.#at;

  /** Lets time pass, and ends every wait that it reaches. */
  advance(ms: number): void {
    this.#at += ms;
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > this.#at) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }

  sleep = async (ms: number, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> => {
    signal?.throwIfAborted();
    if (ms <= SHORT_MS) return this.advance(ms);
    await new Promise<void>((resolve, reject) => {
      const sleeper = { until: this.#at + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      const onAbort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  };
}
