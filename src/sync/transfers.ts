import { compareDates, daysBetween, type CalendarDate } from '../model/calendar-date.ts';
import { type Money, negateMoney, signOf } from '../model/money.ts';
import type { Transaction } from '../model/transaction.ts';
import type { Ledger } from '../store/ledger.ts';
import { positionOf } from '../store/position.ts';
import type { Scope } from '../store/scope.ts';

/** Why two rows may be the two legs of one transfer. */
export type TransferReason = 'same_amount' | 'same_day' | 'near_day' | 'both_transfers' | 'one_transfer';

/** Two rows that may be the two legs of one transfer between own accounts. It says so, and changes nothing. */
export interface TransferSuggestion {
  /** The row that money left by. */
  readonly outId: string;
  /** The row that it came in by. */
  readonly inId: string;
  readonly amount: Money;
  /** The day that it left. */
  readonly date: CalendarDate;
  readonly daysApart: number;
  readonly reasons: readonly TransferReason[];
  /** Whether neither row has another partner that fits as well. */
  readonly clear: boolean;
}

type Leg = Pick<Transaction, 'id' | 'accountId' | 'status' | 'amount' | 'date' | 'kind'>;

// Banks book the two legs up to so many days apart; the one that comes in is rarely the earlier one.
const LATEST = 5;
const EARLIEST = -2;
/** With more rows of one amount around than this, nobody can tell which belong together. */
const CROWD = 20;

/**
 * Pairs rows of different accounts that may be one transfer, each row at most once, the likeliest pairs first. A pair
 * is a suggestion with its reasons: no row is joined, hidden or deleted by it.
 */
export function suggestTransfers(rows: readonly Leg[]): TransferSuggestion[] {
  const buckets = Map.groupBy(
    rows.filter((row) => row.status !== 'void' && signOf(row.amount) !== 0),
    ({ amount }) => `${amount.currency} ${signOf(amount) < 0 ? negateMoney(amount).value : amount.value}`,
  );
  return [...buckets.values()].flatMap(pairsOf);
}

function pairsOf(bucket: readonly Leg[]): TransferSuggestion[] {
  const sorted = bucket.toSorted((a, b) => compareDates(a.date, b.date) || (a.id < b.id ? -1 : 1));
  const [outs, ins] = [
    sorted.filter(({ amount }) => signOf(amount) < 0),
    sorted.filter(({ amount }) => signOf(amount) > 0),
  ];
  const pairs: { out: Leg; into: Leg; score: number }[] = [];
  let first = 0;
  for (const out of outs) {
    while (first < ins.length && daysBetween(out.date, (ins[first] as Leg).date) < EARLIEST) first++;
    const near = [];
    for (let i = first; i < ins.length && near.length <= CROWD; i++) {
      const into = ins[i] as Leg;
      if (daysBetween(out.date, into.date) > LATEST) break;
      if (into.accountId !== out.accountId) near.push({ out, into, score: scoreOf(out, into) });
    }
    if (near.length <= CROWD) pairs.push(...near);
  }
  pairs.sort(
    (a, b) => b.score - a.score || (a.out.id < b.out.id ? -1 : 1) || (a.into.id < b.into.id ? -1 : 1),
  );
  const best = new Map<Leg, number[]>();
  for (const { out, into, score } of pairs)
    for (const leg of [out, into]) best.set(leg, [...(best.get(leg) ?? []), score].slice(0, 2));
  const taken = new Set<Leg>();
  return pairs.flatMap(({ out, into, score }) => {
    if (taken.has(out) || taken.has(into)) return [];
    taken.add(out).add(into);
    const clear = [out, into].every(
      (leg) => (best.get(leg) ?? []).filter((other) => other >= score).length === 1,
    );
    return [suggestionOf(out, into, clear)];
  });
}

function scoreOf(out: Leg, into: Leg): number {
  return transfersAmong(out, into) * 10 - Math.abs(daysBetween(out.date, into.date));
}

function transfersAmong(...legs: readonly Leg[]): number {
  return legs.filter(({ kind }) => kind === 'transfer' || kind === 'payment').length;
}

function suggestionOf(out: Leg, into: Leg, clear: boolean): TransferSuggestion {
  const daysApart = daysBetween(out.date, into.date);
  const transfers = transfersAmong(out, into);
  const reasons: TransferReason[] = ['same_amount', daysApart === 0 ? 'same_day' : 'near_day'];
  if (transfers > 0) reasons.push(transfers === 2 ? 'both_transfers' : 'one_transfer');
  const { id: outId, date } = out;
  return { outId, inId: into.id, amount: into.amount, date, daysApart, reasons, clear };
}

const PAGE = 500;

/** Reads the rows of some days and pairs what may be transfers. Both legs have to lie inside the range. */
export async function findTransfers(
  ledger: Ledger,
  scope: Scope,
  {
    from,
    to,
    signal,
  }: { readonly from: CalendarDate; readonly to?: CalendarDate; readonly signal?: AbortSignal },
): Promise<TransferSuggestion[]> {
  const filter = { statuses: ['pending', 'posted'], from, ...(to !== undefined && { to }) } as const;
  const legs: Leg[] = [];
  for (let after: string | undefined; ; ) {
    signal?.throwIfAborted();
    const page = await ledger.transactions(scope, filter, 'oldest', {
      limit: PAGE,
      ...(after !== undefined && { after }),
    });
    for (const { id, accountId, status, amount, date, kind } of page)
      legs.push({ id, accountId, status, amount, date, kind });
    const last = page.at(-1);
    if (!last || page.length < PAGE) return suggestTransfers(legs);
    after = positionOf(last, 'oldest');
  }
}
