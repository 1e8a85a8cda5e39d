import { type Clock, systemClock } from 'bankweave';

/** The machine's clock, which leaps when told to: for all who ask it, however they do. */
export function leapingClock(): Clock & { jump(ms: number): void } {
  let offset = 0;
  return {
    now: () => systemClock.now() + offset,
    monotonic: () => systemClock.monotonic() + offset,
    sleep: (ms, options) => systemClock.sleep(ms, options),
    jump: (ms) => void (offset += ms),
  };
}
