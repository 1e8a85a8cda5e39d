/**
 * A stream of chance that depends on nothing but its key, so that any account and any day can be made alone and
 * come out the same in every process.
 */
export interface Stream {
  /** An integer in `0..n-1`. */
  below(n: number): number;
  /** An integer in `low..high`, both included. */
  between(low: number, high: number): number;
  /** True in `perMille` of a thousand cases. */
  chance(perMille: number): boolean;
  /** One element; the list must not be empty. */
  pick<T>(list: readonly T[]): T;
  /** `n` decimal digits. */
  digits(n: number): string;
}

/** The stream of a key such as `stream(seed, account, day)`. */
export function stream(...key: readonly (string | number)[]): Stream {
  return new Sfc32(...seedOf(key.join('|')));
}

/** Short text that names a key: the same key gives the same text, different keys practically never do. */
export function fingerprint(...key: readonly (string | number)[]): string {
  return seedOf(key.join('|'))
    .map((part) => part.toString(36).padStart(7, '0'))
    .join('')
    .slice(0, 20);
}

// Four multiply-xor lanes over the code units, then mixed: integer arithmetic only, equal on every engine.
function seedOf(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1_779_033_703, 3_144_134_277, 1_013_904_242, 2_773_480_762];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ unit, 597_399_067);
    b = c ^ Math.imul(b ^ unit, 2_869_860_233);
    c = d ^ Math.imul(c ^ unit, 951_274_213);
    d = a ^ Math.imul(d ^ unit, 2_716_044_179);
  }
  a = Math.imul(c ^ (a >>> 18), 597_399_067);
  b = Math.imul(d ^ (b >>> 22), 2_869_860_233);
  c = Math.imul(a ^ (c >>> 17), 951_274_213);
  d = Math.imul(b ^ (d >>> 19), 2_716_044_179);
  const all = a ^ b ^ c ^ d;
  return [all >>> 0, (b ^ all) >>> 0, (c ^ all) >>> 0, (d ^ all) >>> 0];
}

/** The generator sfc32. A class, because worlds make these by the ten thousand. */
class Sfc32 implements Stream {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(a: number, b: number, c: number, d: number) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#d = d | 0;
  }

  below(n: number): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + t) | 0;
    return Math.floor(((t >>> 0) / 4_294_967_296) * n);
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(perMille: number): boolean {
    return this.below(1000) < perMille;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('cannot pick from an empty list');
    return list[this.below(list.length)] as T;
  }

  digits(n: number): string {
    return Array.from({ length: n }, () => this.below(10)).join('');
  }
}
