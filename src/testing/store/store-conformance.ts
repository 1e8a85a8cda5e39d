import type { Store } from '../../store/contract.ts';
import { lawsAsData, register, type TestFunction } from '../law.ts';
import { commitLaws } from './commits.ts';
import { feedLaws } from './feed.ts';
import { historyLaws } from './history.ts';
import { textLaws } from './hostile-text.ts';
import { lifetimeLaws } from './lifetime.ts';
import { listLaws } from './lists.ts';
import { recordLaws } from './record-box.ts';
import { rowLaws } from './rows.ts';
import { stagingLaws } from './staging.ts';
import { inLab, type Need } from './store-law.ts';
import { tenancyLaws } from './tenancy.ts';
import { workLaws } from './work.ts';

/** What {@link storeConformance} needs to know of a store. */
export interface StoreConformanceOptions {
  /** Registers a test: vitest's, jest's or `node:test`'s own. */
  readonly test: TestFunction;
  /** A new, empty store, not opened yet. Called for each law, often more than once. */
  readonly create: () => Store;
  /**
   * Another handle on what a store keeps, as a second process would have it: not opened yet. A durable store that is not
   * shared is opened by it only after the first handle is closed. Left out, the laws of durable and of shared stores are
   * skipped.
   */
  readonly join?: (store: Store) => Store;
  /**
   * Everything that the store physically keeps at this moment: the bytes of its files, or a dump of its tables. Left
   * out, nobody looks whether erase leaves something behind.
   */
  readonly inspect?: (store: Store) => Promise<string | Uint8Array> | string | Uint8Array;
}

const laws = [
  ...lifetimeLaws,
  ...commitLaws,
  ...stagingLaws,
  ...rowLaws,
  ...feedLaws,
  ...workLaws,
  ...recordLaws,
  ...listLaws,
  ...textLaws,
  ...tenancyLaws,
  ...historyLaws,
];

/** What every store is held to, as data. */
export const STORE_LAWS = lawsAsData(laws);

/**
 * Registers one test for each law that a store has to keep. Each gets stores of its own from `create`, and closes them.
 * What cannot be tried is a skipped test whose name says why.
 *
 * @example
 * ```ts
 * import { test } from 'node:test'
 *
 * storeConformance({ test, create: () => myStore(), inspect: (store) => store.dump() })
 * ```
 */
export function storeConformance({ test, create, join, inspect }: StoreConformanceOptions): void {
  const { durable, shared } = create().traits;
  const lacking: Readonly<Record<Need, string | undefined>> = {
    durable: durable ? undefined : 'this store does not outlive its process',
    shared: shared ? undefined : 'this store is for one process at a time',
    join: join ? undefined : 'no `join` was given, which opens what a store keeps a second time',
    inspect: inspect ? undefined : 'no `inspect` was given, which shows what is physically kept',
  };
  for (const law of laws) {
    const skipped = law.needs.map((need) => lacking[need]).find((reason) => reason !== undefined);
    register(test, law, () => inLab({ create, join, inspect }, law.check), skipped);
  }
}
