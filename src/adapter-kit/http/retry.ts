import pRetry from 'p-retry';
import { BankweaveError } from '../../errors/base.ts';
import type { Clock } from '../../internal/clock.ts';
import type { Random } from '../../internal/random.ts';
import { LONGEST_SLEEP_MS } from './answer-error.ts';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 20_000;

export interface RetryRules {
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Attempts after the first one. */
  readonly retries: number;
  /** Whether this error of the last attempt may go away by itself. */
  readonly mayRetry: (error: BankweaveError) => boolean;
}

/**
 * Runs an attempt until it succeeds, fails for good or the retries are used up; then throws its last error.
 *
 * p-retry keeps the count; the waits are ours, because its own come from `Math.random`, ignore `Retry-After` and are
 * not on the clock. They are full jitter (anything from 0 up to a bound that doubles, 20 s at most), or what the
 * provider asked for plus up to a fifth, so that not every worker is back in the same second.
 */
export function withRetries<T>(attempt: (count: number) => Promise<T>, rules: RetryRules): Promise<T> {
  const { clock, random, signal, retries, mayRetry } = rules;
  return pRetry(attempt, {
    retries,
    minTimeout: 0,
    signal,
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!(error instanceof BankweaveError) || !mayRetry(error)) return false;
      const asked = error.retryAfterMs;
      if (asked !== undefined && asked > LONGEST_SLEEP_MS) return false;
      const bound = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attemptNumber - 1));
      await clock.sleep(asked === undefined ? random.float() * bound : asked * (1 + random.float() / 5), {
        signal,
      });
      return true;
    },
  });
}

/** Statuses that say "not now" rather than "no". */
export function isPassing(status: number | undefined): boolean {
  return status === undefined || status === 408 || status === 425 || status === 429 || status >= 500;
}
