/** Chance, as the library sees it: a port, so that a simulation can own it. */
export interface Random {
  bytes(count: number): Uint8Array;
  /** A number from 0 up to but not including 1. */
  float(): number;
}

/** The operating system's own source. */
export const systemRandom: Random = {
  bytes,
  float: () => Buffer.from(bytes(6)).readUIntBE(0, 6) / 2 ** 48,
};

// Importing `node:crypto` takes milliseconds, and not every process gets this far.
function bytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** A new id that nobody can guess: a prefix and 128 bits. */
export function randomId(random: Random, prefix: string): string {
  return `${prefix}_${Buffer.from(random.bytes(16)).toString('hex')}`;
}
