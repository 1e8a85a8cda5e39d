import type { ConnectionCall } from 'bankweave/adapter-kit';

type Clock = ConnectionCall['clock'];

/** Sleeps up to this long are slept at once, by moving the clock; longer ones wait until a test moves it. */
const SHORT = 5_000;

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #at: number;
  readonly #start: number;
  readonly #waiting = new Set<{ readonly until: number; readonly wake: () => void }>();

  constructor(start = Date.UTC(2026, 10, 20, 12)) {
    this.#at = start;
    this.#start = start;
  }

  /** Back to where it began. */
  restart(): this {
    this.#at = this.#start;
    return this;
  }

  now = (): number => this.#at;
  monotonic = (): number => this.#at;

  /** How many sleep and wait to be woken. */
  get sleeping(): number {
    return this.#waiting.size;
  }

  advance(ms: number): void {
    this.#at += ms;
    for (const sleeper of this.#waiting) {
      if (sleeper.until > this.#at) continue;
      this.#waiting.delete(sleeper);
      sleeper.wake();
    }
  }

  async sleep(ms: number, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    signal?.throwIfAborted();
    if (ms <= SHORT) {
      this.advance(ms);
      // Whoever sleeps lets the others go on; a loop of short sleeps must not be hours in no time.
      await new Promise((resolve) => setImmediate(resolve));
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const sleeper = { until: this.#at + ms, wake: resolve };
      this.#waiting.add(sleeper);
      const onAbort = (): void => {
        this.#waiting.delete(sleeper);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}
