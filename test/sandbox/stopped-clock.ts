/** A clock that stands still until it is set. */
export function stoppedClock(start: number = Date.UTC(2026, 10, 20, 15)) {
  return {
    at: start,
    now(): number {
      return this.at;
    },
    monotonic(): number {
      return this.at;
    },
    sleep: (): Promise<void> => Promise.resolve(),
  };
}
