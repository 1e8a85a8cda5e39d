import type { Clock } from 'bankweave';

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

/** A clock that jumps to its next timer whenever nothing else is left to do. */
export class VirtualClock implements Clock {
  #ms = 0;
  #timers: Timer[] = [];
  #ticking = false;
  readonly start = Date.UTC(2026, 10, 20);

  now(): number {
    return this.start + this.#ms;
  }

  monotonic(): number {
    return this.#ms;
  }

  sleep(ms: number, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const timer: Timer = {
        at: this.#ms + Math.max(0, ms),
        ring: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = (): void => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#timers.push(timer);
      this.#tick();
    });
  }

  get waiting(): number {
    return this.#timers.length;
  }

  #tick(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    setImmediate(() => {
      this.#ticking = false;
      const next = this.#timers.reduce<Timer | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined);
      if (!next) return;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#ms = Math.max(this.#ms, next.at);
      next.ring();
      this.#tick();
    });
  }
}
