import type { Compared } from './rounds.ts';

/** What a case is given. */
export interface Setting {
  /** Small sizes and few rounds: to see that everything runs, not how fast. */
  readonly quick: boolean;
  /** Address of the loopback server. */
  readonly url: string;
  /** A folder that is gone afterwards. */
  readonly folder: string;
  /** A path in it that was not given out before. */
  path(): string;
}

/** One line of the report. */
export interface Row {
  readonly name: string;
  /** What was measured, in a few words. */
  readonly about: string;
  readonly goal: number;
  /** Which side of the goal is good. */
  readonly better: 'lower' | 'higher';
  readonly unit?: string;
  readonly ratio: number;
  readonly q1: number;
  readonly q3: number;
  readonly rounds: number;
  /** What each side did, where both do the same work. */
  readonly workA?: string;
  readonly workB?: string;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/** A named group of lines that need the same preparation. */
export interface Case {
  readonly names: readonly string[];
  run(setting: Setting): AsyncIterable<Row>;
}

/** A line out of a comparison. */
export function rowOf(
  head: Pick<Row, 'name' | 'about' | 'goal'> & Partial<Row>,
  { ratio, q1, q3, rounds, a, b, workA, workB }: Compared,
): Row {
  return {
    better: 'lower',
    ...head,
    ratio,
    q1,
    q3,
    rounds,
    workA,
    workB,
    details: { a: round(a), b: round(b), ...head.details },
  };
}

export function round(value: number): number {
  return Number(value.toPrecision(4));
}
