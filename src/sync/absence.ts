import type { ConfirmQuery } from '../adapter-kit/contract.ts';
import { isMarked } from '../errors/base.ts';
import type { KnownRow } from '../store/rows.ts';
import type { RecordWrite } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { RunContext } from './context.ts';
import { lookup } from './lookup.ts';
import { allInRange } from './prepare.ts';
import { type Absence, isMass, judgeAbsence } from './reconcile/absence.ts';
import { resolve } from './reconcile/resolve.ts';
import type { Stage } from './stage.ts';
import type { CalendarDate } from '../model/calendar-date.ts';

/** Counts how often a row was absent from covered reads in a row. */
export const ABSENCES = 'absences';

/** A covered range of one account, in our account ids. */
export interface CoveredRange {
  readonly accountId: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** Posted rows inside the covered ranges that no op of the update mentions by id; and how many rows are covered. */
export async function absentRows(
  context: RunContext,
  stage: Stage,
  covered: readonly CoveredRange[],
): Promise<{ absent: KnownRow[]; covered: number; seen: ReadonlySet<string> }> {
  const { ledger, connectionId } = context;
  const seen = new Set<string>();
  if (covered.length === 0) return { absent: [], covered: 0, seen };
  for await (const ops of stage.sets()) {
    const known = await lookup(ledger, connectionId, ops);
    for (const op of ops) {
      const head = op.type === 'upsert' ? resolve(op, known) : undefined;
      if (head) seen.add(head.id);
    }
  }
  const absent = new Map<string, KnownRow>();
  let count = 0;
  for (const range of covered) {
    for await (const row of allInRange(ledger, connectionId, { ...range, statuses: ['posted'] })) {
      count++;
      if (!seen.has(row.id)) absent.set(row.id, row);
    }
  }
  return { absent: [...absent.values()], covered: count, seen };
}

export interface JudgedAbsence extends Absence {
  /** Keeps the count of absences, or forgets it. */
  readonly records: readonly RecordWrite[];
}

/** Judges the absent rows; asks the provider about each where it can answer. */
export async function judge(
  context: RunContext,
  absent: readonly KnownRow[],
  covered: number,
  seen: ReadonlySet<string>,
  full: boolean,
): Promise<JudgedAbsence> {
  const { connectionId, userId } = context;
  const earlierRecords = await context.ports.store.records.list(EVERY_USER, ABSENCES, {
    prefix: `${connectionId}/`,
    limit: 10_000,
  });
  const earlier = new Map(
    earlierRecords.map((record) => [record.key.slice(connectionId.length + 1), record.value as number]),
  );
  const confirmed = await confirm(context, absent);
  // A full pass after a dead checkpoint is complete by itself; only a mass of missing rows makes it doubtful.
  if (full && !isMass(absent.length, covered))
    for (const row of absent) confirmed.set(row.id, confirmed.get(row.id) ?? 'gone');
  const judged = judgeAbsence(absent, { earlier, confirmed, covered });
  const record = (id: string, value: number | undefined): RecordWrite => ({
    namespace: ABSENCES,
    key: `${connectionId}/${id}`,
    userId,
    value,
  });
  const kept = new Set(judged.counted.map(({ row }) => row.id));
  return {
    ...judged,
    records: [
      ...judged.counted.map(({ row, times }) => record(row.id, times)),
      ...[...earlier.keys()]
        .filter((id) => !kept.has(id) && (seen.has(id) || absent.some((row) => row.id === id)))
        .map((id) => record(id, undefined)),
    ],
  };
}

// Beyond this many the answer is worth less than the calls it costs; the count over several updates decides then.
const MOST_CONFIRMED = 100;

async function confirm(
  context: RunContext,
  absent: readonly KnownRow[],
): Promise<Map<string, 'gone' | 'present' | 'unknown'>> {
  const { feed } = context.adapter;
  const answers = new Map<string, 'gone' | 'present' | 'unknown'>();
  if (!feed.confirm || absent.length === 0 || absent.length > MOST_CONFIRMED) return answers;
  const queries: ConfirmQuery[] = absent.map(({ row }) => ({
    account: context.accounts.get(row.accountId)?.account.providerAccountId ?? '',
    ids: row.providerIds.map(({ scheme, value }) => ({ scheme, value })),
  }));
  try {
    const given = await feed.confirm(queries, context.call);
    absent.forEach((row, index) => answers.set(row.id, given[index] ?? 'unknown'));
  } catch (error) {
    // No answer is no evidence; the rows are counted as absent and asked about again.
    if (!isMarked(error)) throw error;
  }
  return answers;
}
