import { refuse } from './input.ts';

/** Turns a position into text that a caller can hold but not take apart; `kind` names the list and order it is from. */
export function toCursor(kind: string, position: string): string {
  return Buffer.from(`${kind}\n${position}`).toString('base64url');
}

/** The position inside a cursor. A cursor of another list or order is refused, since it would skip rows. */
export function fromCursor(kind: string, cursor: unknown, field = 'after'): string | undefined {
  if (cursor === undefined || cursor === null) return undefined;
  const text =
    typeof cursor === 'string' && cursor.length <= 4096 ? Buffer.from(cursor, 'base64url').toString() : '';
  if (!text.startsWith(`${kind}\n`))
    refuse(field, `the 'next' of an earlier page of this same list (${kind})`);
  return text.slice(kind.length + 1);
}
