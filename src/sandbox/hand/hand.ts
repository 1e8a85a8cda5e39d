import type { AccountFrame } from '../bank/account.ts';
import { loginOf } from '../bank/ids.ts';
import type { Item, Step } from '../log/item.ts';
import { handPosition, type Position } from '../position.ts';
import type { EventKind, WorldRow } from '../row.ts';

/** How an account ended. */
export interface Closing {
  readonly at: number;
  readonly position: Position;
  readonly vanish: boolean;
}

/** An account opened by hand. */
export interface Opening {
  readonly frame: AccountFrame;
  readonly at: number;
  readonly position: Position;
}

/** Everything that was pushed by hand. Rows that the world made are taken over with the first touch. */
export class Hand {
  readonly #items = new Map<string, Map<string, Item>>();
  readonly openings = new Map<string, Opening>();
  readonly closings = new Map<string, Closing>();
  // The moment of each thing done by hand, in order.
  readonly #moments: number[] = [];
  #latest = 0;

  /** Tells that everything up to a moment has been shown to somebody. */
  seen(at: number): void {
    this.#latest = Math.max(this.#latest, at);
  }

  /** The end of everything visible at a moment. */
  head(at: number): Position {
    const later = this.#moments.findIndex((moment) => moment > at);
    return handPosition(at, later === -1 ? this.#moments.length : later);
  }

  /** A place after everything visible. */
  next(now: number): { readonly at: number; readonly position: Position; readonly count: number } {
    const at = Math.max(now, this.#latest);
    this.#latest = at;
    const count = this.#moments.push(at);
    return { at, position: handPosition(at, count), count };
  }

  /** The items of a login that were made or touched by hand, by key. */
  items(loginId: string): ReadonlyMap<string, Item> {
    return this.#items.get(loginId) ?? new Map<string, Item>();
  }

  /** Continues an item's life by hand: what the world had planned for it later does not happen. */
  add(item: Item, kind: EventKind, row: WorldRow | null, at: number, position: Position): void {
    const loginId = loginOf(item.accountId);
    const step: Step = { at, position, kind, row };
    const held = this.#items.get(loginId) ?? new Map<string, Item>();
    held.set(item.key, { ...item, steps: [...item.steps.filter((old) => old.at <= at), step] });
    this.#items.set(loginId, held);
  }
}
