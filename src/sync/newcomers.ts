import { addDays, type CalendarDate } from '../model/calendar-date.ts';
import type { Ledger } from '../store/ledger.ts';
import type { KnownRow } from '../store/rows.ts';
import { lookup } from './lookup.ts';
import { fingerprintOf, type Op, type UpsertOp } from './op.ts';
import { EARLIEST, LATEST } from './reconcile/match-pending.ts';
import { resolve } from './reconcile/resolve.ts';
import type { Stage } from './stage.ts';
import { sameLoose, type Survey } from './survey.ts';

/**
 * Ops that lead to no row, as far as one of the ended rows could be theirs: only these are kept in memory, however
 * long the update is.
 */
export async function newcomersOf(
  input: {
    readonly ledger: Ledger;
    readonly connectionId: string;
    readonly stage: Stage;
    readonly relinked: ReadonlySet<string>;
  },
  { without, apart, echoes }: Survey,
  ended: ReadonlyMap<string, KnownRow>,
  joins: ReadonlyMap<string, unknown>,
): Promise<UpsertOp[]> {
  const { ledger, connectionId, stage, relinked } = input;
  if (ended.size === 0 && stage.looseAccounts.size === 0 && relinked.size === 0) return [];
  const concerns = concernOf(ended);
  const isConcerned = (op: Op): op is UpsertOp =>
    op.type === 'upsert' &&
    !without.has(op.accountId) &&
    !joins.has(op.key) &&
    !apart.has(op.key) &&
    !echoes.has(op.key) &&
    (op.loose !== undefined || relinked.has(op.accountId) || concerns(op));
  const result: UpsertOp[] = [];
  for await (const ops of stage.sets()) {
    const concerned = ops.filter(isConcerned);
    if (concerned.length === 0) continue;
    const known = await lookup(ledger, connectionId, concerned, without);
    for (const op of concerned) if (!(op.loose ? sameLoose(op, known) : resolve(op, known))) result.push(op);
  }
  return result;
}

/** Whether an op could be the next sighting of one of the rows, by looks or by date. */
function concernOf(ended: ReadonlyMap<string, KnownRow>): (op: UpsertOp) => boolean {
  const fingerprints = new Set<string>();
  const spans = new Map<string, { from: CalendarDate; to: CalendarDate }>();
  for (const { accountId, row } of ended.values()) {
    const { status, date } = row.facts;
    fingerprints.add(fingerprintOf(accountId, row.facts));
    if (status === 'posted') continue;
    const [from, to] = [addDays(date, EARLIEST), addDays(date, LATEST)];
    const span = spans.get(accountId);
    if (!span) spans.set(accountId, { from, to });
    else if (from < span.from) span.from = from;
    if (span && to > span.to) span.to = to;
  }
  return ({ accountId, status, facts }) => {
    const span = status === 'posted' ? spans.get(accountId) : undefined;
    if (span && facts.date >= span.from && facts.date <= span.to) return true;
    return fingerprints.size > 0 && fingerprints.has(fingerprintOf(accountId, facts));
  };
}
