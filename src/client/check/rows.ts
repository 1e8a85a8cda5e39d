import { addDays, type CalendarDate, dateOfInstant, daysBetween } from '../../model/calendar-date.ts';
import { addMoney, type Money } from '../../model/money.ts';
import type { AccountRow, KnownRow } from '../../store/rows.ts';
import type { Ports } from '../../sync/ports.ts';
import { allInRange } from '../../sync/prepare.ts';
import { Doubles } from './doubles.ts';
import type { Found } from './finding.ts';

const OLD_PENDING_DAYS = 21;

/** What one pass over an account's rows told. */
export interface ReadRows {
  readonly findings: readonly Found[];
  /** The sum of the booked rows that readers see; `null` where they are in several currencies. */
  readonly booked: Money | null;
  readonly oldest: CalendarDate | undefined;
}

/** Reads all rows of an account once, by day. */
export async function readRows(
  ports: Ports,
  { account }: AccountRow,
  signal: AbortSignal,
): Promise<ReadRows> {
  const today = dateOfInstant(ports.clock.now());
  const days = new Days();
  const doubles = new Doubles();
  let pending = 0;
  let booked: Money | null = { value: '0', currency: account.currency };
  let oldest: CalendarDate | undefined;
  let count = 0;
  const { id: accountId, connectionId } = account;
  for await (const known of allInRange(ports.store.ledger, connectionId, { accountId })) {
    if (++count % 1_000 === 0) signal.throwIfAborted();
    const { facts } = known.row;
    oldest ??= facts.date;
    if (facts.status === 'void') continue;
    days.add(known);
    doubles.add(known);
    if (facts.status === 'pending') {
      if (daysBetween(facts.date, today) > OLD_PENDING_DAYS) pending++;
    } else booked = booked?.currency === facts.amount.currency ? addMoney(booked, facts.amount) : null;
  }
  const findings = [...days.findings(), ...doubles.findings()];
  // Of an account that is not read, nobody hears how its rows ended.
  if (pending > 0 && account.enabled && account.status === 'active')
    findings.push({
      type: 'old_pending',
      count: pending,
      message: `Rows have been pending for more than ${OLD_PENDING_DAYS} days.`,
    });
  return { findings, booked, oldest };
}

// An account that is little used has long pauses of its own; a hole is much longer than those.
const FEWEST_DAYS = 20;
const SHORTEST_GAP = 21;
const TIMES_THE_USUAL = 6;

/** The days on which anything happened. */
class Days {
  readonly #pauses: { readonly from: CalendarDate; readonly days: number }[] = [];
  #last: CalendarDate | undefined;

  add({ row }: KnownRow): void {
    const { date } = row.facts;
    if (this.#last !== undefined && date > this.#last)
      this.#pauses.push({ from: this.#last, days: daysBetween(this.#last, date) });
    this.#last = date;
  }

  findings(): Found[] {
    if (this.#pauses.length < FEWEST_DAYS) return [];
    const sorted = [...this.#pauses].sort((a, b) => a.days - b.days);
    const usual = sorted[Math.floor(sorted.length * 0.9)]?.days ?? 0;
    const longest = sorted.at(-1);
    if (!longest || longest.days <= Math.max(SHORTEST_GAP, usual * TIMES_THE_USUAL)) return [];
    return [
      {
        type: 'gap',
        from: addDays(longest.from, 1),
        to: addDays(longest.from, longest.days - 1),
        count: longest.days - 1,
        message: 'There are no rows for many days, though the account is in use before and after.',
      },
    ];
  }
}
