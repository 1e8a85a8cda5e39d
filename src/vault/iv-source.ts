import type { Random } from '../internal/random.ts';
import { IV_BYTES } from './envelope.ts';

const IVS = 64;

/** Random IVs, each given out once. Asking the system for many at a time is what makes them cheap. */
export class IvSource {
  readonly #random: Random;
  #pool: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(): Uint8Array {
    if (this.#at >= this.#pool.length) {
      this.#pool = this.#random.bytes(IVS * IV_BYTES);
      this.#at = 0;
    }
    this.#at += IV_BYTES;
    return this.#pool.subarray(this.#at - IV_BYTES, this.#at);
  }
}
