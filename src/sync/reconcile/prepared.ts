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
  /** Accounts of the update that hold no row yet. */
  readonly without: ReadonlySet<string>;
  /** By op key. */
  readonly joins: ReadonlyMap<string, Join>;
  /** Keys of ops that a join uses up, such as the removal of a pending row that was booked. */
  readonly absorbed: ReadonlySet<string>;
  /** Ops that are rows of their own although one of their ids leads to another row. */
  readonly apart: ReadonlySet<string>;
  /** Rows that the provider removed under one id and shows under a former one. */
  readonly revived: ReadonlySet<string>;
  /** Ids for new rows whose own key is taken, by op key. */
  readonly freshIds: ReadonlyMap<string, string>;
  /** Known pending rows that ended without being booked, and what shows it. */
  readonly endedPending: readonly { readonly row: KnownRow; readonly by: 'absence' | 'link' }[];
  /** Known posted rows inside the covered reads that no op of this update is a sighting of. */
  readonly absent: readonly KnownRow[];
  /** Rows that the update shows to be there, by id. */
  readonly seen: ReadonlyMap<string, unknown>;
  /** By account: how many known posted rows the covered reads should have brought. */
  readonly known: ReadonlyMap<string, number>;
  /** Pairs the host may join. */
  readonly suggestions: readonly Pair[];
  /** How many rows came with an id that named another row before. */
  readonly reissued: number;
}
