import { daysBetween } from '../../model/calendar-date.ts';
import { minorOf } from '../../model/money.ts';
import type { KnownRow } from '../../store/rows.ts';
import { cleaned, type UpsertOp } from '../op.ts';

/** A posted row that nothing else claims, and a pending row proven gone, that may be the same. */
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
  /** Certain: each side is the other's only or clearly best partner. */
  readonly joins: readonly Pair[];
  /** Possible, and for the host to judge. */
  readonly suggestions: readonly Pair[];
}

// Days between the pending and the booking date that banks are seen to need; fuel and hotel holds take longest.
const LATEST = 14;
const EARLIEST = -3;
// Tips and fuel move an amount; beyond half as much again it is another purchase.
const TIP = { up: 150n, down: 50n };

/**
 * Rung 3: posted rows against pending rows that are proven gone, one to one. A pair is joined only when neither side
 * has another partner that fits as well; everything else that could be is a suggestion.
 */
export function matchPending(newcomers: readonly UpsertOp[], gone: readonly KnownRow[]): PendingMatches {
  const pairs = gone.flatMap((row) => newcomers.flatMap((op) => pairOf(op, row) ?? []));
  const joins: Pair[] = [];
  const taken = new Set<unknown>();
  // Better ranks first, so that an exact twin is never lost to a vague one.
  for (const rank of [0, 1, 2, 3]) {
    const open = pairs.filter(
      (pair) => !taken.has(pair.op) && !taken.has(pair.gone) && rankOf(pair) === rank,
    );
    for (const pair of open) {
      const rivals = open.filter(
        (other) => other !== pair && (other.op === pair.op || other.gone === pair.gone),
      );
      if (rivals.some((other) => Math.abs(other.evidence.daysApart) <= Math.abs(pair.evidence.daysApart)))
        continue;
      joins.push(pair);
    }
    for (const pair of joins) taken.add(pair.op).add(pair.gone);
    // What is ambiguous on this rank stays ambiguous: a worse rank must not decide for it.
    for (const pair of open)
      if (!taken.has(pair.op) || !taken.has(pair.gone)) taken.add(pair.op), taken.add(pair.gone);
  }
  const joined = new Set(joins.flatMap((pair) => [pair.op, pair.gone] as unknown[]));
  return { joins, suggestions: pairs.filter((pair) => !joined.has(pair.op) && !joined.has(pair.gone)) };
}

function pairOf(op: UpsertOp, gone: KnownRow): Pair | undefined {
  const { facts, accountId } = gone.row;
  const { upsert } = op;
  if (
    op.accountId !== accountId ||
    upsert.status !== 'posted' ||
    upsert.amount.currency !== facts.amount.currency
  )
    return undefined;
  const daysApart = daysBetween(facts.date, upsert.date);
  if (daysApart < EARLIEST || daysApart > LATEST) return undefined;
  const sameText =
    cleaned(upsert.description) === cleaned(facts.description) ||
    (upsert.merchant !== undefined && upsert.merchant.name === facts.merchant?.name);
  if (upsert.amount.value === facts.amount.value)
    return { op, gone, evidence: { amount: 'exact', daysApart, sameText } };
  if (!sameText || !withinTip(minorOf(facts.amount), minorOf(upsert.amount))) return undefined;
  return { op, gone, evidence: { amount: 'tip', daysApart, sameText } };
}

function withinTip(pending: bigint, posted: bigint): boolean {
  if (pending >= 0n !== posted >= 0n) return false;
  const [before, after] = [pending < 0n ? -pending : pending, posted < 0n ? -posted : posted];
  return after * 100n <= before * TIP.up && after * 100n >= before * TIP.down;
}

function rankOf({ evidence }: Pair): number {
  return (evidence.amount === 'exact' ? 0 : 2) + (evidence.sameText ? 0 : 1);
}
