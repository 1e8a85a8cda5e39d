import { instant } from '../../model/calendar-date.ts';
import { amountFrom } from '../amount.ts';
import type { AccountFrame, LoginFrame } from '../bank/account.ts';
import { localDay, toDate, toDay } from '../days.ts';
import { type Item, rowAt } from '../log/item.ts';
import type { Timeline } from '../log/timeline.ts';
import type { WorldRow } from '../row.ts';
import type { World } from '../world.ts';
import { findItem } from './find.ts';
import type { GivenRow } from './given.ts';
import type { Hand } from './hand.ts';
import { rowFrom } from './make-row.ts';

/** What the deeds of a hand need to know of the world. */
export interface Reach {
  readonly hand: Hand;
  readonly timeline: Timeline;
  now(): number;
  /** The login of an account or a row, with the accounts opened by hand. */
  frameOf(id: string): LoginFrame;
  accountFrame(accountId: string): AccountFrame;
  /** Tells that a login's sums are no longer right. */
  touched(loginId: string): void;
}

type Deeds = Pick<
  World,
  'post' | 'authorize' | 'settle' | 'void' | 'rename' | 'amend' | 'remove' | 'readd' | 'renumber'
>;

/** What can be done to rows by hand. */
export function createDeeds(reach: Reach): Deeds {
  const { hand, timeline } = reach;

  const write = (item: Item, kind: Parameters<Hand['add']>[1], row: WorldRow | null): WorldRow | null => {
    const { at, position } = hand.next(reach.now());
    const shown = row && { ...row, updatedAt: instant(at) };
    hand.add(item, kind, shown, at, position);
    reach.touched(reach.frameOf(item.accountId).id);
    return shown;
  };
  const shown = (rowId: string, status?: WorldRow['status']): { item: Item; row: WorldRow } => {
    const now = reach.now();
    const item = findItem(timeline, reach.frameOf(rowId), rowId, now);
    const row = rowAt(item, now);
    if (!row || row.id !== rowId) throw new RangeError(`row ${JSON.stringify(rowId)} is gone`);
    if (status && row.status !== status)
      throw new RangeError(`row ${JSON.stringify(rowId)} is not ${status}`);
    return { item, row };
  };
  const today = (accountId: string, at: number) =>
    toDate(localDay(at, reach.frameOf(accountId).institution.zoneOffset));
  const fresh = (accountId: string, given: GivenRow, status: WorldRow['status']): WorldRow => {
    const account = reach.accountFrame(accountId);
    if (hand.closings.has(accountId)) throw new RangeError(`account ${JSON.stringify(accountId)} is closed`);
    const { at, position, count } = hand.next(reach.now());
    const date = given.date ?? today(accountId, at);
    const day = toDay(date);
    // The moment is part of the number, so that another process does not give the same one to another row.
    const key = `${accountId}.${date.replaceAll('-', '')}-h${at.toString(36)}${count}`;
    const row = rowFrom(account, given, status, key, date, at);
    hand.add(
      { key, accountId, day, steps: [] },
      status === 'pending' ? 'authorized' : 'posted',
      row,
      at,
      position,
    );
    reach.touched(reach.frameOf(accountId).id);
    return row;
  };

  return {
    post: (accountId, given) => fresh(accountId, given, 'posted'),
    authorize: (accountId, given) => fresh(accountId, given, 'pending'),
    settle(rowId, how = {}) {
      const { item, row } = shown(rowId, 'pending');
      const date = how.date ?? today(row.accountId, reach.now());
      const posted: WorldRow = {
        ...row,
        id: item.key === row.id ? `${item.key}b` : item.key,
        status: 'posted',
        amount: how.amount === undefined ? row.amount : amountFrom(how.amount, row.amount.currency),
        date,
        postedDate: date,
        description: how.description ?? row.description,
        originalDescription: row.originalDescription.replace(/^PENDING /, ''),
        ...(how.linked === false ? {} : { pendingId: row.id }),
      };
      if (!how.keepPending) return write(item, 'posted', posted) ?? posted;
      // Booked once more beside it: another row, never the one before written anew.
      const beside = hand.items(reach.frameOf(row.accountId).id);
      let key = `${item.key}k`;
      for (let nth = 2; beside.has(key); nth++) key = `${item.key}k${nth}`;
      return write({ ...item, key, steps: [] }, 'posted', { ...posted, key, id: key }) ?? posted;
    },
    void(rowId) {
      write(shown(rowId, 'pending').item, 'voided', null);
    },
    rename(rowId, description) {
      const { item, row } = shown(rowId);
      return (
        write(item, 'renamed', { ...row, description, originalDescription: description.toUpperCase() }) ?? row
      );
    },
    amend(rowId, { amount, date }) {
      const { item, row } = shown(rowId);
      const next: WorldRow = {
        ...row,
        ...(amount === undefined ? {} : { amount: amountFrom(amount, row.amount.currency) }),
        ...(date === undefined ? {} : { date, ...(row.status === 'posted' ? { postedDate: date } : {}) }),
      };
      return write(item, 'amended', next) ?? row;
    },
    remove(rowId) {
      write(shown(rowId).item, 'removed', null);
    },
    readd(rowId) {
      const now = reach.now();
      const item = findItem(timeline, reach.frameOf(rowId), rowId, now);
      const last = item.steps.findLast((step) => step.at <= now && step.row !== null)?.row;
      if (!last || rowAt(item, now)) throw new RangeError(`row ${JSON.stringify(rowId)} is not gone`);
      return write(item, 'readded', last) ?? last;
    },
    renumber(accountId, date, how = 'fresh') {
      const now = reach.now();
      const login = reach.frameOf(accountId);
      const day = toDay(date);
      const items = [...timeline.untouched(login, day - 40, day), ...timeline.touched(login)].filter(
        (item) => {
          const row = rowAt(item, now);
          return item.accountId === accountId && row?.status === 'posted' && row.date === date;
        },
      );
      const rows = items.map((item) => rowAt(item, now)).filter((row) => row !== null);
      return items.flatMap((item, i) => {
        const row = rows[i];
        const neighbour = rows[(i + 1) % rows.length];
        if (!row || !neighbour) return [];
        const id = how === 'swapped' ? neighbour.id : `${row.id}r`;
        return write(item, 'renumbered', { ...row, id }) ?? [];
      });
    },
  };
}
