import type { RunCounts } from '../../store/runs.ts';

/** Counts while they are being made. */
export type Tally = { -readonly [K in keyof RunCounts]: RunCounts[K] };

export function tally(): Tally {
  return {
    received: 0,
    added: 0,
    modified: 0,
    unchanged: 0,
    removed: 0,
    quarantined: 0,
    superseded: 0,
    skipped: 0,
    voided: 0,
    vanished: 0,
  };
}

export function addCounts(into: Tally, counts: RunCounts): void {
  for (const key of Object.keys(into) as (keyof Tally)[]) into[key] += counts[key];
}

/** Whether every record received is accounted for. */
export function conserved(counts: RunCounts): boolean {
  return (
    counts.received ===
    counts.added + counts.modified + counts.unchanged + counts.removed + counts.quarantined
  );
}
