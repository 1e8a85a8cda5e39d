import { addDays, type CalendarDate, compareDates, daysBetween } from '../../model/calendar-date.ts';
import { type Money, minorOf } from '../../model/money.ts';
import type { KnownRow } from '../../store/rows.ts';
import { cleaned, type UpsertOp } from '../op.ts';

/** A posted row that nothing else claims, and a pending row, that may be the same. */
export interface Pair {
  readonly op: UpsertOp;
  readonly gone: KnownRow;
  readonly evidence: {
    readonly amount: 'exact' | 'tip';
    readonly daysApart: number;
    readonly sameText: boolean;
  };
}

export interface PendingMatches {
  /** Certain: each side is the other's only partner. */
  readonly joins: readonly Pair[];
  /** Possible, and for the host to judge. */
  readonly suggestions: readonly Pair[];
}

// Days between the pending and the booking date that banks are seen to need; fuel and hotel holds take longest.
export const LATEST = 14;
export const EARLIEST = -3;
// Tips and fuel move an amount; beyond half as much again it is another purchase.
const TIP = { up: 150n, down: 50n };
const DIGITS = 64;
/** With more rows around than this nothing is certain, and nobody wants to look through them. */
const CROWD = { exact: 3, tip: 50 } as const;

/** One way of being alike, the surest first. */
interface Rank {
  readonly amount: 'exact' | 'tip';
  readonly text: 'description' | 'merchant' | 'any';
  /** Whether the pending rows are those that this update ended, or those that ended some time ago. */
  readonly ended: 'now' | 'before';
  readonly only: 'join' | 'suggest';
}

const RANKS: readonly Rank[] = [
  { amount: 'exact', text: 'description', ended: 'now', only: 'join' },
  { amount: 'exact', text: 'merchant', ended: 'now', only: 'join' },
  { amount: 'exact', text: 'description', ended: 'before', only: 'join' },
  { amount: 'exact', text: 'merchant', ended: 'before', only: 'join' },
  { amount: 'exact', text: 'any', ended: 'now', only: 'join' },
  { amount: 'tip', text: 'description', ended: 'now', only: 'join' },
  { amount: 'tip', text: 'merchant', ended: 'now', only: 'join' },
  { amount: 'exact', text: 'any', ended: 'before', only: 'suggest' },
];

/**
 * Rung 3: posted rows against pending rows that are proven gone, one to one. A pair is joined only when neither side
 * has another partner that fits as well; everything else that could be is a suggestion. Rows sorted into buckets of
 * equal amount or text, so that the work is near linear whatever the data.
 */
export function matchPending(newcomers: readonly UpsertOp[], gone: readonly KnownRow[]): PendingMatches {
  const posted = newcomers.filter((op) => op.status === 'posted').sort(byDateOfOp);
  const ended = [...gone].sort(byDateOfRow);
  const joins: Pair[] = [];
  const suggestions: Pair[] = [];
  const settled = new Set<UpsertOp | KnownRow>();
  for (const rank of RANKS) {
    const open = (row: KnownRow): boolean =>
      !settled.has(row) && (row.status === 'void') === (rank.ended === 'before');
    const buckets = Map.groupBy(ended.filter(open), (row) => bucketOf(rank, row.accountId, row.row.facts));
    buckets.delete(undefined);
    if (buckets.size === 0) continue;
    const ops = Map.groupBy(
      posted.filter((op) => !settled.has(op)),
      (op) => bucketOf(rank, op.accountId, op.facts),
    );
    for (const [key, rows] of buckets) {
      const found = pairsOf(rank, ops.get(key) ?? [], rows);
      joins.push(...found.certain);
      suggestions.push(...found.possible);
      // What is ambiguous on this rank stays ambiguous: a worse rank must not decide for it.
      for (const one of found.settled) settled.add(one);
    }
  }
  return { joins, suggestions };
}

/**
 * Booked rows beside pending ones that still stand: both stay, because they may be two purchases, and those that look
 * alike in every way are for the host to judge once the pending one has ended.
 */
export function matchStanding(
  newcomers: readonly UpsertOp[],
  standing: readonly KnownRow[],
): readonly Pair[] {
  if (standing.length === 0) return [];
  const { joins, suggestions } = matchPending(newcomers, standing);
  return [...joins, ...suggestions].filter(
    ({ evidence }) => evidence.amount === 'exact' && evidence.sameText,
  );
}

type Texts = Pick<UpsertOp['facts'], 'amount' | 'description' | 'merchant'>;

/** Rows of one bucket can be partners on this rank. */
function bucketOf({ amount, text }: Rank, accountId: string, facts: Texts): string | undefined {
  const { value, currency } = facts.amount;
  const what = amount === 'exact' ? value : value.startsWith('-') ? '-' : '+';
  if (text === 'any') return `${accountId} ${currency} ${what}`;
  const name = text === 'merchant' ? facts.merchant?.name : cleaned(facts.description);
  return name ? `${accountId} ${currency} ${what} ${name}` : undefined;
}

interface Found {
  readonly certain: Pair[];
  readonly possible: Pair[];
  readonly settled: (UpsertOp | KnownRow)[];
}

/** The pairs inside a bucket. Both lists are in order of date. */
function pairsOf(rank: Rank, ops: readonly UpsertOp[], rows: readonly KnownRow[]): Found {
  const found: Found = { certain: [], possible: [], settled: [] };
  for (const [op, row] of interchangeable(rank, ops, rows)) found.certain.push(pairOf(rank, op, row));
  if (found.certain.length > 0) return { ...found, settled: [...ops, ...rows] };
  const most = CROWD[rank.amount];
  const fits = (op: UpsertOp, row: KnownRow): boolean =>
    rank.amount === 'exact' || withinTip(row.row.facts.amount, op.facts.amount);
  const around = new Map<UpsertOp, readonly KnownRow[]>();
  const rowsAround = (op: UpsertOp): readonly KnownRow[] => {
    let near = around.get(op);
    if (!near) around.set(op, (near = within(rows, op.facts.date, -LATEST, -EARLIEST, most, dateOfRow)));
    return near;
  };
  for (const row of rows) {
    const near = within(ops, dateOfRow(row), EARLIEST, LATEST, most, dateOfOp);
    const partners = near.filter((op) => fits(op, row));
    if (partners.length === 0) continue;
    found.settled.push(row, ...partners);
    for (const op of near.length > most ? [] : partners) {
      const rivals = rowsAround(op);
      if (rivals.length > most) continue;
      const only = partners.length === 1 && rivals.filter((other) => fits(op, other)).length === 1;
      (only && rank.only === 'join' ? found.certain : found.possible).push(pairOf(rank, op, row));
    }
  }
  return found;
}

/**
 * As many rows as ops, equal in everything that was compared, all of one day on either side: whichever is taken for
 * which, nobody could tell the difference.
 */
function interchangeable(
  { only, text, amount }: Rank,
  ops: readonly UpsertOp[],
  rows: readonly KnownRow[],
): readonly (readonly [UpsertOp, KnownRow])[] {
  const [op, row] = [ops[0], rows[0]];
  if (!op || !row || ops.length < 2 || ops.length !== rows.length) return [];
  if (only !== 'join' || text === 'any' || amount !== 'exact') return [];
  const [first, start] = [dateOfRow(row), dateOfOp(op)];
  if (first !== dateOfRow(rows.at(-1) as KnownRow) || start !== dateOfOp(ops.at(-1) as UpsertOp)) return [];
  const apart = daysBetween(first, start);
  if (apart < EARLIEST || apart > LATEST) return [];
  return ops.map((each, index) => [each, rows[index] as KnownRow] as const);
}

/** The items of a sorted list around a day; one more than `most` where there are too many. */
function within<T>(
  sorted: readonly T[],
  day: CalendarDate,
  before: number,
  after: number,
  most: number,
  dateOf: (item: T) => CalendarDate,
): T[] {
  const [from, to] = [addDays(day, before), addDays(day, after)];
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (dateOf(sorted[middle] as T) < from) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < sorted.length && end - low <= most && dateOf(sorted[end] as T) <= to) end++;
  return sorted.slice(low, end);
}

function pairOf({ amount, text }: Rank, op: UpsertOp, gone: KnownRow): Pair {
  const daysApart = daysBetween(gone.row.facts.date, op.facts.date);
  return { op, gone, evidence: { amount, daysApart, sameText: text !== 'any' } };
}

function withinTip(pending: Money, posted: Money): boolean {
  // More digits than any amount has, since an unknown currency has none of its own.
  const [before, after] = [minorOf(pending, DIGITS), minorOf(posted, DIGITS)].map((n) => (n < 0n ? -n : n));
  if (before === undefined || after === undefined) return false;
  return after * 100n <= before * TIP.up && after * 100n >= before * TIP.down;
}

const dateOfOp = (op: UpsertOp): CalendarDate => op.facts.date;
const dateOfRow = ({ row }: KnownRow): CalendarDate => row.facts.date;
const byDateOfOp = (a: UpsertOp, b: UpsertOp): number =>
  compareDates(dateOfOp(a), dateOfOp(b)) || (a.key < b.key ? -1 : 1);
const byDateOfRow = (a: KnownRow, b: KnownRow): number =>
  compareDates(dateOfRow(a), dateOfRow(b)) || (a.id < b.id ? -1 : 1);
