import type { Batch } from '../adapter-kit/rows.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import type { Origin } from '../model/transaction.ts';
import type { CheckpointRow } from '../store/ledger.ts';
import { judge } from './absence.ts';
import { commit } from './commit.ts';
import type { RunContext } from './context.ts';
import type { Intake } from './intake.ts';
import type { PlannedScope, ScopeState } from './plan.ts';
import { prepare } from './prepare.ts';
import type { CoveredAccount } from './reconcile/absence.ts';
import type { Prepared } from './reconcile/prepared.ts';
import type { Sweep } from './sweep.ts';

/** Where an update stands in its pull. */
export interface UpdatePlace {
  readonly batch: Batch;
  /** Whether the pull ended with it. */
  readonly last: boolean;
  readonly sweep: Sweep | undefined;
  /** Whether an account failed anywhere in this pull. */
  readonly failures: boolean;
}

/** Takes one finished update through reconcile and commit; answers with the scope's new state. */
export async function applyUpdate(
  context: RunContext,
  planned: PlannedScope,
  intake: Intake,
  { batch, last, sweep, failures }: UpdatePlace,
): Promise<ScopeState> {
  const { stage, coverage } = intake;
  const { accounts } = context;
  // Nothing came, and nothing is compared: where the feed stands is all there is to write, and that has time.
  if (!intake.hasSubstance && !sweep) {
    const state = nextState(planned, intake, { last, failures, resync: false, reached: undefined });
    context.idles(checkpointRow(planned, batch, state));
    if (intake.dataAsOf) context.dataAsOf = intake.dataAsOf;
    return state;
  }
  sweep?.note(intake);
  // A pull that reads everything has gone through: what it did not show is gone.
  const swept = last && (stage.readiness ?? 'complete') === 'complete' ? sweep : undefined;
  swept?.claimAll(intake);

  const prepared = await prepare({
    ledger: context.ledger,
    connectionId: context.connectionId,
    stage,
    coverage,
    seenBefore: sweep?.seen ?? new Set(),
    without: context.emptyAccounts,
    quarantined: intake.quarantinedKeys,
    explicitRemovals: context.adapter.traits.removals === 'explicit',
    linked: context.adapter.traits.pending === 'linked',
    relinked: accounts.relinked,
    today: context.today(),
  });
  const covered = coveredAccounts(prepared, intake, swept);
  const absence = await judge(context, prepared.absent, covered, (id) => prepared.seen.has(id));
  const doubt = absence.doubtful.size > 0;
  const reached = earlier(context.historyFrom.get(planned.scope), coverage.earliest(planned.scope));
  const resync = sweep ? !swept || doubt : false;
  const state = nextState(planned, intake, { last, failures, resync, reached });
  const settled = swept && !doubt ? [...swept.relinked] : [];
  const wrote = sweep ? (id: string): void => void sweep.seen.add(id) : undefined;
  await commit(context, {
    stage,
    prepared,
    absence,
    records: [...(await intake.quarantineWrites()), ...accounts.settling(settled)],
    quarantined: intake.quarantined,
    skipped: intake.skipped,
    originOf: originsOf(context, planned),
    checkpoint: checkpointRow(planned, batch, state),
    ...(wrote && { wrote }),
  });
  accounts.settled(settled);
  for (const id of prepared.seen.keys()) wrote?.(id);
  if (intake.dataAsOf) context.dataAsOf = intake.dataAsOf;
  for (const { accountId, from } of swept ? [] : coverage.ranges) {
    context.historyFrom.set(accountId, earlier(context.historyFrom.get(accountId), from) ?? from);
  }
  tellOddities(context, absence.doubtful, prepared, covered);
  return state;
}

function checkpointRow(planned: PlannedScope, { checkpoint }: Batch, state: ScopeState): CheckpointRow {
  return {
    scope: planned.scope,
    checkpoint: checkpoint ?? planned.checkpoint,
    state: { ...state },
  };
}

function coveredAccounts(
  { known }: Prepared,
  { stage }: Intake,
  swept: Sweep | undefined,
): Map<string, CoveredAccount> {
  const rows = new Map<string, CoveredAccount>();
  for (const [accountId, count] of known) {
    const anyRow = stage.accountsSeen.has(accountId) || (swept?.seen.size ?? 0) > 0;
    rows.set(accountId, { known: count, anyRow, certain: swept?.accounts.has(accountId) ?? false });
  }
  return rows;
}

function tellOddities(
  context: RunContext,
  doubtful: ReadonlySet<string>,
  { absent }: Prepared,
  covered: ReadonlyMap<string, CoveredAccount>,
): void {
  for (const accountId of doubtful) {
    const count = absent.filter((row) => row.accountId === accountId).length;
    const message =
      'Too many rows were missing at once to believe the read; they stay until it is confirmed.';
    context.note('mass_disappearance', count, message, accountId);
  }
  for (const [accountId, { known, anyRow }] of covered)
    if (!anyRow)
      context.note('zero_rows', known, 'The provider gave no rows for days that hold known rows.', accountId);
}

/**
 * The first run is the beginning; what arrives while the provider still loads history, with an account that was not
 * there before, or from days before all that were read, is no new activity.
 */
function originsOf(
  { accounts }: RunContext,
  { state }: PlannedScope,
): (accountId: string, date: CalendarDate) => Origin {
  if (!state.complete) return () => 'initial';
  if (state.readiness !== 'complete' && state.readiness !== undefined) return () => 'backfill';
  const { from } = state;
  const isOld = (date: CalendarDate): boolean => from !== undefined && date < from;
  return (accountId, date) => (accounts.fresh.has(accountId) || isOld(date) ? 'backfill' : 'live');
}

function earlier(a: CalendarDate | undefined, b: CalendarDate | undefined): CalendarDate | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

function nextState(
  { state, window }: PlannedScope,
  { stage, missed }: Intake,
  {
    last,
    failures,
    resync,
    reached,
  }: { last: boolean; failures: boolean; resync: boolean; reached: CalendarDate | undefined },
): ScopeState {
  const readiness = stage.readiness ?? 'complete';
  const through = last && readiness !== 'not_ready';
  // Days count as read only when the pull went through to its end, for every account of it.
  const read = through && !failures;
  // A bank may give less than it was asked for; where it is said what the answer holds, that counts.
  const began = reached ?? window.from;
  const from = earlier(state.from, began) ?? began;
  const skipped = new Set([...(state.missed?.split(' ') ?? []), ...missed].filter(Boolean));
  return {
    readiness,
    ...((through || state.complete) && { complete: true }),
    ...(read
      ? { from, to: window.to }
      : { ...(state.from && { from: state.from }), ...(state.to && { to: state.to }) }),
    ...(resync && { resync }),
    ...(skipped.size > 0 && { missed: [...skipped].join(' ') }),
  };
}
