import type { Connection } from '../model/connection.ts';
import type { Origin } from '../model/transaction.ts';
import type { ChangeSet, CheckpointRow, CommitSeal } from '../store/ledger.ts';
import type { Decision, KnownRow, RowWrite } from '../store/rows.ts';
import type { RecordWrite } from '../store/records.ts';
import { AdapterContractError } from '../errors/catalog.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { JudgedAbsence } from './absence.ts';
import type { RunContext } from './context.ts';
import { decisionIdOf } from './identity.ts';
import { lookup, wholeRows } from './lookup.ts';
import { addCounts, conserved, type Tally, tally } from './reconcile/counts.ts';
import { decide, type DecideContext, voided } from './reconcile/decide.ts';
import type { Prepared } from './reconcile/prepared.ts';
import type { Stage } from './stage.ts';
import { suggestionWrites } from './suggestions.ts';

/** One prepared update, ready to be written. */
export interface Committing {
  readonly stage: Stage;
  readonly prepared: Prepared;
  readonly absence: JudgedAbsence;
  readonly quarantine: readonly RecordWrite[];
  readonly quarantined: number;
  readonly origin: Origin;
  readonly checkpoint: CheckpointRow;
  readonly connection?: Connection;
}

/** Writes an update in one transaction and takes its counts into the run's. Nothing else writes a ledger. */
export async function commit(context: RunContext, input: Committing): Promise<void> {
  const counts = tally();
  const pending = context.accounts.pending();
  const update = await input.stage.update();
  const receipt = await update.commit(decideSets(context, input, counts), (): CommitSeal => {
    counts.superseded = input.stage.superseded;
    counts.received += input.quarantined;
    counts.quarantined = input.quarantined;
    if (!conserved(counts))
      throw new AdapterContractError('The records of this update do not add up; nothing was written.', {
        connectionId: context.connectionId,
      });
    return {
      ...pending,
      checkpoint: input.checkpoint,
      ...(input.connection && { connection: input.connection }),
    };
  });
  context.accounts.committed();
  context.connection = {
    ...context.connection,
    version: receipt.version,
    connection: input.connection ?? context.connection.connection,
  };
  context.commits++;
  addCounts(context.counts, counts);
  await publish(context, receipt.firstSeq, receipt.lastSeq);
}

async function* decideSets(
  context: RunContext,
  { stage, prepared, absence, quarantine, origin }: Committing,
  counts: Tally,
): AsyncIterable<ChangeSet> {
  const { ledger, connectionId, userId } = context;
  const decideContext: DecideContext = {
    userId,
    connectionId,
    provider: context.adapter.id,
    at: context.now(),
    origin,
    claimed: new Set(),
  };
  // Rows already claimed by a join must not be claimed again by an id.
  let unknownRemovals = 0;
  for await (const ops of stage.sets()) {
    const known = await lookup(ledger, connectionId, ops);
    const decided = decide(
      ops,
      known,
      await wholeRows(ledger, connectionId, ops, known),
      prepared,
      decideContext,
    );
    addCounts(counts, decided.counts);
    unknownRemovals += decided.unknownRemovals;
    yield decided.set;
  }
  if (unknownRemovals > 0)
    context.anomalies.push({
      type: 'unknown_removal',
      count: unknownRemovals,
      message: 'The provider removed rows that the ledger never held.',
    });

  const rows: RowWrite[] = [];
  const decisions: Decision[] = [];
  const explain = (
    row: KnownRow,
    rule: Decision['rule'],
    evidence: Decision['evidence'],
    before?: KnownRow['row'],
  ): void => {
    const id = decisionIdOf(row.id, rule, decideContext.at);
    decisions.push({
      id,
      userId,
      connectionId,
      transactionId: row.id,
      rule,
      at: decideContext.at,
      evidence,
      ...(before && { before }),
    });
  };
  for (const row of prepared.vanishedPending) {
    if (decideContext.claimed.has(row.id)) continue;
    rows.push(voided(row));
    explain(row, 'pending_vanished', { by: 'absence' }, row.row);
    counts.voided++;
  }
  for (const row of absence.gone) {
    rows.push({ type: 'hide', id: row.id, as: 'removed', origin: 'live' });
    explain(row, 'absent_from_coverage', {});
    counts.vanished++;
  }
  yield {
    rows,
    aliases: [],
    decisions,
    records: [...quarantine, ...absence.records, ...suggestionWrites(context, prepared.suggestions)],
  };
}

const PAGE = 500;

/** Tells the process what the change feed now holds; after the commit, never before. */
async function publish({ ledger, ports }: RunContext, firstSeq: number, lastSeq: number): Promise<void> {
  if (!ports.listening()) return;
  for (let after = firstSeq - 1; after < lastSeq; ) {
    const changes = await ledger.changes(EVERY_USER, after, PAGE);
    if (changes.length === 0) return;
    for (const change of changes) if (change.seq <= lastSeq) ports.publish(change);
    after = changes.at(-1)?.seq ?? lastSeq;
  }
}
