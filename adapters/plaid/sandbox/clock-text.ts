import type { Instant } from 'bankweave/adapter-kit';

/** A moment as Plaid writes it. */
export function instantOf(ms: number): Instant {
  return new Date(ms).toISOString() as Instant;
}

/** A moment in whole seconds, as Plaid writes those of tokens and Items. */
export function secondOf(ms: number): Instant {
  return `${new Date(ms).toISOString().slice(0, 19)}Z` as Instant;
}
