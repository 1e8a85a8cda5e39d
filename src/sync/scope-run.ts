import { AdapterContractError, isBankweaveError } from '../errors/catalog.ts';
import type { Batch } from '../adapter-kit/rows.ts';
import type { RunContext } from './context.ts';
import { Intake } from './intake.ts';
import type { PlannedScope } from './plan.ts';
import { pull } from './pull.ts';
import { Sweep } from './sweep.ts';
import { applyUpdate } from './update.ts';

const MOST_RESTARTS = 5;
const RESTART_DELAY = 200;

/** How a scope ended, where nothing was thrown. */
export type ScopeResult = 'complete' | 'not_ready';

/**
 * The pulling of one scope to its end, update by update. A restarted update begins again from the last commit; a dead
 * checkpoint leads to one full pass. Called again after a fault, it goes on from the last commit.
 */
export function scopeRun(context: RunContext, planned: PlannedScope): () => Promise<ScopeResult> {
  let at = planned;
  let resynced = planned.full;
  let restarts = 0;
  const advance = (next: PlannedScope): void => {
    at = next;
    restarts = 0;
  };
  const again = async (): Promise<void> => {
    context.note('update_restarted', ++restarts, 'The provider asked to begin this update again.');
    const wait = RESTART_DELAY * restarts * (0.5 + context.ports.random.float() / 2);
    await context.ports.clock.sleep(wait, { signal: context.call.signal });
  };
  return async () => {
    for (;;) {
      try {
        return await pullScope(context, at, advance);
      } catch (error) {
        const code = !context.call.signal.aborted && isBankweaveError(error) ? error.code : undefined;
        if (code === 'update_restarted' && restarts < MOST_RESTARTS) await again();
        else if (code === 'checkpoint_invalid' && at.checkpoint !== null && !resynced) {
          resynced = true;
          context.note(
            'full_resync',
            1,
            'The stored position was no longer valid; everything was read anew.',
          );
          at = anew(at);
        } else throw error;
      }
    }
  };
}

async function pullScope(
  context: RunContext,
  planned: PlannedScope,
  advance: (next: PlannedScope) => void,
): Promise<ScopeResult> {
  const { adapter, accounts, call } = context;
  const sweep = sweepOf(context, planned);
  let current = planned;
  let intake = new Intake(context, current);
  let held: Batch | undefined;
  let failures = false;
  let result: ScopeResult = 'complete';

  const settle = async (last: boolean): Promise<void> => {
    if (!held) return;
    const batch = held;
    // Tried once: should it fail, what follows must not try it again.
    held = undefined;
    context.onProgress({ stage: 'committing', ...progressOf(context, current) });
    const state = await applyUpdate(context, current, intake, { batch, last, sweep, failures });
    result = state.readiness === 'not_ready' ? 'not_ready' : 'complete';
    current = { ...current, checkpoint: batch.checkpoint ?? null, state };
    intake = new Intake(context, current);
    // A comparison with everything has to begin anew when it breaks off; what is committed is only seen again.
    advance(sweep && !last ? anew(current) : current);
  };

  try {
    const type = accounts.get(planned.scope)?.account.type;
    const input = {
      checkpoint: planned.checkpoint,
      window: planned.window,
      disabledAccounts: accounts
        .all()
        .flatMap(({ account }) => (account.enabled ? [] : account.providerAccountId)),
      ...(planned.account !== undefined && { account: planned.account }),
      ...(type !== undefined && { accountType: type }),
    };
    for await (const batch of pull(adapter, input, call)) {
      // The update before is committed only now, since only now is it known whether it was the last one.
      await settle(false);
      await intake.add(batch);
      failures ||= intake.hasFailures;
      context.batches++;
      context.rows += (batch.upserts?.length ?? 0) + (batch.removals?.length ?? 0);
      context.onProgress({ stage: 'pulling', ...progressOf(context, current) });
      if (batch.checkpoint !== undefined) held = batch;
    }
    if (!held && intake.hasSubstance)
      throw new AdapterContractError(
        'The feed ended inside an update: its last batch carried no checkpoint. Nothing of it was committed.',
        { provider: adapter.id },
      );
    if (!held && intake.stage.readiness === 'not_ready') result = 'not_ready';
    await settle(true);
    await intake.stage.discard();
    return result;
  } catch (error) {
    // What was whole before the fault is kept; only an abort stops at once. A comparison with everything is made at the
    // end of the pull or not at all.
    try {
      if (!call.signal.aborted && !sweep) await settle(false);
    } finally {
      await intake.discard();
    }
    throw error;
  }
}

/** The same scope, to be read from the beginning and compared. */
function anew(planned: PlannedScope): PlannedScope {
  return { ...planned, checkpoint: null, full: true, window: { ...planned.window, from: planned.depth } };
}

/** What has to be compared with everything this pull brings. */
function sweepOf({ accounts, adapter }: RunContext, { full, scope }: PlannedScope): Sweep | undefined {
  const mine = accounts
    .all()
    .filter(({ account }) => account.enabled && account.status === 'active')
    .map(({ account }) => account.id)
    .filter((id) => scope === '' || id === scope);
  const relinked = mine.filter((id) => accounts.relinked.has(id));
  if (!full && relinked.length === 0) return undefined;
  // Where absence is told by claims of the adapter, they say all there is to say.
  const judged = adapter.traits.removals === 'inferred' ? [] : full ? mine : relinked;
  return new Sweep(full, relinked, judged);
}

function progressOf(
  context: RunContext,
  planned: PlannedScope,
): { accountId?: string; batches: number; rows: number } {
  return {
    ...(planned.scope !== '' && { accountId: planned.scope }),
    batches: context.batches,
    rows: context.rows,
  };
}
