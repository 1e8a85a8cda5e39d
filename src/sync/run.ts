import { AdapterContractError, type AnyBankweaveError, isBankweaveError } from '../errors/catalog.ts';
import { OVER } from '../internal/over.ts';
import { randomId } from '../internal/random.ts';
import type { Attended } from '../adapter-kit/call.ts';
import type { Inspection } from '../adapter-kit/contract.ts';
import type { Account } from '../model/account.ts';
import type { Run, RunAccount, RunStatus } from '../store/runs.ts';
import type { ConnectionRow } from '../store/rows.ts';
import { consentEnded, isKnownToHaveEnded } from '../consent/live.ts';
import { auditedConnection } from './audited-connection.ts';
import { RunContext } from './context.ts';
import { finish, type RunEnd } from './finish.ts';
import { errorFacts, isWaiting } from './health.ts';
import { HeldLease } from './lease.ts';
import type { PlannedScope } from './plan.ts';
import type { Ports } from './ports.ts';
import type { SyncProgress } from './progress.ts';
import { RefreshingCall } from './refreshing-call.ts';
import { planScopes, readAccounts } from './run-plan.ts';
import { scopeRun } from './scope-run.ts';

/** How often a connection without a live consent is looked at, without a call. */
const LOOK_EVERY = 12 * 3_600_000;

/** How a sync may be asked for. */
export interface SyncOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
  /** The person is present: their own address, so that limits on unattended access do not apply. Never invent it. */
  readonly attended?: Attended;
}

/**
 * Syncs a connection where it is still due once we hold it, for several workers that read the same list; `undefined`
 * where another one served it meanwhile.
 */
export async function runIfDue(
  ports: Ports,
  row: ConnectionRow,
  options: SyncOptions,
): Promise<Run | undefined> {
  const { ledger } = ports.store;
  const { id } = row.connection;
  const runId = randomId(ports.random, 'run');
  options.signal?.throwIfAborted();
  await using lease = await HeldLease.acquire(ledger, ports.clock, id, runId);
  const dueAt = await ledger.dueAt(id);
  if (dueAt === null || dueAt > ports.clock.now()) return undefined;
  return await runHeld(ports, row, options, lease, runId);
}

/** Syncs one connection: plan, pull, stage, reconcile, commit, publish. One run at a time for each connection. */
export async function runSync(ports: Ports, row: ConnectionRow, options: SyncOptions = {}): Promise<Run> {
  const runId = randomId(ports.random, 'run');
  options.signal?.throwIfAborted();
  const { ledger } = ports.store;
  await using lease = await HeldLease.acquire(ledger, ports.clock, row.connection.id, runId);
  return await runHeld(ports, row, options, lease, runId);
}

async function runHeld(
  ports: Ports,
  row: ConnectionRow,
  options: SyncOptions,
  lease: HeldLease,
  runId: string,
): Promise<Run> {
  const { ledger } = ports.store;
  const { id: connectionId, userId, provider } = row.connection;
  const adapter = ports.adapter(provider);
  const generation = await ledger.wanted(connectionId);
  // Read again under the lease: somebody may have finished a run a moment ago.
  const { trail, row: connection } = await auditedConnection(ports, connectionId, userId);
  const ended = consentEnded(connection.connection, ports.clock.now());
  if (ended && isKnownToHaveEnded(connection.connection)) {
    // Written down before: nothing is asked, and a look at this row now and then is all that goes on.
    const isOver = connection.connection.health.auth === 'revoked';
    await ledger.settle(connectionId, generation, isOver ? null : ports.clock.now() + LOOK_EVERY);
    throw ended;
  }
  const about = { actor: options.attended ? 'user' : 'engine', connectionId } as const;
  const facts = { provider, run: runId, class: 'sync' };
  await trail.append(
    { action: 'credentials.read', ...about, facts },
    ...(ended ? [] : [{ action: 'provider.call', ...about, facts } as const]),
  );
  const over = new AbortController();
  const signals = [over.signal, lease.signal, ...(options.signal ? [options.signal] : [])];
  const signal = AbortSignal.any(signals);
  const call = ports.call({
    adapter,
    userId,
    connectionId,
    signal,
    fence: trail.fence,
    ...(options.attended && { attended: options.attended }),
  });
  const refreshing = await RefreshingCall.open(ports, adapter, trail, connectionId, call);
  const context = new RunContext({
    ports,
    adapter,
    lease,
    trail,
    call: refreshing.call,
    connection,
    runId,
    onProgress: options.onProgress ?? (() => {}),
  });
  try {
    const end = ended
      ? ({ status: 'failed', failure: ended, inspection: undefined } as const)
      : await work(context, refreshing, signal);
    const run = await finish(context, { generation, ...end });
    if (end.status === 'failed' && end.failure && context.commits === 0) throw end.failure;
    return run;
  } finally {
    // Whatever a request of this run is still under way ends with it.
    over.abort(OVER);
  }
}

/** Asks, reads and commits; answers with how it ended, where that is to be written down. */
async function work(
  context: RunContext,
  refreshing: RefreshingCall,
  signal: AbortSignal,
): Promise<Omit<RunEnd, 'generation'>> {
  let inspection: Inspection | undefined;
  let failure: AnyBankweaveError | undefined;
  try {
    context.onProgress({ stage: 'accounts', batches: 0, rows: 0 });
    inspection = await refreshing.with(() => context.adapter.connection.inspect(refreshing.call));
    await readAccounts(context, refreshing);
    noteSkipped(context);
    for (const planned of await planScopes(context, inspection))
      failure = (await attempt(context, refreshing, planned, signal)) ?? failure;
    const status = statusOfRun([...context.outcomes.values()], failure);
    return { status, failure, inspection };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    failure = ours(error, context);
    if (failure.code === 'lease_lost' || failure.code === 'stale_update') throw failure;
    return { status: isWaiting(failure) ? 'deferred' : 'failed', failure, inspection };
  }
}

/** Runs one scope; a fault that concerns only this scope is written down, and the others go on. */
async function attempt(
  context: RunContext,
  refreshing: RefreshingCall,
  planned: PlannedScope,
  signal: AbortSignal,
): Promise<AnyBankweaveError | undefined> {
  const note = (status: RunAccount['status'], error?: AnyBankweaveError): void => {
    for (const { account } of context.accounts.all()) {
      if (isSkipped(account) || (planned.account !== undefined && account.id !== planned.scope)) continue;
      const own = context.accountErrors.get(account.providerAccountId);
      const problem = error ?? own;
      context.outcomes.set(account.id, {
        accountId: account.id,
        providerAccountId: account.providerAccountId,
        status: own && !error ? 'failed' : status,
        historyFrom: context.historyFrom.get(account.id) ?? planned.window.from,
        ...(problem && { error: errorFacts(problem, context.now()) }),
      });
    }
  };
  try {
    const run = scopeRun(context, planned);
    note(await refreshing.with(run));
    return undefined;
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    const error = ours(thrown, context);
    if (FATAL.includes(error.code)) throw error;
    note(isWaiting(error) ? 'deferred' : 'failed', error);
    // What is wrong with more than this account will be wrong with the next one too.
    if (planned.account !== undefined && error.scope !== 'account' && error.scope !== 'request') throw error;
    return error;
  }
}

const FATAL: readonly string[] = ['lease_lost', 'stale_update', 'store_unavailable'];

/** An error of this library for whatever was thrown. A foreign one could carry secrets: only its name is kept. */
function ours(error: unknown, { ports, connectionId, adapter }: RunContext): AnyBankweaveError {
  if (isBankweaveError(error)) return error;
  const name = error instanceof Error ? error.name : typeof error;
  ports.logger.error('A sync met an error that is not of this library.', { connectionId, name });
  return new AdapterContractError('Something unexpected was thrown; nothing of this update was committed.', {
    provider: adapter.id,
    connectionId,
  });
}

/** Accounts that this run does not read. */
function noteSkipped({ accounts, outcomes }: RunContext): void {
  for (const { account } of accounts.all()) {
    if (!isSkipped(account)) continue;
    const { id: accountId, providerAccountId } = account;
    outcomes.set(accountId, { accountId, providerAccountId, status: 'skipped' });
  }
}

function isSkipped({ enabled, status }: Account): boolean {
  return !enabled || status === 'missing';
}

function statusOfRun(accounts: readonly RunAccount[], failure: AnyBankweaveError | undefined): RunStatus {
  const read = accounts.filter(({ status }) => status !== 'skipped');
  const failed = read.filter(({ status }) => status === 'failed').length;
  if (failed > 0) return failed < read.length ? 'partial' : 'failed';
  if (read.some(({ status }) => status === 'deferred')) return 'deferred';
  if (failure) return isWaiting(failure) ? 'deferred' : 'failed';
  return read.some(({ status }) => status === 'not_ready') ? 'not_ready' : 'complete';
}
