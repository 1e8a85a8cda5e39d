import type { Row } from './case.ts';

export interface Verdict extends Row {
  readonly verdict: 'met' | 'missed';
  /** Whether both sides did the same work. */
  readonly sameWork: boolean;
}

export function judged(row: Row): Verdict {
  const met = row.better === 'lower' ? row.ratio <= row.goal : row.ratio >= row.goal;
  return { ...row, verdict: met ? 'met' : 'missed', sameWork: row.workA === row.workB };
}

/** One line: `name ratio [q1-q3] goal verdict`. */
export function lineOf({
  name,
  ratio,
  q1,
  q3,
  goal,
  better,
  verdict,
  sameWork,
  rounds,
  about,
}: Verdict): string {
  const spread = `[${short(q1)}-${short(q3)}]`;
  const bound = `${better === 'lower' ? '<=' : '>='} ${short(goal)}`;
  const judgement = sameWork ? verdict : 'NOT THE SAME WORK';
  return `${name.padEnd(9)} ${short(ratio).padStart(7)} ${spread.padEnd(17)} ${bound.padEnd(9)} ${judgement.padEnd(7)} ${about} (n=${rounds})`;
}

function short(value: number): string {
  return value >= 100
    ? value.toFixed(0)
    : value >= 10
      ? value.toFixed(1)
      : value.toFixed(value < 0.1 ? 4 : 2);
}
