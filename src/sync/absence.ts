import type { ConfirmQuery } from '../adapter-kit/contract.ts';
import { isMarked } from '../errors/base.ts';
import type { KnownRow } from '../store/rows.ts';
import type { RecordWrite } from '../store/records.ts';
import type { RunContext } from './context.ts';
import { type Absence, type CoveredAccount, judgeAbsence } from './reconcile/absence.ts';
import { recordsOf } from './rows-in-range.ts';

/** Counts how often a row was absent from covered reads in a row. */
const ABSENCES = 'absences';

export interface JudgedAbsence extends Absence {
  /** Keeps the count of absences, or forgets it. */
  readonly records: readonly RecordWrite[];
}

type Answer = 'gone' | 'present' | 'unknown';

/** Judges the absent rows; asks the provider about each where it can answer. */
export async function judge(
  context: RunContext,
  absent: readonly KnownRow[],
  covered: ReadonlyMap<string, CoveredAccount>,
  isSeen: (id: string) => boolean,
): Promise<JudgedAbsence> {
  const { connectionId, userId, ports } = context;
  const record = (id: string, value: number | undefined): RecordWrite => ({
    namespace: ABSENCES,
    key: `${connectionId}/${id}`,
    userId,
    value,
  });
  const earlier = new Map<string, number>();
  for (const { key, value } of await recordsOf(ports.store.records, ABSENCES, connectionId))
    earlier.set(key.slice(connectionId.length + 1), value as number);
  const judged = judgeAbsence(absent, { earlier, confirmed: await confirm(context, absent), covered });
  const kept = new Set(judged.counted.map(({ row }) => row.id));
  const settled = new Set(absent.map((row) => row.id).filter((id) => !kept.has(id)));
  return {
    ...judged,
    records: [
      ...judged.counted.map(({ row, times }) => record(row.id, times)),
      ...[...earlier.keys()].filter((id) => settled.has(id) || isSeen(id)).map((id) => record(id, undefined)),
    ],
  };
}

// More are not asked about at once; the others are asked about next time.
const MOST_CONFIRMED = 100;

async function confirm(context: RunContext, absent: readonly KnownRow[]): Promise<Map<string, Answer>> {
  const { feed } = context.adapter;
  const answers = new Map<string, Answer>();
  const asked = absent.slice(0, MOST_CONFIRMED);
  if (!feed.confirm || asked.length === 0) return answers;
  const queries: ConfirmQuery[] = asked.map(({ row }) => ({
    account: context.accounts.get(row.accountId)?.account.providerAccountId ?? '',
    ids: row.providerIds.map(({ scheme, value }) => ({ scheme, value })),
  }));
  try {
    const given = await feed.confirm(queries, context.call);
    asked.forEach((row, index) => answers.set(row.id, given[index] ?? 'unknown'));
  } catch (error) {
    context.call.signal.throwIfAborted();
    // No answer is no evidence; the rows are counted as absent and asked about again.
    if (!isMarked(error)) throw error;
  }
  return answers;
}
