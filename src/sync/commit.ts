import { nextTurn } from '../internal/next-turn.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import type { Origin } from '../model/transaction.ts';
import type { ChangeSet, CheckpointRow, CommitSeal } from '../store/ledger.ts';
import type { Head, KnownRow, RowWrite } from '../store/rows.ts';
import type { RecordWrite } from '../store/records.ts';
import { AdapterContractError } from '../errors/catalog.ts';
import type { JudgedAbsence } from './absence.ts';
import { suggestionsOf } from './ambiguous.ts';
import type { RunContext } from './context.ts';
import { freeIdOf, lookup } from './lookup.ts';
import { mintedFrom, type Op } from './op.ts';
import { publishCommit } from './publish.ts';
import { addCounts, conserved, type Tally, tally } from './reconcile/counts.ts';
import { decide, type DecideContext, decisionOf, leadsOf, meaningOf, voided } from './reconcile/decide.ts';
import type { Prepared } from './reconcile/prepared.ts';
import { type Known, rowOfKey } from './reconcile/resolve.ts';
import type { Stage } from './stage.ts';
import { suggestionWrites } from './suggestions.ts';

/** One prepared update, ready to be written. */
export interface Committing {
  readonly stage: Stage;
  readonly prepared: Prepared;
  readonly absence: JudgedAbsence;
  readonly records: readonly RecordWrite[];
  readonly quarantined: number;
  readonly skipped: number;
  readonly originOf: (accountId: string, date: CalendarDate) => Origin;
  readonly checkpoint: CheckpointRow;
  /** Is told the id of every row that is written. */
  readonly wrote?: (id: string) => void;
}

/** Writes an update in one transaction and takes its counts into the run's. Nothing else writes a ledger. */
export async function commit(context: RunContext, input: Committing): Promise<void> {
  const counts = tally();
  counts.skipped = input.skipped;
  const notes = { unknownRemovals: 0, reissued: input.prepared.reissued };
  const pending = context.accounts.pending();
  const joins = input.prepared.joins.size;
  if (joins > 0)
    await context.trail.append({
      action: 'rows.join',
      actor: 'engine',
      connectionId: context.connectionId,
      facts: { run: context.runId, count: joins },
    });
  const update = await input.stage.update();
  const receipt = await update.commit(decideSets(context, input, counts, notes), (): CommitSeal => {
    counts.superseded = input.stage.added - counts.received;
    counts.received += input.quarantined;
    counts.quarantined = input.quarantined;
    if (!conserved(counts))
      throw new AdapterContractError('The records of this update do not add up; nothing was written.', {
        connectionId: context.connectionId,
      });
    return { accounts: pending.accounts, balances: pending.balances, checkpoints: [input.checkpoint] };
  });
  context.accounts.committed();
  context.wrote(input.stage.accountsSeen);
  context.connection = { ...context.connection, version: receipt.version };
  context.moved(input.checkpoint.scope);
  addCounts(context.counts, counts);
  context.note(
    'unknown_removal',
    notes.unknownRemovals,
    'The provider removed rows that the ledger never held.',
  );
  context.note(
    'id_reissued',
    notes.reissued,
    'Rows came under ids that named other rows; they are rows of their own.',
  );
  await publishCommit(context, receipt, [
    ...pending.suggestions,
    ...suggestionsOf(context.connectionId, input.prepared),
  ]);
}

interface Notes {
  unknownRemovals: number;
  reissued: number;
}

async function* decideSets(
  context: RunContext,
  input: Committing,
  counts: Tally,
  notes: Notes,
): AsyncGenerator<ChangeSet> {
  const { ledger, connectionId, userId, adapter } = context;
  const { stage, prepared, absence } = input;
  const decideContext: DecideContext = {
    userId,
    connectionId,
    provider: adapter.id,
    at: context.now(),
    originOf: input.originOf,
    explicitRemovals: adapter.traits.removals === 'explicit',
  };
  // What the survey saw to be the same is not looked up again, unless it turned out to be another row's.
  const isOpen = (key: string): boolean => prepared.apart.has(key) || prepared.joins.has(key);
  for await (const { ops, settled } of stage.open(isOpen)) {
    counts.received += settled;
    counts.unchanged += settled;
    if (ops.length === 0) continue;
    const known = await lookup(ledger, connectionId, ops, prepared.without);
    const leads = leadsOf(ops, known, prepared);
    const whole = await wholeRows(context, ops, known, leads);
    const freshIds = await idsForOthers(context, ops, leads, whole, prepared);
    const decided = decide({ ops, known, leads, whole, freshIds }, prepared, decideContext);
    counts.received += ops.length;
    addCounts(counts, decided.counts);
    notes.unknownRemovals += decided.unknownRemovals;
    notes.reissued += decided.reissued;
    if (input.wrote)
      for (const write of decided.set.rows) input.wrote('row' in write ? write.row.id : write.id);
    yield decided.set;
    await nextTurn();
  }

  const rows: RowWrite[] = [];
  const decisions = [];
  for (const { row, by } of prepared.endedPending) {
    rows.push(voided(row));
    decisions.push(decisionOf(decideContext, row.id, 'pending_vanished', { by }, row.row));
    counts.voided++;
  }
  for (const row of absence.gone) {
    rows.push({ type: 'hide', id: row.id, as: 'removed', origin: 'live' });
    decisions.push(decisionOf(decideContext, row.id, 'absent_from_coverage', {}));
    counts.vanished++;
  }
  const records = [
    ...context.accounts.pending().records,
    ...input.records,
    ...absence.records,
    ...suggestionWrites(userId, suggestionsOf(connectionId, prepared)),
  ];
  yield { rows, aliases: [], decisions, records };
}

/** The whole rows of those ops for which a head does not say enough: removals, and rows that change. */
async function wholeRows(
  { ledger, connectionId }: RunContext,
  ops: readonly Op[],
  known: Known,
  leads: ReadonlyMap<string, Head>,
): Promise<Map<string, KnownRow>> {
  const ids = new Set<string>();
  for (const op of ops) {
    const lead = leads.get(op.key);
    if (lead && op.type === 'upsert' && lead.digest !== op.digest) ids.add(lead.id);
    const head = op.type === 'removal' ? rowOfKey(op.keys[0] as string, known, op.key) : undefined;
    if (head) ids.add(head.id);
  }
  const rows = ids.size > 0 ? await ledger.known(connectionId, [...ids]) : [];
  return new Map(rows.map((row) => [row.id, row]));
}

/** Ids for ops whose own is taken by the row that had their provider id before. */
async function idsForOthers(
  { ledger, connectionId, adapter }: RunContext,
  ops: readonly Op[],
  leads: ReadonlyMap<string, Head>,
  whole: ReadonlyMap<string, KnownRow>,
  prepared: Prepared,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const explicit = adapter.traits.removals === 'explicit';
  for (const op of whole.size > 0 ? ops : []) {
    const head = leads.get(op.key);
    if (!head || op.type === 'removal') continue;
    if (meaningOf(op, head, whole.get(head.id), prepared, explicit) !== 'another') continue;
    ids.set(op.key, await freeIdOf(ledger, connectionId, mintedFrom(op)));
  }
  return ids;
}
