import { type Clock, systemClock } from '../../internal/clock.ts';

/** A wall clock that stands still until it is moved. Waiting is real. */
export class StandingClock implements Clock {
  #now = Date.UTC(2026, 10, 20, 9, 30);

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  monotonic(): number {
    return systemClock.monotonic();
  }

  sleep(ms: number, options?: { signal?: AbortSignal }): Promise<void> {
    return systemClock.sleep(ms, options);
  }
}
