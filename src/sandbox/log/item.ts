import type { Day } from '../days.ts';
import type { Position } from '../position.ts';
import type { EventKind, WorldRow } from '../row.ts';

/** One moment in the life of a row. */
export interface Step {
  readonly position: Position;
  readonly at: number;
  readonly kind: EventKind;
  /** How the bank shows the row from now on; `null` where it does not. */
  readonly row: WorldRow | null;
}

/** A row and its whole life. */
export interface Item {
  readonly key: string;
  readonly accountId: string;
  /** The day that it belongs to: of the purchase, not of the booking. */
  readonly day: Day;
  /** In the order of their positions. */
  readonly steps: readonly Step[];
}

/** The longest a row made by the world goes on changing, in days. */
export const LONGEST_LIFE = 32;

/** The row as the bank shows it at a moment; `null` where it does not show it. */
export function rowAt(item: Item, at: number): WorldRow | null {
  let row: WorldRow | null = null;
  for (const step of item.steps) {
    if (step.at > at) break;
    row = step.row;
  }
  return row;
}
