import { addDays, type CalendarDate, daysBetween } from 'bankweave/adapter-kit';
import type { Ask } from './ask.ts';
import { Refusal } from './reply.ts';
import { dayOf, isoDay } from './rows.ts';
import type { Settings } from './settings.ts';
import type { Shown } from './state.ts';

const DAY_MS = 86_400_000;
const DAYS_BACK = 120;
const DAYS_AHEAD = 5;
const SIX_MONTHS = 184;

/** Whether a row passes the date filters of a request, each in the notation of its API version. */
export function dateFilter(ask: Ask, { uncertain }: Settings): (row: Shown) => boolean {
  const [from, to] = [bound(ask, 'from_date'), bound(ask, 'to_date')];
  if (uncertain.refusesLoneFromDate && from !== undefined && to === undefined) {
    throw new Refusal(400, 'to_date is missing.');
  }
  const today = isoDay(ask.now);
  // Leaving `from_date` out cuts history off at 120 days.
  const first = from === undefined ? addDays(today, -DAYS_BACK) : isoDay(from);
  const last = to === undefined ? addDays(today, DAYS_AHEAD) : isoDay(to);
  if (uncertain.capsDateRange) capped(first, last, 'from_date');
  const whole = to === undefined || uncertain.toDateIncludesDay;
  const created = stampFilter(ask, 'created_at');
  const updated = stampFilter(ask, 'updated_at');
  return (row) => {
    const day = dayOf(row.row);
    if (day < first || day > last || (day === last && !whole)) return false;
    return created(row.createdAt) && updated(row.updatedAt);
  };
}

/** A filter on one of MX's own stamps: both bounds, both included, at most six months. */
function stampFilter(ask: Ask, name: 'created_at' | 'updated_at'): (at: number) => boolean {
  const [from, to] = [bound(ask, `from_${name}`), bound(ask, `to_${name}`)];
  if (from === undefined && to === undefined) return () => true;
  if (from === undefined || to === undefined) {
    throw new Refusal(400, `from_${name} and to_${name} are needed both.`);
  }
  capped(isoDay(from), isoDay(to), `from_${name}`);
  // Days in the older version, seconds in the newer one.
  const end = to + (ask.version === 'v20111101' ? DAY_MS : 1000);
  return (at) => at >= from && at < end;
}

function bound({ query, version }: Ask, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (version === 'v20111101') {
    const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
    if (Number.isNaN(at) || isoDay(at) !== text) throw new Refusal(400, `${name} is not written YYYY-MM-DD.`);
    return at;
  }
  if (!/^-?\d{1,11}$/.test(text)) throw new Refusal(400, `${name} is not a valid integer.`);
  return Number(text) * 1000;
}

function capped(first: CalendarDate, last: CalendarDate, name: string): void {
  if (daysBetween(first, last) > SIX_MONTHS)
    throw new Refusal(400, `${name} is more than six months before its end.`);
}
