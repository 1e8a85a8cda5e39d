import type { Update } from './changes.ts';

// Updates that are being paged through; one that was forgotten is worked out again.
const HELD = 32;

/** The updates that readers are in the middle of. */
export class UpdateCache {
  readonly #held = new Map<string, Update>();

  get(key: string, make: () => Update): Update {
    const update = this.#held.get(key) ?? make();
    this.#held.delete(key);
    this.#held.set(key, update);
    const oldest = this.#held.size > HELD ? this.#held.keys().next() : undefined;
    if (oldest && !oldest.done) this.#held.delete(oldest.value);
    return update;
  }

  drop(key: string): void {
    this.#held.delete(key);
  }
}
