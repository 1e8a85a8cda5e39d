import type { Clock } from '../../internal/clock.ts';
import type { Slot } from './slot.ts';

/** A holder that was not heard of for so long is gone. */
export const LEASE_MS = 15_000;
/** How far the clocks of two machines may be apart. */
const SKEW_MS = 5 * 60_000;

/**
 * Decides whether a slot is free to take. A lease that ended long ago is, by the wall clock. One that ended a moment
 * ago may only look so, as clocks differ; so its holder has to stay silent for a whole lease while we look on, measured
 * by our own clock.
 */
export class Watch {
  readonly #clock: Clock;
  #version = -1;
  #since = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isFree({ holder, expiresAt }: Slot, version: number): boolean {
    if (holder === null) return true;
    if (expiresAt + SKEW_MS <= this.#clock.now()) return true;
    const now = this.#clock.monotonic();
    if (version !== this.#version) {
      this.#version = version;
      this.#since = now;
    }
    return now - this.#since >= LEASE_MS;
  }
}
