import type { LoginFrame } from '../bank/account.ts';
import { type Day, localDay } from '../days.ts';
import type { Hand } from '../hand/hand.ts';
import { momentAt, type Position } from '../position.ts';
import type { WorldEvent, WorldRow } from '../row.ts';
import { type Item, LONGEST_LIFE } from './item.ts';
import type { Timeline } from './timeline.ts';

/** Everything that happened to a login after a position and up to a moment, in order. */
export function eventsBetween(
  timeline: Timeline,
  hand: Hand,
  login: LoginFrame,
  epochDay: Day,
  after: Position | undefined,
  until: number,
): readonly WorldEvent[] {
  const start = after === undefined ? undefined : momentAt(after);
  if (after !== undefined && start === undefined) throw new RangeError('not a position of a world');
  const { zoneOffset } = login.institution;
  const from =
    start === undefined ? epochDay : Math.max(epochDay, localDay(start, zoneOffset) - LONGEST_LIFE);
  const events: WorldEvent[] = [];
  const wanted = (at: number, position: Position) => at <= until && (after === undefined || position > after);
  const take = (item: Item) => {
    let before: WorldRow | null = null;
    for (const { at, position, kind, row } of item.steps) {
      if (wanted(at, position)) {
        events.push({ position, at, accountId: item.accountId, kind, key: item.key, before, after: row });
      }
      before = row;
    }
  };
  for (const item of timeline.untouched(login, from, localDay(until, zoneOffset))) take(item);
  for (const item of timeline.touched(login)) take(item);
  const whole = { key: '', before: null, after: null };
  for (const account of login.accounts) {
    const [opened, closed] = [hand.openings.get(account.id), hand.closings.get(account.id)];
    if (opened && wanted(opened.at, opened.position)) {
      events.push({
        ...whole,
        position: opened.position,
        at: opened.at,
        accountId: account.id,
        kind: 'account_opened',
      });
    }
    if (closed && wanted(closed.at, closed.position)) {
      events.push({
        ...whole,
        position: closed.position,
        at: closed.at,
        accountId: account.id,
        kind: 'account_closed',
      });
    }
  }
  return events.sort((a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : 0));
}
