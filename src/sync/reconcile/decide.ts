import type { CalendarDate, Instant } from '../../model/calendar-date.ts';
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
import { bookedKey, decisionIdOf, transactionIdOf } from '../identity.ts';
import type { Op, RemovalOp, UpsertOp } from '../op.ts';
import { type Tally, tally } from './counts.ts';
import { type RowPlace, rowOf, withFacts } from './facts.ts';
import type { Prepared } from './prepared.ts';
import { isCurrent, type Known, resolve, rowOfKey } from './resolve.ts';

/** What is the same for all sets of an update. */
export interface DecideContext extends RowPlace {
  readonly at: Instant;
  /** Where the new rows of an account come from. */
  originOf(accountId: string, date: CalendarDate): Origin;
  /** Whether the provider tells of every removal, so that an id it has not removed is still in use. */
  readonly explicitRemovals: boolean;
}

/** One set of ops with everything that is known about them. */
export interface DecideInput {
  readonly ops: readonly Op[];
  readonly known: Known;
  /** By op key: the row that an op leads to. */
  readonly leads: ReadonlyMap<string, Head>;
  /** Whole rows where a head does not say enough. */
  readonly whole: ReadonlyMap<string, KnownRow>;
  /** By op key: an id for a new row, where its own is taken by another. */
  readonly freshIds: ReadonlyMap<string, string>;
}

export interface Decided {
  readonly set: ChangeSet;
  readonly counts: Tally;
  readonly unknownRemovals: number;
  readonly reissued: number;
}

/** What an op means for the row that one of its ids leads to. */
export type Meaning = 'same' | 'changed' | 'another';

/** The rows that ops of a set lead to by their own ids. */
export function leadsOf(ops: readonly Op[], known: Known, prepared: Prepared): Map<string, Head> {
  const leads = new Map<string, Head>();
  if (known.heads.size === 0) return leads;
  for (const op of ops) {
    if (op.type === 'removal') continue;
    const { key } = op;
    if (prepared.absorbed.has(key) || prepared.joins.has(key) || prepared.apart.has(key)) continue;
    const own = op.loose ? known.heads.get(key) : resolve(op, known);
    if (!own) continue;
    // Without ids, only the same words make it the same row; the rest was settled over the whole update.
    if (op.loose && (own.digest !== op.digest || own.hidden === 'removed')) continue;
    leads.set(key, own);
  }
  return leads;
}

/** Whether an op is news of its row, or another row under an id that was used before. */
export function meaningOf(
  op: UpsertOp,
  head: Head,
  whole: KnownRow | undefined,
  prepared: Prepared,
  explicitRemovals: boolean,
): Meaning {
  if (op.digest === head.digest) return head.hidden === 'removed' ? 'changed' : 'same';
  if (!whole || isCurrent(op.keys, whole) || prepared.revived.has(head.id)) return 'changed';
  const { amount } = whole.row.facts;
  const agrees = amount.value === op.facts.amount.value && amount.currency === op.facts.amount.currency;
  const reopens = op.status === 'pending' && head.status === 'posted';
  return explicitRemovals || !agrees || reopens ? 'another' : 'changed';
}

/**
 * The heart of reconcile: staged ops against known rows -> writes, aliases and stored reasons, with every op counted.
 * Pure.
 */
export function decide(input: DecideInput, prepared: Prepared, context: DecideContext): Decided {
  const { known, leads, whole } = input;
  const rows: RowWrite[] = [];
  const aliases: Alias[] = [];
  const decisions: Decision[] = [];
  const counts = tally();
  let unknownRemovals = 0;
  let reissued = 0;

  const explain = (
    id: string,
    rule: DecisionRule,
    evidence: Decision['evidence'],
    before?: TransactionRow,
  ): void => {
    decisions.push(decisionOf(context, id, rule, evidence, before));
  };

  /** Makes every stable id of the op lead to the row. */
  const name = (op: UpsertOp, transactionId: string): void => {
    for (let i = 0; i < op.keys.length; i++) {
      const key = op.keys[i] as string;
      const alias = known.aliases.get(key);
      if (alias === transactionId) continue;
      if (alias === undefined && (i === 0 ? op.key : transactionIdOf(key)) === transactionId) continue;
      aliases.push({ key, accountId: op.accountId, transactionId });
    }
  };

  /** Should the pending row that the op names come once more, it is known to be booked. */
  const book = (op: UpsertOp, transactionId: string): void => {
    if (op.pendingKey === undefined || op.status !== 'posted') return;
    aliases.push({ key: bookedKey(op.pendingKey), accountId: op.accountId, transactionId });
  };

  const insert = (op: UpsertOp): void => {
    const id = input.freshIds.get(op.key) ?? prepared.freshIds.get(op.key) ?? op.key;
    const origin = context.originOf(op.accountId, op.facts.date);
    rows.push({ type: 'insert', row: rowOf(op, id, context), origin });
    name(op, id);
    // In a first sync no pending row comes late any more.
    if (origin !== 'initial') book(op, id);
    counts.added++;
  };

  const update = (op: UpsertOp, head: Head): void => {
    const origin =
      !head.hidden && context.originOf(op.accountId, op.facts.date) === 'initial' ? 'initial' : 'live';
    rows.push({ type: 'update', row: rowOf(op, head.id, context), origin });
    name(op, head.id);
    counts.modified++;
  };

  const upsert = (op: UpsertOp): void => {
    const join = prepared.joins.get(op.key);
    if (join) {
      const { row: known, rule, evidence } = join;
      if (op.digest === known.digest && known.hidden !== 'removed') {
        counts.unchanged++;
        return;
      }
      update(op, known);
      if (rule === 'provider_link') book(op, known.id);
      explain(known.id, rule, evidence, known.row);
      return;
    }
    const head = leads.get(op.key);
    if (!head) return insert(op);
    const meaning = meaningOf(op, head, whole.get(head.id), prepared, context.explicitRemovals);
    if (meaning === 'same') counts.unchanged++;
    else if (meaning === 'changed') {
      update(op, head);
      if (head.hidden === 'removed' || head.status === 'void')
        explain(head.id, 'returned', { was: head.hidden ?? head.status });
    } else {
      insert(op);
      explain(input.freshIds.get(op.key) ?? op.key, 'id_reissued', { before: head.id });
      reissued++;
    }
  };

  const removal = (op: RemovalOp): void => {
    const head = rowOfKey(op.keys[0] as string, known, op.key);
    const row = head && whole.get(head.id);
    if (!head || !row) unknownRemovals++;
    if (!head || !row || head.hidden || head.status === 'void' || !isCurrent(op.keys, row)) {
      counts.unchanged++;
      return;
    }
    counts.removed++;
    if (head.status === 'pending') {
      counts.voided++;
      rows.push(voided(row));
      explain(row.id, 'pending_vanished', { by: 'removal' }, row.row);
    } else {
      rows.push({ type: 'hide', id: row.id, as: 'removed', origin: 'live' });
      explain(row.id, 'removed_by_provider', {});
    }
  };

  for (const op of input.ops) {
    if (prepared.absorbed.has(op.key)) counts.unchanged++;
    else if (op.type === 'removal') removal(op);
    else upsert(op);
  }
  return { set: { rows, aliases, decisions, records: [] }, counts, unknownRemovals, reissued };
}

/** One stored reason. */
export function decisionOf(
  { userId, connectionId, at }: Pick<DecideContext, 'userId' | 'connectionId' | 'at'>,
  transactionId: string,
  rule: DecisionRule,
  evidence: Decision['evidence'],
  before?: TransactionRow,
): Decision {
  const id = decisionIdOf(transactionId, rule, `${at} ${JSON.stringify(evidence)}`);
  return { id, userId, connectionId, transactionId, rule, at, evidence, ...(before && { before }) };
}

/** The write that ends a pending row which was never booked. */
export function voided({ row }: KnownRow): RowWrite {
  return { type: 'update', row: withFacts(row, { ...row.facts, status: 'void' }), origin: 'live' };
}
