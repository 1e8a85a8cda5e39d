import type { Clock } from 'bankweave';

/** Time that passes when it is told to. What waits waits no longer than this process takes to get there. */
export class VirtualClock implements Clock {
  #at: number;

  constructor(start: number) {
    this.#at = start;
  }

  now = (): number => this.#at;
  monotonic = (): number => this.#at;

  advance(ms: number): void {
    this.#at += ms;
  }

  /** A short wait is over at once, and time has passed. A longer one is a deadline, which no test lets come. */
  async sleep(ms: number, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    signal?.throwIfAborted();
    if (ms <= 4_000) return this.advance(ms);
    await new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  }
}
