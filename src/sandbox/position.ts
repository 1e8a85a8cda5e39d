/**
 * A place in the world's change log. Compare two with `<` and `>`; the text order is the order of events. Its parts
 * mean nothing to a reader; a wire may seal it into a cursor of its own.
 */
export type Position = string;

const HAND = 1;

/** The place of a step that the world made by itself. */
export function worldPosition(at: number, key: string, step: number): Position {
  return `${pad(at, 15)}|0|${key}|${pad(step, 2)}`;
}

/** The place of the `count`-th thing done by hand; also the end of everything that is visible at `at`. */
export function handPosition(at: number, count: number): Position {
  return `${pad(at, 15)}|${HAND}|${pad(count, 9)}`;
}

/** The moment of a place, or `undefined` where the text is no position. */
export function momentAt(position: Position): number | undefined {
  const match = /^(\d{15})\|(?:0\|.+\|\d{2}|1\|\d{9})$/.exec(position);
  return match ? Number(match[1]) : undefined;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
