import type { LoginFrame } from '../bank/account.ts';
import { accountOf } from '../bank/ids.ts';
import { toDay } from '../days.ts';
import { type Item, LONGEST_LIFE, rowAt } from '../log/item.ts';
import type { WorldRow } from '../row.ts';
import type { Timeline } from '../log/timeline.ts';

/** The item that a row's number names at a moment: the one that shows it, or else the last one that did. */
export function findItem(timeline: Timeline, login: LoginFrame, rowId: string, at: number): Item {
  const found = [...candidates(timeline, login, rowId)];
  const item =
    found.find((candidate) => rowAt(candidate, at)?.id === rowId) ??
    found.findLast((candidate) => candidate.steps.some((step) => step.at <= at && step.row?.id === rowId));
  if (!item) throw new RangeError(`there is no row ${JSON.stringify(rowId)}`);
  return item;
}

/** The row that shows a number at a moment, or `null`. */
export function findRow(timeline: Timeline, login: LoginFrame, rowId: string, at: number): WorldRow | null {
  for (const item of candidates(timeline, login, rowId)) {
    const row = rowAt(item, at);
    if (row?.id === rowId) return row;
  }
  return null;
}

function* candidates(timeline: Timeline, login: LoginFrame, rowId: string): Iterable<Item> {
  yield* timeline.touched(login);
  // The number of a row tells its day, that of a swapped one the day of its neighbour.
  const match = /\.(\d{4})(\d{2})(\d{2})-[^.]*$/.exec(rowId);
  if (!match) return;
  const day = toDay(`${match[1]}-${match[2]}-${match[3]}` as `${number}-${number}-${number}`);
  for (const item of timeline.untouched(login, day - LONGEST_LIFE, day + LONGEST_LIFE)) {
    if (item.accountId === accountOf(rowId)) yield item;
  }
}
