import { type Clock, systemClock } from 'bankweave';

/** A clock that runs so many times as fast since `start`; the same for every process that is told the same start. */
export function fastClock(start: number, pace = 10): Clock {
  return {
    now: () => start + (systemClock.now() - start) * pace,
    monotonic: () => systemClock.monotonic() * pace,
    sleep: (ms, options) => systemClock.sleep(ms / pace, options),
  };
}
