import type { ConnectionCall } from '../adapter-kit/call.ts';
import { AdapterContractError, CheckpointInvalidError, UpdateRestartedError } from '../errors/catalog.ts';
import type { Batch } from '../adapter-kit/rows.ts';
import type { RunContext } from './context.ts';
import { Intake } from './intake.ts';
import type { PlannedScope } from './plan.ts';
import { pull } from './pull.ts';
import { applyUpdate } from './update.ts';

const MOST_RESTARTS = 5;
const RESTART_DELAY = 200;

/** How a scope ended, where nothing was thrown. */
export type ScopeResult = 'complete' | 'not_ready';

/**
 * Pulls one scope to its end, update by update. A restarted update begins again from the last commit; a dead
 * checkpoint leads to one full pass.
 */
export async function runScope(context: RunContext, planned: PlannedScope): Promise<ScopeResult> {
  let from = planned;
  let full = false;
  for (let restarts = 0; ; ) {
    try {
      return await pullScope(context, from, full, (next) => {
        from = next;
        full = false;
      });
    } catch (error) {
      if (error instanceof UpdateRestartedError && restarts < MOST_RESTARTS) {
        restarts++;
        context.anomalies.push({
          type: 'update_restarted',
          count: restarts,
          message: 'The provider asked to begin this update again.',
        });
        await context.ports.clock.sleep(RESTART_DELAY * restarts * (0.5 + context.ports.random.float() / 2), {
          signal: context.call.signal,
        });
      } else if (error instanceof CheckpointInvalidError && from.checkpoint !== null && !full) {
        context.anomalies.push({
          type: 'full_resync',
          message: 'The stored position was no longer valid; everything was read again and compared.',
        });
        from = { ...from, checkpoint: null };
        full = true;
      } else throw error;
    }
  }
}

async function pullScope(
  context: RunContext,
  planned: PlannedScope,
  full: boolean,
  committed: (next: PlannedScope) => void,
): Promise<ScopeResult> {
  const { adapter, accounts } = context;
  const call: ConnectionCall = context.call;
  let current = planned;
  let intake = new Intake(context, current);
  const disabledAccounts = accounts
    .all()
    .flatMap(({ account }) => (account.enabled ? [] : account.providerAccountId));
  let held: Batch | undefined;
  let readiness: ScopeResult = 'complete';

  const settle = async (last: boolean): Promise<void> => {
    if (!held) return;
    context.onProgress({ stage: 'committing', ...progressOf(context, current) });
    const state = await applyUpdate(context, current, intake, held, { full, last });
    readiness = state.readiness === 'not_ready' ? 'not_ready' : 'complete';
    current = { ...current, checkpoint: held.checkpoint ?? null, state };
    committed(current);
    held = undefined;
    intake = new Intake(context, current);
  };

  try {
    const input = {
      checkpoint: planned.checkpoint,
      window: planned.window,
      disabledAccounts,
      ...(planned.account !== undefined && { account: planned.account }),
    };
    for await (const batch of pull(adapter, input, call)) {
      // The update before is committed only now, since only now is it known whether it was the last one.
      await settle(false);
      await intake.add(batch);
      context.batches++;
      context.rows += (batch.upserts?.length ?? 0) + (batch.removals?.length ?? 0);
      context.onProgress({ stage: 'pulling', ...progressOf(context, current) });
      if (batch.checkpoint !== undefined) held = batch;
    }
    if (!held && intake.stage.readiness === 'not_ready' && intake.stage.empty) return 'not_ready';
    if (!held && !intake.stage.empty) {
      throw new AdapterContractError(
        'The feed ended inside an update: its last batch carried no checkpoint. Nothing of it was committed.',
        { provider: adapter.id },
      );
    }
    await settle(true);
    return readiness;
  } catch (error) {
    // What was whole before the fault is kept; only an abort stops at once.
    if (!context.call.signal.aborted) await settle(false);
    throw error;
  } finally {
    await intake.stage.discard();
  }
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
