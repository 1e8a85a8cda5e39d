import type { KeyObject } from 'node:crypto';
import type { Clock } from '../internal/clock.ts';

/**
 * Public keys by which requests are verified, kept between calls. Bounded in every direction, because the id comes from
 * a request that nobody has verified yet.
 */
export interface VerificationKeys {
  /**
   * The key with an id, or `undefined` where there is none. `load` fetches the key, or the whole set it is in; it is
   * called once for several who ask at the same time, again an hour later, and for one id at most once a minute
   * whatever came of it. Where it throws, a key that is known already goes on working for a day.
   *
   * @throws what `load` throws, to those who waited for it
   * @example
   * ```ts
   * const key = await call.keys.get(kid, async () => new Map([[kid, await fetchKey(kid, call.http)]]))
   * ```
   */
  get(id: string, load: () => Promise<ReadonlyMap<string, KeyObject>>): Promise<KeyObject | undefined>;
}

interface Held {
  /** `undefined` for an id that there was no key for. */
  readonly key: KeyObject | undefined;
  readonly loadedAt: number;
  readonly triedAt: number;
}

const LONGEST_ID = 256;
const MOST_KEYS = 100;
const MOST_MISSES = 1_000;
const MINUTE = 60_000;
const FRESH = 60 * MINUTE;
const USABLE = 24 * 60 * MINUTE;
/** Over all ids, so that made-up ones cannot spend the provider's patience with us. */
const LOADS_PER_MINUTE = 60;

/** Keeps verification keys in memory, on a clock. One for each provider. */
export function verificationKeys(clock: Clock): VerificationKeys {
  const keys = new Map<string, Held>();
  const misses = new Map<string, Held>();
  const loading = new Map<string, Promise<KeyObject | undefined>>();
  let loads = { since: Number.NEGATIVE_INFINITY, count: 0 };

  const put = (map: Map<string, Held>, most: number, id: string, held: Held): void => {
    map.delete(id);
    map.set(id, held);
    for (const oldest of map.keys()) {
      if (map.size <= most) break;
      map.delete(oldest);
    }
  };

  const mayLoad = (now: number): boolean => {
    if (now - loads.since >= MINUTE) loads = { since: now, count: 0 };
    return loads.count++ < LOADS_PER_MINUTE;
  };

  const fetched = async (
    id: string,
    before: KeyObject | undefined,
    load: () => Promise<ReadonlyMap<string, KeyObject>>,
  ): Promise<KeyObject | undefined> => {
    const set = await load();
    const at = clock.monotonic();
    for (const [name, key] of set) {
      misses.delete(name);
      put(keys, MOST_KEYS, name, { key, loadedAt: at, triedAt: at });
    }
    // A key that its provider no longer has is no key, and has been asked for just now.
    if (before && !set.has(id)) {
      keys.delete(id);
      put(misses, MOST_MISSES, id, { key: undefined, loadedAt: at, triedAt: at });
    }
    return set.get(id);
  };

  return {
    async get(id, load) {
      if (id === '' || id.length > LONGEST_ID) return undefined;
      const now = clock.monotonic();
      const held = keys.get(id) ?? misses.get(id);
      const usable = held?.key && now - held.loadedAt < USABLE ? held.key : undefined;
      if (usable && held && now - held.loadedAt < FRESH) return usable;
      const underWay = loading.get(id);
      if (underWay) return usable ?? underWay;
      if ((held && now - held.triedAt < MINUTE) || !mayLoad(now)) return usable;
      // Written down before anything is sent, so that no failure can be repeated at will.
      if (usable && held) put(keys, MOST_KEYS, id, { ...held, triedAt: now });
      else {
        keys.delete(id);
        put(misses, MOST_MISSES, id, { key: undefined, loadedAt: now, triedAt: now });
      }
      const answer = fetched(id, usable, load).finally(() => loading.delete(id));
      loading.set(id, answer);
      return usable ? answer.catch(() => usable) : answer;
    },
  };
}
