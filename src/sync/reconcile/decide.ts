import type { Instant } from '../../model/calendar-date.ts';
import type { Origin } from '../../model/transaction.ts';
import type { ChangeSet } from '../../store/ledger.ts';
import type {
  Alias,
  Decision,
  DecisionRule,
  Head,
  KnownRow,
  RowWrite,
  TransactionRow,
} from '../../store/rows.ts';
import { decisionIdOf, identityKey, transactionIdOf } from '../identity.ts';
import type { Op, RemovalOp, UpsertOp } from '../op.ts';
import { type Tally, tally } from './counts.ts';
import { rowOf, withFacts } from './facts.ts';
import type { Prepared } from './prepared.ts';
import { type Known, resolve, rowOfKey } from './resolve.ts';

/** What is the same for all sets of an update. */
export interface DecideContext {
  readonly userId: string;
  readonly connectionId: string;
  readonly provider: string;
  readonly at: Instant;
  /** Where new rows come from. */
  readonly origin: Origin;
  /** Rows that an op of this update has claimed; grows from set to set. */
  readonly claimed: Set<string>;
}

export interface Decided {
  readonly set: ChangeSet;
  readonly counts: Tally;
  readonly unknownRemovals: number;
}

/**
 * The heart of reconcile: staged ops against known rows -> writes, aliases and stored reasons, with every op counted.
 * Pure. `whole` holds the whole rows of those heads for which a head alone does not say enough.
 */
export function decide(
  ops: readonly Op[],
  known: Known,
  whole: ReadonlyMap<string, KnownRow>,
  prepared: Prepared,
  context: DecideContext,
): Decided {
  const rows: RowWrite[] = [];
  const aliases: Alias[] = [];
  const decisions: Decision[] = [];
  const counts = tally();
  let unknownRemovals = 0;

  const decided = (
    transactionId: string,
    rule: DecisionRule,
    evidence: Decision['evidence'],
    before?: TransactionRow,
  ): void => {
    const { userId, connectionId, at } = context;
    const id = decisionIdOf(transactionId, rule, JSON.stringify(evidence));
    decisions.push({
      id,
      userId,
      connectionId,
      transactionId,
      rule,
      at,
      evidence,
      ...(before && { before }),
    });
  };

  const insert = (op: UpsertOp): void => {
    const id = prepared.freshIds.get(op.key) ?? op.key;
    rows.push({
      type: 'insert',
      row: rowOf(op.upsert, { ...placeOf(op, context), id }),
      origin: context.origin,
    });
    name(op, id);
    counts.added++;
  };

  /** Makes every stable id of the op lead to the row. */
  const name = (op: UpsertOp, transactionId: string): void => {
    for (const key of op.keys) {
      if (known.aliases.get(key) === transactionId) continue;
      if (transactionIdOf(key) === transactionId && !known.aliases.has(key)) continue;
      aliases.push({ key, accountId: op.accountId, transactionId });
    }
  };

  const update = (
    op: UpsertOp,
    head: Head,
    rule?: DecisionRule,
    evidence: Decision['evidence'] = {},
    before = whole.get(head.id)?.row,
  ): void => {
    const row = rowOf(op.upsert, { ...placeOf(op, context), id: head.id });
    if (row.digest === head.digest && head.hidden !== 'removed') {
      counts.unchanged++;
      return;
    }
    rows.push({
      type: 'update',
      row,
      origin: head.hidden ? 'live' : context.origin === 'initial' ? 'initial' : 'live',
    });
    name(op, head.id);
    if (rule) decided(head.id, rule, evidence, before);
    else if (head.hidden === 'removed' || head.status === 'void')
      decided(head.id, 'returned', { was: head.hidden ?? head.status });
    counts.modified++;
  };

  const upsert = (op: UpsertOp): void => {
    const join = prepared.joins.get(op.key);
    const own = join ? undefined : resolve(op, known);
    const linked =
      !join && !own && op.pendingKey ? linkedPending(op.pendingKey, op.accountId, known) : undefined;
    const head = join?.row ?? own ?? linked;
    if (!head) return insert(op);
    if (context.claimed.has(head.id)) {
      // Two records of one update for one row, by different ids of it: the first in order of keys stands.
      counts.unchanged++;
      return;
    }
    const former =
      own &&
      op.upsert.status === 'pending' &&
      own.status === 'posted' &&
      !isCurrent(op.keys, whole.get(own.id));
    if (former) {
      counts.unchanged++;
      return;
    }
    if (join || linked || head.id !== op.key) context.claimed.add(head.id);
    if (join) update(op, head, join.rule, join.evidence, join.row.row);
    else if (linked) update(op, linked, 'provider_link', { pendingId: op.upsert.pendingId ?? null });
    else update(op, head);
  };

  const removal = (op: RemovalOp): void => {
    const head = rowOfKey(op.keys[0] as string, known);
    const row = head && whole.get(head.id);
    if (!head || !row) unknownRemovals++;
    if (
      !head ||
      !row ||
      head.hidden ||
      head.status === 'void' ||
      !isCurrent(op.keys, row) ||
      context.claimed.has(head.id)
    ) {
      counts.unchanged++;
      return;
    }
    counts.removed++;
    if (head.status === 'pending') {
      counts.voided++;
      rows.push(voided(row));
      decided(row.id, 'pending_vanished', { by: 'removal' }, row.row);
    } else {
      rows.push({ type: 'hide', id: row.id, as: 'removed', origin: 'live' });
      decided(row.id, 'removed_by_provider', {});
    }
  };

  for (const op of ops) {
    counts.received++;
    if (prepared.absorbed.has(op.key)) counts.unchanged++;
    else if (op.type === 'removal') removal(op);
    else upsert(op);
  }
  return { set: { rows, aliases, decisions, records: [] }, counts, unknownRemovals };
}

/** The write that ends a pending row which was never booked. */
export function voided({ row }: KnownRow): RowWrite {
  return { type: 'update', row: withFacts(row, { ...row.facts, status: 'void' }), origin: 'live' };
}

/** Whether one of the keys is among the ids the row has now, and not only among those it once had. */
export function isCurrent(keys: readonly string[], row: KnownRow | undefined): boolean {
  if (!row) return true;
  const current = row.row.providerIds.map((id) => identityKey(row.accountId, id.scheme, id.value));
  return keys.some((key) => current.includes(key));
}

// Rung 2: the provider itself names the pending row. A row that is booked already was claimed by another.
function linkedPending(pendingKey: string, accountId: string, known: Known): Head | undefined {
  const head = rowOfKey(pendingKey, known);
  return head && head.accountId === accountId && head.status !== 'posted' && head.hidden !== 'deleted'
    ? head
    : undefined;
}

function placeOf(
  op: UpsertOp,
  { userId, connectionId, provider }: DecideContext,
): { userId: string; connectionId: string; accountId: string; provider: string } {
  return { userId, connectionId, accountId: op.accountId, provider };
}
