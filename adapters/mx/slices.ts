import { addDays, type DateWindow } from 'bankweave/adapter-kit';

/** MX takes no range of more than six months. */
const LONGEST = 170;
/**
 * MX filters by the day a row happened, the ledger goes by the day it was booked: weeks later at the most, and hardly
 * ever earlier. Listed that much wider, the days in between are whole.
 */
const BEFORE = 28;
const AFTER = 5;

/** Days that are claimed to be whole, and the wider range that has to be listed for it. */
export interface Days {
  readonly whole: DateWindow;
  readonly listed: DateWindow;
}

/** A window in pieces that MX takes, newest first. */
export function slicesOf({ from, to }: DateWindow): Days[] {
  return pieces({ from, to }, LONGEST - BEFORE - AFTER).map((whole) => ({
    whole,
    listed: { from: addDays(whole.from, -BEFORE), to: addDays(whole.to, AFTER) },
  }));
}

/** What lies before a window and its margin, down to the depth, in pieces that MX takes. */
export function olderThan({ from }: DateWindow, depth: DateWindow['from']): DateWindow[] {
  return pieces({ from: depth, to: addDays(from, -BEFORE - 1) }, LONGEST);
}

function pieces({ from, to }: DateWindow, length: number): DateWindow[] {
  const found: DateWindow[] = [];
  for (let end = to; end >= from; end = addDays(end, -length)) {
    const start = addDays(end, 1 - length);
    found.push({ from: start < from ? from : start, to: end });
  }
  return found;
}
