import { minorOf } from '../../model/money.ts';
import type { AccountFrame, LoginFrame } from '../bank/account.ts';
import { type Day, localDay } from '../days.ts';
import type { WorldRow } from '../row.ts';
import { BoundedMap } from './bounded-map.ts';
import { LONGEST_LIFE, rowAt } from './item.ts';
import type { Timeline } from './timeline.ts';

// Sums of whole ledgers are held for this many logins.
const LOGINS_HELD = 256;

/** What the rows of an account come to. */
interface Sums {
  /** Signed minor units of all booked rows. */
  readonly posted: bigint;
  /** Signed minor units of the pending rows that take money out. */
  readonly pendingOut: bigint;
}

/** Adds up ledgers at any moment: rows whose life is over are summed once. */
export interface Adder {
  sums(login: LoginFrame, account: AccountFrame, at: number): Sums;
  /** To be called when a hand touched a login: its sums are worked out anew. */
  forget(loginId: string): void;
}

/** An adder over a timeline that begins at `epochDay`. */
export function createAdder(timeline: Timeline, epochDay: Day): Adder {
  const settled = new BoundedMap<string, Map<string, bigint>[]>(LOGINS_HELD);

  // For each day the sum of all days up to it, by account; grows as time passes.
  const settledUpTo = (login: LoginFrame, account: AccountFrame, day: Day): bigint => {
    if (day < epochDay) return 0n;
    const days = settled.get(login.id, () => []);
    while (days.length <= day - epochDay) {
      const next = new Map(days.at(-1));
      const at = epochDay + days.length;
      for (const item of timeline.untouched(login, at, at)) {
        const sum = next.get(item.accountId) ?? 0n;
        next.set(item.accountId, sum + booked(item.steps.at(-1)?.row));
      }
      days.push(next);
    }
    return days[day - epochDay]?.get(account.id) ?? 0n;
  };

  return {
    sums(login, account, at) {
      const today = localDay(at, login.institution.zoneOffset);
      const over = today - LONGEST_LIFE - 1;
      let posted = settledUpTo(login, account, over);
      let pendingOut = 0n;
      const take = (row: WorldRow | null) => {
        if (row?.status === 'posted') posted += booked(row);
        else if (row?.amount.value.startsWith('-')) pendingOut += minorOf(row.amount);
      };
      for (const item of timeline.untouched(login, Math.max(epochDay, over + 1), today)) {
        if (item.accountId === account.id) take(rowAt(item, at));
      }
      for (const item of timeline.touched(login)) if (item.accountId === account.id) take(rowAt(item, at));
      return { posted, pendingOut };
    },
    forget: (loginId) => settled.delete(loginId),
  };
}

function booked(row: WorldRow | null | undefined): bigint {
  return row?.status === 'posted' ? minorOf(row.amount) : 0n;
}
