import { addDays, type CalendarDate } from '../model/calendar-date.ts';
import type { Ledger } from '../store/ledger.ts';
import type { KnownRow } from '../store/rows.ts';
import type { Coverage } from './coverage.ts';
import { freeIdOf, lookup } from './lookup.ts';
import { transactionIdOf } from './identity.ts';
import { mintedFrom, type UpsertOp } from './op.ts';
import { type Candidate, matchFingerprints } from './reconcile/match-fingerprint.ts';
import { matchPending, matchStanding } from './reconcile/match-pending.ts';
import type { Join, Prepared } from './reconcile/prepared.ts';
import { isCurrent, ownerOf } from './reconcile/resolve.ts';
import { newcomersOf } from './newcomers.ts';
import { allInRange } from './rows-in-range.ts';
import type { Stage } from './stage.ts';
import { type Survey, surveyOf } from './survey.ts';

export { allInRange } from './rows-in-range.ts';

/** What is asked of the whole update. */
export interface PrepareInput {
  readonly ledger: Ledger;
  readonly connectionId: string;
  readonly stage: Stage;
  readonly coverage: Coverage;
  /** Rows that earlier updates of the same pull showed to be there. */
  readonly seenBefore: ReadonlySet<string>;
  /** Whether the provider tells of every removal, so that an id it has not removed is still in use. */
  readonly explicitRemovals: boolean;
  /** Whether booked rows name their pending ones, so that two of them without a link are two. */
  readonly linked: boolean;
  /** Accounts that hold no row yet. */
  readonly without: ReadonlySet<string>;
  /** Keys of records that could not be read. */
  readonly quarantined: readonly string[];
  /** Accounts whose ids all changed: re-linked ones, or every one after a dead checkpoint. */
  readonly relinked: ReadonlySet<string>;
  readonly today: CalendarDate;
}

// How long a pending row that ended can still find its booked twin.
const REJOIN_DAYS = 30;

/** Settles over the whole update what no single set can: which rows are gone, and which ops are their next sighting. */
export async function prepare(input: PrepareInput): Promise<Prepared> {
  const { ledger, connectionId, stage, seenBefore } = input;
  const survey = await surveyOf(ledger, connectionId, stage, input);
  const { claims } = survey;
  const joins = new Map<string, Join>();
  const absorbed = new Set<string>(survey.echoes);
  const ended = new Map<string, KnownRow>();
  const endedPending = await joinLinked(input, survey, { joins, absorbed });
  // What is removed under one id but shown under another one lives on.
  const revived = new Set<string>();
  for (const { op, row } of survey.removed) {
    if (absorbed.has(op.key)) continue;
    if (claims.has(row.id)) {
      absorbed.add(op.key);
      revived.add(row.id);
    } else ended.set(row.id, row);
  }
  const isSeen = (row: KnownRow): boolean => {
    const keys = claims.get(row.id);
    if (!keys) return seenBefore.has(row.id);
    // Led here only by an id that the row once had, the op is about another row; see `meaningOf`.
    return !input.explicitRemovals || keys.length === 0 || revived.has(row.id) || isCurrent(keys, row);
  };
  const absent: KnownRow[] = [];
  const known = new Map<string, number>();
  const standing = new Map<string, KnownRow>();
  for await (const row of unsettled(input, survey)) {
    if (row.status === 'posted' && !row.hidden) known.set(row.accountId, (known.get(row.accountId) ?? 0) + 1);
    if (!input.linked && row.status === 'pending' && !row.hidden && isSeen(row)) standing.set(row.id, row);
    if (row.hidden === 'removed' || isSeen(row) || ended.has(row.id)) continue;
    ended.set(row.id, row);
    // What the host deleted is gone already; it can only come back as deleted as it was.
    if (row.hidden) continue;
    if (row.status === 'posted') absent.push(row);
    else if (row.status === 'pending') endedPending.push({ row, by: 'absence' });
  }

  const newcomers = await newcomersOf(input, survey, new Map([...ended, ...standing]), joins);
  const used = new Set<string>();
  const use = (op: UpsertOp, row: KnownRow, join: Omit<Join, 'row'>): void => {
    joins.set(op.key, { row, ...join });
    claims.set(row.id, []);
    used.add(row.id);
  };
  const mayTakeAny = (op: UpsertOp): boolean => op.loose !== undefined || input.relinked.has(op.accountId);
  const candidates = await candidatesFor(input, survey, newcomers.filter(mayTakeAny), ended);
  const prints = matchFingerprints(newcomers, candidates, mayTakeAny);
  for (const { op, row, rule } of prints.joins)
    use(op, row, { rule, evidence: { date: row.row.facts.date, amount: row.row.facts.amount.value } });
  const pending = matchPending(
    newcomers.filter((op) => !joins.has(op.key)),
    [...ended.values()].filter((row) => row.status !== 'posted' && !used.has(row.id)),
  );
  for (const { op, gone, evidence } of pending.joins) {
    const { date, amount } = gone.row.facts;
    use(op, gone, {
      rule: 'gone_pending_match',
      evidence: { ...evidence, pendingDate: date, pendingAmount: amount.value },
    });
  }

  const twins = matchStanding(
    newcomers.filter((op) => !joins.has(op.key)),
    [...standing.values()],
  );

  for (const { op, row } of survey.removed) if (used.has(row.id)) absorbed.add(op.key);
  const fresh = newcomers.filter((op) => op.loose && !joins.has(op.key));
  return {
    without: survey.without,
    joins,
    absorbed,
    apart: survey.apart,
    revived,
    freshIds: await freshIds(input, survey, fresh),
    endedPending: endedPending.filter(({ row }) => !used.has(row.id)),
    absent: absent.filter((row) => !used.has(row.id)),
    seen: claims,
    known,
    suggestions: [...pending.suggestions, ...twins],
    reissued: prints.reissued,
  };
}

/** Rung 2: booked rows that name their pending row. Answers with the pending rows that a known booked row names. */
async function joinLinked(
  { ledger, connectionId, stage, explicitRemovals }: PrepareInput,
  survey: Survey,
  { joins, absorbed }: { readonly joins: Map<string, Join>; readonly absorbed: Set<string> },
): Promise<{ row: KnownRow; by: 'absence' | 'link' }[]> {
  const { claims, links, overtaken, removed, apart } = survey;
  const named = [...new Set([...links.keys(), ...overtaken.keys()])];
  const removalOf = new Map(removed.map(({ op, row }) => [row.id, op]));
  const endedPending: { row: KnownRow; by: 'link' }[] = [];
  for (const row of named.length > 0 ? await ledger.known(connectionId, named) : []) {
    const [op] = (links.get(row.id) ?? []).toSorted(byLikeness(row));
    const link = op?.pendingKey ?? (overtaken.get(row.id) as string);
    // An id the row once had proves nothing while the provider has not taken back the one it has now.
    if (explicitRemovals && !isCurrent([link], row) && !removalOf.has(row.id)) continue;
    const claim = claims.get(row.id);
    // A pending row may be shown once more beside its booked one; any other op that leads here makes it that op's row,
    // unless only a former id of it does.
    const isEcho = claim?.[0] === link && stage.pending.has(link);
    if (claim && !isEcho) {
      if (claim[0] === link || ownerOf(row, [claim, [link]]) === claim) continue;
      apart.add(transactionIdOf(claim[0] as string));
    }
    const removal = removalOf.get(row.id);
    if (op) {
      joins.set(op.key, { row, rule: 'provider_link', evidence: { pendingId: op.pendingId ?? null } });
      claims.set(row.id, []);
      if (removal) absorbed.add(removal.key);
    } else if (!removal && row.status === 'pending' && !row.hidden) endedPending.push({ row, by: 'link' });
  }
  // A provider may show the pending row once more beside the booked one; or it came and was booked inside one update.
  if (stage.pending.size > 0)
    for await (const ops of stage.sets())
      for (const op of ops) {
        if (op.type === 'removal' || op.pendingKey === undefined || op.status !== 'posted') continue;
        const echo = stage.pending.get(op.pendingKey);
        if (echo !== undefined && echo !== op.key && !joins.has(echo)) absorbed.add(echo);
      }
  return endedPending;
}

// One pending row can be booked in several parts: the part with its amount takes its place, the others are new.
function byLikeness({ row }: KnownRow): (a: UpsertOp, b: UpsertOp) => number {
  const off = ({ facts }: UpsertOp): number => (facts.amount.value === row.facts.amount.value ? 0 : 1);
  return (a, b) => off(a) - off(b) || (a.key < b.key ? -1 : 1);
}

/** Rows that the update may prove gone, and pending rows that ended not long ago. */
async function* unsettled(
  { ledger, connectionId, stage, coverage, today }: PrepareInput,
  { without }: Survey,
): AsyncGenerator<KnownRow> {
  for (const accountId of coverage.completePending)
    yield* allInRange(ledger, connectionId, { accountId, statuses: ['pending'], hidden: true });
  for (const { accountId, from, to, pending } of coverage.ranges) {
    const statuses = pending ? (['posted', 'pending'] as const) : (['posted'] as const);
    yield* allInRange(ledger, connectionId, { accountId, from, to, statuses, hidden: true });
  }
  const since = addDays(today, -REJOIN_DAYS);
  for (const accountId of stage.accountsSeen)
    if (!without.has(accountId))
      yield* allInRange(ledger, connectionId, { accountId, from: since, statuses: ['void'] });
}

/** Known rows that an op without a known id may be another sighting of: those that ended, and those without ids of their own. */
async function candidatesFor(
  { ledger, connectionId, relinked, seenBefore }: PrepareInput,
  { claims }: Survey,
  ops: readonly UpsertOp[],
  ended: ReadonlyMap<string, KnownRow>,
): Promise<Candidate[]> {
  const result = new Map<string, Candidate>();
  for (const row of ended.values()) result.set(row.id, { row, ended: true });
  for (const [accountId, mine] of Map.groupBy(ops, (op) => op.accountId)) {
    const dates = mine.map((op) => op.facts.date).sort();
    const [from, to] = [dates[0] as CalendarDate, dates.at(-1) as CalendarDate];
    for await (const row of allInRange(ledger, connectionId, { accountId, from, to, hidden: true })) {
      if (result.has(row.id) || claims.has(row.id) || seenBefore.has(row.id)) continue;
      const idless = !row.row.providerIds.some((id) => id.stable);
      if (idless || relinked.has(accountId)) result.set(row.id, { row, ended: false });
    }
  }
  return [...result.values()];
}

/** A row whose own key is taken gets the next generation of it. */
async function freshIds(
  { ledger, connectionId, stage }: PrepareInput,
  { apart, without }: Survey,
  loose: readonly UpsertOp[],
): Promise<Map<string, string>> {
  const result = new Map<string, string>();
  const add = async (op: UpsertOp): Promise<void> => {
    result.set(op.key, await freeIdOf(ledger, connectionId, mintedFrom(op)));
  };
  if (loose.length > 0) {
    const { heads } = await lookup(ledger, connectionId, loose, without);
    for (const op of loose) if (heads.has(op.key)) await add(op);
  }
  if (apart.size > 0)
    for await (const ops of stage.sets())
      for (const op of ops) if (op.type === 'upsert' && apart.has(op.key)) await add(op);
  return result;
}
