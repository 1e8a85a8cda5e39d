import type { Clock } from '../internal/clock.ts';
import type { SealOwner } from './contract.ts';
import type { DataKey } from './data-key.ts';

/** Far below the 2^32 random IVs that one key bears. */
const MOST_SEALS = 2 ** 24;

interface Kept {
  readonly key: DataKey;
  readonly since: number;
  seals: number;
}

/** Data keys in memory, one for each connection: bounded in number and in age, the least recently used goes first. */
export class DataKeyCache {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #maxAgeMs: number;
  readonly #kept = new Map<string, Kept>();
  readonly #pending = new Map<string, Promise<DataKey>>();

  constructor(clock: Clock, { most, maxAgeMs }: { readonly most: number; readonly maxAgeMs: number }) {
    this.#clock = clock;
    this.#most = most;
    this.#maxAgeMs = maxAgeMs;
  }

  /** The data key that a value was sealed under. */
  opening(owner: SealOwner, keyId: string, wrapped: Uint8Array): DataKey | undefined {
    const key = this.#find(placeOf(owner))?.key;
    return key && key.keyId === keyId && key.wrapped.equals(wrapped) ? key : undefined;
  }

  /** A data key to seal one more value under, if there is one that hangs on the key `keyId`. */
  sealing(owner: SealOwner, keyId: string): DataKey | undefined {
    const kept = this.#find(placeOf(owner));
    if (!kept || kept.key.keyId !== keyId || kept.seals >= MOST_SEALS) return undefined;
    kept.seals++;
    return kept.key;
  }

  /** Makes a data key, once for all who ask for the same at the same time, and keeps it. */
  async add(owner: SealOwner, what: string, make: () => Promise<DataKey>): Promise<DataKey> {
    const place = placeOf(owner);
    const wanted = `${what} ${place}`;
    let making = this.#pending.get(wanted);
    if (!making) {
      making = make().finally(() => this.#pending.delete(wanted));
      this.#pending.set(wanted, making);
    }
    const key = await making;
    if (this.#kept.get(place)?.key !== key) this.#keep(place, key);
    return key;
  }

  forget(owner: SealOwner): void {
    this.#kept.delete(placeOf(owner));
  }

  #keep(place: string, key: DataKey): void {
    this.#kept.delete(place);
    this.#kept.set(place, { key, since: this.#clock.monotonic(), seals: 1 });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) break;
      this.#kept.delete(oldest);
    }
  }

  #find(place: string): Kept | undefined {
    const kept = this.#kept.get(place);
    if (!kept) return undefined;
    this.#kept.delete(place);
    if (this.#clock.monotonic() - kept.since >= this.#maxAgeMs) return undefined;
    this.#kept.set(place, kept);
    return kept;
  }
}

// With a length, so that no two owners share a place.
function placeOf({ userId, connectionId }: SealOwner): string {
  return `${userId.length}:${userId}${connectionId}`;
}
