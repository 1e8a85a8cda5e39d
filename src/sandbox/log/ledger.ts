import type { CalendarDate } from '../../model/calendar-date.ts';
import type { AccountFrame, LoginFrame } from '../bank/account.ts';
import { type Day, localDay, toDay } from '../days.ts';
import type { WorldRow } from '../row.ts';
import { LONGEST_LIFE, rowAt } from './item.ts';
import type { Timeline } from './timeline.ts';

/** The rows of an account as shown at a moment, by date and then in the order in which the bank first showed them. */
export function ledgerAt(
  timeline: Timeline,
  login: LoginFrame,
  account: AccountFrame,
  at: number,
  epochDay: Day,
  range: { readonly from?: CalendarDate; readonly to?: CalendarDate } = {},
): readonly WorldRow[] {
  const today = localDay(at, login.institution.zoneOffset);
  // A booking day is never before the purchase and never a whole life after it.
  const from = range.from ? Math.max(epochDay, toDay(range.from) - LONGEST_LIFE) : epochDay;
  const to = range.to ? Math.min(today, toDay(range.to)) : today;
  const rows: WorldRow[] = [];
  const take = (row: WorldRow | null) => {
    if (!row || (range.from && row.date < range.from) || (range.to && row.date > range.to)) return;
    rows.push(row);
  };
  for (const item of timeline.untouched(login, from, to))
    if (item.accountId === account.id) take(rowAt(item, at));
  for (const item of timeline.touched(login)) if (item.accountId === account.id) take(rowAt(item, at));
  return rows.sort(
    (a, b) => compare(a.date, b.date) || compare(a.createdAt, b.createdAt) || compare(a.key, b.key),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
