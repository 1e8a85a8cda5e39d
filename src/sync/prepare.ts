import { addDays, type CalendarDate } from '../model/calendar-date.ts';
import type { Ledger } from '../store/ledger.ts';
import { positionOf } from '../store/position.ts';
import type { KnownRow } from '../store/rows.ts';
import { identityKey, transactionIdOf } from './identity.ts';
import { lookup, lookupKeys } from './lookup.ts';
import { fingerprintOf, type Op, type UpsertOp } from './op.ts';
import { matchFingerprints } from './reconcile/match-fingerprint.ts';
import { matchPending } from './reconcile/match-pending.ts';
import { isCurrent } from './reconcile/decide.ts';
import type { Join, Prepared } from './reconcile/prepared.ts';
import { resolve, rowOfKey } from './reconcile/resolve.ts';
import type { Stage } from './stage.ts';

/** What is asked of the whole update. */
export interface PrepareInput {
  readonly ledger: Ledger;
  readonly connectionId: string;
  readonly stage: Stage;
  /** Accounts whose ids all changed: re-linked ones, or every one after a dead checkpoint. */
  readonly relinked: ReadonlySet<string>;
  /** Accounts whose whole pending set this update holds. */
  readonly completePending: ReadonlySet<string>;
  /** Posted rows inside the covered reads that no op mentions by id. */
  readonly absentPosted: readonly KnownRow[];
  readonly today: CalendarDate;
}

// How long a pending row that ended can still find its booked twin.
const REJOIN_DAYS = 30;

/** Settles over the whole update what no single set can: which rows are gone, and which ops are their next sighting. */
export async function prepare(input: PrepareInput): Promise<Prepared> {
  const { ledger, connectionId, stage } = input;
  const open = await openPending(input);
  const scan = await scanStage(input, open);
  const goneByRemoval = await removedRows(ledger, connectionId, scan.removals);

  const absorbed = new Set<string>();
  const ended = new Map<string, KnownRow>();
  for (const { op, row } of goneByRemoval) {
    // The removal of a pending row that a posted one names is the other half of its booking.
    if (scan.linkedKeys.has(op.keys[0] as string)) absorbed.add(op.key);
    else ended.set(row.id, row);
  }
  for (const key of scan.livePendingKeys) if (scan.linkedKeys.has(key.identity)) absorbed.add(key.op);
  const vanishedPending: KnownRow[] = [];
  for (const row of open) {
    if (scan.touched.has(row.id) || scan.linked.has(row.id) || ended.has(row.id)) continue;
    if (row.status === 'void') ended.set(row.id, row);
    else if (input.completePending.has(row.accountId)) {
      vanishedPending.push(row);
      ended.set(row.id, row);
    }
  }
  for (const row of input.absentPosted) ended.set(row.id, row);

  const newcomers = await unclaimed(input, ended);
  const joins = new Map<string, Join>();
  const use = (op: UpsertOp, row: KnownRow, join: Omit<Join, 'row'>): void => {
    joins.set(op.key, { row, ...join });
    ended.delete(row.id);
  };

  const pendingMatches = matchPending(
    newcomers.filter((op) => !op.pendingKey || !scan.linkedOps.has(op.key)),
    [...ended.values()].filter((row) => row.status !== 'posted'),
  );
  for (const { op, gone, evidence } of pendingMatches.joins)
    use(op, gone, {
      rule: 'gone_pending_match',
      evidence: { ...evidence, pendingDate: gone.row.facts.date, pendingAmount: gone.row.facts.amount.value },
    });

  const rest = newcomers.filter((op) => !joins.has(op.key));
  for (const accountId of new Set(rest.map((op) => op.accountId))) {
    const mine = rest.filter((op) => op.accountId === accountId);
    const candidates = await fingerprintCandidates(input, accountId, mine, ended, scan.touched, joins);
    for (const { op, row, rule } of matchFingerprints(mine, candidates))
      use(op, row, { rule, evidence: { date: row.row.facts.date, amount: row.row.facts.amount.value } });
  }

  const usedRows = new Set([...joins.values()].map((join) => join.row.id));
  for (const { op, row } of goneByRemoval) if (usedRows.has(row.id)) absorbed.add(op.key);
  return {
    joins,
    absorbed,
    freshIds: await freshIds(
      ledger,
      connectionId,
      newcomers.filter((op) => op.loose && !joins.has(op.key)),
    ),
    vanishedPending: vanishedPending.filter((row) => !usedRows.has(row.id)),
    absentPosted: input.absentPosted.filter((row) => !usedRows.has(row.id)),
    suggestions: pendingMatches.suggestions.filter(
      (pair) => !joins.has(pair.op.key) && !usedRows.has(pair.gone.id),
    ),
  };
}

/** Pending rows of the accounts concerned, and those that ended not long ago. */
async function openPending({
  ledger,
  connectionId,
  stage,
  completePending,
  today,
}: PrepareInput): Promise<KnownRow[]> {
  const rows: KnownRow[] = [];
  const since = addDays(today, -REJOIN_DAYS);
  for (const accountId of new Set([...stage.accountsSeen, ...completePending])) {
    for await (const row of allInRange(ledger, connectionId, { accountId, statuses: ['pending', 'void'] })) {
      if (row.status === 'pending' || row.row.facts.date >= since) rows.push(row);
    }
  }
  return rows;
}

interface Scan {
  /** Row ids among the open ones that an op of this update mentions by id. */
  readonly touched: Set<string>;
  /** Row ids among the open ones that a posted op names as its pending row. */
  readonly linked: Set<string>;
  /** Identity keys of rows that a posted op names as its pending row, where they matter. */
  readonly linkedKeys: Set<string>;
  readonly linkedOps: Set<string>;
  readonly removals: readonly Op[];
  readonly livePendingKeys: readonly { readonly identity: string; readonly op: string }[];
}

async function scanStage({ stage }: PrepareInput, open: readonly KnownRow[]): Promise<Scan> {
  const byKey = new Map<string, string>();
  for (const row of open)
    for (const id of row.row.providerIds) byKey.set(identityKey(row.accountId, id.scheme, id.value), row.id);
  const scan = {
    touched: new Set<string>(),
    linked: new Set<string>(),
    linkedKeys: new Set<string>(),
    linkedOps: new Set<string>(),
    removals: [] as Op[],
    livePendingKeys: [] as { identity: string; op: string }[],
  };
  const pendingKeys = new Set<string>();
  for await (const ops of stage.sets()) {
    for (const op of ops) {
      if (op.type === 'removal') {
        scan.removals.push(op);
        pendingKeys.add(op.keys[0] as string);
      } else {
        for (const key of op.keys) {
          const row = byKey.get(key);
          if (row !== undefined) scan.touched.add(row);
          if (op.upsert.status === 'pending') {
            scan.livePendingKeys.push({ identity: key, op: op.key });
            pendingKeys.add(key);
          }
        }
      }
    }
  }
  // A second look, since a posted row may stand before the pending one it names.
  if (open.length > 0 || pendingKeys.size > 0) {
    for await (const ops of stage.sets()) {
      for (const op of ops) {
        if (op.type === 'removal' || op.pendingKey === undefined) continue;
        const row = byKey.get(op.pendingKey);
        if (row === undefined && !pendingKeys.has(op.pendingKey)) continue;
        if (row !== undefined) scan.linked.add(row);
        scan.linkedKeys.add(op.pendingKey);
        scan.linkedOps.add(op.key);
      }
    }
  }
  return scan;
}

async function removedRows(
  ledger: Ledger,
  connectionId: string,
  removals: readonly Op[],
): Promise<{ op: Op; row: KnownRow }[]> {
  if (removals.length === 0) return [];
  const known = await lookup(ledger, connectionId, removals);
  const ids = removals.flatMap((op) => rowOfKey(op.keys[0] as string, known)?.id ?? []);
  const rows = new Map((await ledger.known(connectionId, ids)).map((row) => [row.id, row]));
  return removals.flatMap((op) => {
    const row = rows.get(rowOfKey(op.keys[0] as string, known)?.id ?? '');
    return row && !row.hidden && isCurrent(op.keys, row) ? [{ op, row }] : [];
  });
}

/** Ops that no stable id leads to a row, as far as one of the ended rows or their account could concern them. */
async function unclaimed(
  { ledger, connectionId, stage, relinked }: PrepareInput,
  ended: ReadonlyMap<string, KnownRow>,
): Promise<UpsertOp[]> {
  if (ended.size === 0 && stage.looseAccounts.size === 0 && relinked.size === 0) return [];
  const fingerprints = new Set<string>();
  const pendingOf = new Map<string, KnownRow[]>();
  for (const row of ended.values()) {
    if (row.status === 'posted') fingerprints.add(fingerprintOf(row.accountId, row.row.facts));
    else pendingOf.set(row.accountId, [...(pendingOf.get(row.accountId) ?? []), row]);
  }
  const isConcerned = (op: Op): op is UpsertOp => {
    if (op.type === 'removal') return false;
    if (op.loose !== undefined || relinked.has(op.accountId)) return true;
    if (op.upsert.status === 'posted' && (pendingOf.get(op.accountId) ?? []).some((row) => isNear(op, row)))
      return true;
    return fingerprints.size > 0 && fingerprints.has(fingerprintOf(op.accountId, op.upsert));
  };
  const result: UpsertOp[] = [];
  for await (const ops of stage.sets()) {
    const concerned = ops.filter(isConcerned);
    if (concerned.length === 0) continue;
    const known = await lookup(ledger, connectionId, concerned);
    for (const op of concerned) if (!resolve(op, known)) result.push(op);
  }
  return result;
}

function isNear(op: UpsertOp, { row }: KnownRow): boolean {
  return op.upsert.date >= addDays(row.facts.date, -3) && op.upsert.date <= addDays(row.facts.date, 14);
}

/** Known rows that an op without a known id may be another sighting of: those that ended, and those without an id of their own. */
async function fingerprintCandidates(
  { ledger, connectionId, relinked }: PrepareInput,
  accountId: string,
  ops: readonly UpsertOp[],
  ended: ReadonlyMap<string, KnownRow>,
  touched: ReadonlySet<string>,
  joins: ReadonlyMap<string, Join>,
): Promise<KnownRow[]> {
  const result = [...ended.values()].filter((row) => row.accountId === accountId && row.status === 'posted');
  const wide = relinked.has(accountId) || ops.some((op) => op.loose);
  if (!wide || ops.length === 0) return result;
  const used = new Set([...result, ...[...joins.values()].map((join) => join.row)].map((row) => row.id));
  const dates = ops.map((op) => op.upsert.date).sort();
  for await (const row of allInRange(ledger, connectionId, {
    accountId,
    from: dates[0] as CalendarDate,
    to: dates.at(-1) as CalendarDate,
  })) {
    if (used.has(row.id) || touched.has(row.id)) continue;
    const idless = !row.row.providerIds.some((id) => id.stable);
    if (idless || relinked.has(accountId)) result.push(row);
  }
  return result.sort((a, b) =>
    a.row.facts.date < b.row.facts.date ? -1 : a.row.facts.date > b.row.facts.date ? 1 : a.id < b.id ? -1 : 1,
  );
}

/** A row without a stable id can find its own key taken, where the row that had it has changed since. */
async function freshIds(
  ledger: Ledger,
  connectionId: string,
  ops: readonly UpsertOp[],
): Promise<Map<string, string>> {
  const result = new Map<string, string>();
  if (ops.length === 0) return result;
  const taken = (await lookupKeys(ledger, connectionId, [], new Set(ops.map((op) => op.key)))).heads;
  for (const op of ops) {
    if (!taken.has(op.key)) continue;
    for (let generation = 1; ; generation++) {
      const id = transactionIdOf(op.key, generation);
      if ((await ledger.heads(connectionId, [id])).length > 0) continue;
      result.set(op.key, id);
      break;
    }
  }
  return result;
}

/** All rows of a range, page by page. */
export async function* allInRange(
  ledger: Ledger,
  connectionId: string,
  query: Parameters<Ledger['range']>[1],
): AsyncIterable<KnownRow> {
  const limit = 500;
  for (let after: string | undefined; ; ) {
    const rows = await ledger.range(connectionId, query, { limit, ...(after !== undefined && { after }) });
    yield* rows;
    if (rows.length < limit) return;
    const last = rows.at(-1) as KnownRow;
    after = positionOf({ id: last.id, ...last.row.facts }, 'oldest');
  }
}
