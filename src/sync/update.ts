import type { Batch } from '../adapter-kit/rows.ts';
import type { Origin } from '../model/transaction.ts';
import { absentRows, judge } from './absence.ts';
import { commit } from './commit.ts';
import type { RunContext } from './context.ts';
import type { Intake } from './intake.ts';
import type { PlannedScope, ScopeState } from './plan.ts';
import { prepare } from './prepare.ts';

/** Takes one finished update through reconcile and commit; answers with the scope's new state. */
export async function applyUpdate(
  context: RunContext,
  planned: PlannedScope,
  intake: Intake,
  batch: Batch,
  { full, last }: { readonly full: boolean; readonly last: boolean },
): Promise<ScopeState> {
  const { stage } = intake;
  const { ledger, connectionId } = context;
  const state = nextState(planned, stage.readiness, last);
  if (full && state.readiness !== 'not_ready') intake.coverAll();

  const relinked = new Set([...context.accounts.relinked, ...(full ? stage.accountsSeen : [])]);
  const { absent, covered, seen } = await absentRows(context, stage, intake.covered);
  const prepared = await prepare({
    ledger,
    connectionId,
    stage,
    relinked,
    completePending: intake.completePending,
    absentPosted: absent,
    today: context.today(),
  });
  const joined = new Set([...prepared.joins.values()].map((join) => join.row.id));
  const absence = await judge(context, prepared.absentPosted, covered, new Set([...seen, ...joined]), full);
  if (absence.mass) {
    context.anomalies.push({
      type: 'mass_disappearance',
      count: prepared.absentPosted.length,
      message: 'Too many rows were missing at once to believe the read; they stay until it is confirmed.',
    });
  }
  if (covered > 0 && stage.empty)
    context.anomalies.push({
      type: 'zero_rows',
      count: covered,
      message: 'The provider gave no rows for days that hold known rows.',
    });

  context.counts.skipped += intake.skipped;
  await commit(context, {
    stage,
    prepared,
    absence,
    quarantine: await intake.quarantineWrites(),
    quarantined: intake.quarantined,
    origin: originOf(planned),
    checkpoint: {
      scope: planned.scope,
      checkpoint: batch.checkpoint ?? planned.checkpoint,
      state: { ...state },
    },
  });
  return state;
}

/** The first run is the beginning; what arrives while the provider still loads history is no new activity. */
function originOf({ state }: PlannedScope): Origin {
  if (!state.complete) return 'initial';
  return state.readiness === 'complete' || state.readiness === undefined ? 'live' : 'backfill';
}

function nextState(
  { state, window }: PlannedScope,
  readiness: ScopeState['readiness'],
  last: boolean,
): ScopeState {
  const from = state.from !== undefined && state.from < window.from ? state.from : window.from;
  return {
    readiness: readiness ?? 'complete',
    complete: (last && readiness !== 'not_ready') || state.complete === true,
    from,
    to: window.to,
  };
}
