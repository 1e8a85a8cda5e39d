import { hash } from 'node:crypto';
import type { CalendarDate } from 'bankweave/adapter-kit';
import { momentAt, type Position } from 'bankweave/sandbox';
import { Problem } from '../problem.ts';

/** How much of the world was visible at some time: up to a place in its log, and back to a day. */
export interface View {
  readonly position: Position;
  readonly from: CalendarDate;
  /** How many grants of accounts had been made. */
  readonly granted: number;
}

/** Where a reader stands. */
export interface Cursor {
  /** What was read before; `null` for nothing. */
  readonly base: View | null;
  /** In the middle of an update: what it leads to, and how many of its changes were given. */
  readonly page?: {
    readonly to: View;
    readonly offset: number;
    readonly mutations: number;
    readonly gap: boolean;
  };
  /** Whether the update after this one was given before. */
  readonly again: boolean;
}

/** A view as text. */
export function viewText(view: View | null): string {
  return view ? `${view.position};${view.from};${view.granted}` : '';
}

/** Writes a cursor for one stream of one Item. */
export function writeCursor(stream: string, { base, page, again }: Cursor): string {
  const parts = [
    viewText(base),
    again ? '1' : '0',
    ...(page ? [viewText(page.to), page.offset, page.mutations, page.gap ? 1 : 0] : []),
  ].join(',');
  return Buffer.from(`${sealOf(stream, parts)},${parts}`).toString('base64');
}

/** Reads a cursor; one that was not made for this stream is refused. */
export function readCursor(stream: string, text: string): Cursor {
  const whole = Buffer.from(text, 'base64').toString();
  const [seal = '', ...parts] = whole.split(',');
  // Reading base64 forgives what is cut off or put in; a cursor is what was given, to the letter.
  const isGiven = text.length <= 256 && Buffer.from(whole).toString('base64') === text;
  if (!isGiven || seal !== sealOf(stream, parts.join(',')))
    throw new Problem('INVALID_FIELD', 'cursor not associated with access_token');
  const [base = '', again, to, offset, mutations, gap] = parts;
  const end = viewOf(to ?? '');
  return {
    base: viewOf(base),
    again: again === '1',
    ...(end
      ? { page: { to: end, offset: Number(offset), mutations: Number(mutations), gap: gap === '1' } }
      : {}),
  };
}

function viewOf(text: string): View | null {
  const [position = '', from = '', granted] = text.split(';');
  return momentAt(position) === undefined
    ? null
    : { position, from: from as CalendarDate, granted: Number(granted) };
}

function sealOf(stream: string, text: string): string {
  return hash('sha256', `${stream}\n${text}`).slice(0, 16);
}
