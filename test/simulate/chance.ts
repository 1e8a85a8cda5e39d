import type { BankweaveOptions } from 'bankweave';

/** Chance that can be repeated: the same seed, the same sequence. */
export class Chance {
  #state: number;

  constructor(seed: number, stream = '') {
    let hash = 2_166_136_261;
    for (const char of `${seed} ${stream}`) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619);
    this.#state = hash >>> 0;
  }

  /** From 0 up to but not including 1. */
  next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  /** A whole number from 0 up to but not including `bound`. */
  below = (bound: number): number => Math.floor(this.next() * bound);

  /** Whether something that happens this often happens now. */
  happens = (share: number): boolean => this.next() < share;

  pick<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)];
    if (found === undefined) throw new RangeError('there is nothing to pick from');
    return found;
  }

  /** Chance as the library takes it. */
  port(): NonNullable<BankweaveOptions<[]>['random']> {
    return {
      bytes: (count) => Uint8Array.from({ length: count }, () => this.below(256)),
      float: this.next,
    };
  }
}
