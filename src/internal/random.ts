import { randomBytes } from 'node:crypto';

/** Chance, as the library sees it: a port, so that a simulation can own it. */
export interface Random {
  bytes(count: number): Uint8Array;
  /** A number from 0 up to but not including 1. */
  float(): number;
}

/** The operating system's own source. */
export const systemRandom: Random = {
  bytes: (count) => new Uint8Array(randomBytes(count)),
  float: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
};

/** A new id that nobody can guess: a prefix and 128 bits. */
export function randomId(random: Random, prefix: string): string {
  return `${prefix}_${Buffer.from(random.bytes(16)).toString('hex')}`;
}
