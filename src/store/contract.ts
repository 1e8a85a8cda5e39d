import type { Clock } from '../internal/clock.ts';
import type { Ledger } from './ledger.ts';
import type { Records } from './records.ts';

/**
 * Where the ledger lives. Two facets keep a third-party store small: `ledger` knows banking, `records` is a versioned
 * key-value table for everything else.
 *
 * A store throws only errors of this library: `store_unavailable` when the database is busy, full or gone, and then
 * nothing of the call was written.
 */
export interface Store {
  readonly traits: StoreTraits;
  readonly ledger: Ledger;
  readonly records: Records;
  /** Called once before anything else: migrates, and takes the clock. Opening an open store again does nothing. */
  open(ports: { readonly clock: Clock }): Promise<void>;
  close(): Promise<void>;
}

/** What the engine has to know about a store. */
export interface StoreTraits {
  /** Whether what it holds outlives the process. */
  readonly durable: boolean;
  /** Whether several processes may work on it at the same time. */
  readonly shared: boolean;
}
