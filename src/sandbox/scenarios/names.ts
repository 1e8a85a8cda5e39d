import type { WorldRow } from '../row.ts';

/** The stories that can be played by name. */
export const SCENARIOS = [
  'two_equal_coffees',
  'tip',
  'fuel_hold',
  'vanishing_pending',
  'lost_link',
  'posted_before_pending_goes',
  'renumbered_day',
  'swapped_numbers',
  'removed_and_back',
  'late_and_backdated',
  'refund',
  'foreign_purchase',
  'blank_number',
  'hostile_text',
  'replaced_card',
] as const;

/** The name of a story; see {@link SCENARIOS}. */
export type ScenarioName = (typeof SCENARIOS)[number];

/** What a story left behind. */
export interface ScenarioResult {
  /** The rows it touched as they are shown now; those that are gone are not among them. */
  readonly rows: readonly WorldRow[];
  /** Further steps of the story, to be called in order, each after a sync or a jump in time. */
  readonly next: readonly (() => readonly WorldRow[])[];
}
