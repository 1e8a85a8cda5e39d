import type { Clock } from '../../internal/clock.ts';
import type { Records } from '../../store/records.ts';
import type { Flight } from './flight.ts';

// Keyed by store and connection: two banks of one process on one store share their flights.
const flights = new WeakMap<Records, Map<string, Flight>>();

/** The token calls of this process that are on their way to a store, by connection. */
export function flightsOf(records: Records): Map<string, Flight> {
  let ofStore = flights.get(records);
  if (!ofStore) flights.set(records, (ofStore = new Map()));
  return ofStore;
}

/**
 * Waits until no token call of this process is on its way to this store, so that the store can be closed without
 * losing an answer; at most `mostMs` milliseconds.
 */
export async function refreshesSettled(records: Records, clock: Clock, mostMs: number): Promise<void> {
  const under = [...(flights.get(records)?.values() ?? [])].map(({ over }) => over);
  if (under.length === 0) return;
  const enough = new AbortController();
  const limit = clock.sleep(mostMs, { signal: enough.signal }).catch(() => {});
  await Promise.race([Promise.all(under), limit]);
  enough.abort();
}
