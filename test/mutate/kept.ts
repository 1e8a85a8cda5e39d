/** A mutant that no test can kill, and why. */
export interface Kept {
  readonly file: string;
  /** The line that it is on, without its indent. */
  readonly at: string;
  /** What it puts in place; all mutants of the line where it is not given. */
  readonly now?: string;
  readonly reason: string;
}

/** Survivors that were read: what they change nobody can see. */
export const KEPT: readonly Kept[] = [];
