import { StoreUnavailableError } from '../../errors/catalog.ts';
import type { Clock } from '../../internal/clock.ts';
import { OVER } from '../../internal/over.ts';

const MOST_WAITING = 10_000;

/** Lets one writer in at a time, in the order of their calls. Waiting is bounded in number and in time. */
export class WriteQueue {
  #busy = false;
  readonly #waiting: (() => void)[] = [];

  async run<T>(clock: Clock, patienceMs: number, work: () => Promise<T>): Promise<T> {
    if (this.#busy) await this.#wait(clock, patienceMs);
    this.#busy = true;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#busy = false;
    }
  }

  #wait(clock: Clock, patienceMs: number): Promise<void> {
    if (this.#waiting.length >= MOST_WAITING) throw new StoreUnavailableError('Too many writes are waiting.');
    return new Promise((resolve, reject) => {
      const arrived = new AbortController();
      const enter = (): void => {
        arrived.abort(OVER);
        resolve();
      };
      this.#waiting.push(enter);
      clock.sleep(patienceMs, { signal: arrived.signal }).then(
        () => {
          const place = this.#waiting.indexOf(enter);
          if (place >= 0) this.#waiting.splice(place, 1);
          reject(new StoreUnavailableError('The store was busy with other writes for too long.'));
        },
        () => undefined,
      );
    });
  }
}
