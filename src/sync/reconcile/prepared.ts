import type { DecisionRule, KnownRow } from '../../store/rows.ts';
import type { Pair } from './match-pending.ts';

/** An op that is another sighting of a known row, though none of its own ids says so. */
export interface Join {
  readonly row: KnownRow;
  readonly rule: DecisionRule;
  readonly evidence: Readonly<Record<string, string | number | boolean | null>>;
}

/** What had to be settled over the whole update before its sets can be decided one by one. */
export interface Prepared {
  /** By op key. */
  readonly joins: ReadonlyMap<string, Join>;
  /** Keys of ops that a join uses up: the removal of a pending row that was booked, say. */
  readonly absorbed: ReadonlySet<string>;
  /** Ids for new rows whose own key is taken, by op key. */
  readonly freshIds: ReadonlyMap<string, string>;
  /** Known pending rows that ended without being booked, by their absence from a complete pending set. */
  readonly vanishedPending: readonly KnownRow[];
  /** Known posted rows inside the covered reads that no op of this update is a sighting of. */
  readonly absentPosted: readonly KnownRow[];
  /** Pairs the host may join. */
  readonly suggestions: readonly Pair[];
}
