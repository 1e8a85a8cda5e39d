import type { Clock } from '../../internal/clock.ts';

/** Limits of one attempt in milliseconds. */
export interface TimeLimits {
  /** Until a new connection stands. Default: 5,000. */
  readonly connectMs: number;
  /** From there until the head of the answer is there. Default: 10,000. */
  readonly headersMs: number;
  /** From there until the body is whole. Default: 20,000. */
  readonly bodyMs: number;
  /** All of it together. Default: 30,000. */
  readonly totalMs: number;
}

export const DEFAULT_LIMITS: TimeLimits = {
  connectMs: 5_000,
  headersMs: 10_000,
  bodyMs: 20_000,
  totalMs: 30_000,
};

export type Phase = 'connect' | 'headers' | 'body';

export interface Deadlines {
  /** Ends the timer of the phase before and starts this one's. */
  enter(phase: Phase): void;
  stop(): void;
}

/** Runs the timers of one attempt on the injected clock and tells once which of them ran out. */
export function startDeadlines(
  clock: Clock,
  limits: TimeLimits,
  expired: (phase: Phase | 'total', ms: number) => void,
): Deadlines {
  const total = startTimer(clock, limits.totalMs, () => {
    expired('total', limits.totalMs);
  });
  let current: (() => void) | undefined;
  return {
    enter: (phase) => {
      current?.();
      const ms = limits[`${phase}Ms`];
      current = startTimer(clock, ms, () => {
        expired(phase, ms);
      });
    },
    stop: () => {
      current?.();
      total();
    },
  };
}

// One reason for all: making an error with its stack for every timer of every request would be the dearest part.
const STOPPED = new Error('stopped');

function startTimer(clock: Clock, ms: number, ring: () => void): () => void {
  const stopper = new AbortController();
  clock.sleep(ms, { signal: stopper.signal }).then(
    () => {
      if (!stopper.signal.aborted) ring();
    },
    () => undefined,
  );
  return () => {
    stopper.abort(STOPPED);
  };
}
