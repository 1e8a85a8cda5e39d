import { ManualClock } from './manual-clock.ts';

/** Stands still but for pauses between polls, which pass at once; deadlines of requests wait for ever. */
export class PollingClock extends ManualClock {
  override sleep(ms: number, options?: { signal?: AbortSignal | undefined }): Promise<void> {
    return super.sleep(ms === 5_000 ? ms + 1 : ms, options);
  }
}
