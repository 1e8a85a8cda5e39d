import { type AnyBankweaveError, isBankweaveError } from '../errors/catalog.ts';
import { randomId } from '../internal/random.ts';
import type { Attended } from '../adapter-kit/call.ts';
import type { Inspection } from '../adapter-kit/contract.ts';
import type { CalendarDate } from '../model/calendar-date.ts';
import type { Run, RunAccount, RunStatus } from '../store/runs.ts';
import type { ConnectionRow } from '../store/rows.ts';
import { EVERY_USER } from '../store/scope.ts';
import { AccountBook } from './accounts.ts';
import { RunContext } from './context.ts';
import { finish } from './finish.ts';
import { errorFacts } from './health.ts';
import { HeldLease } from './lease.ts';
import { type PlannedScope, plan } from './plan.ts';
import type { Ports } from './ports.ts';
import { allInRange } from './prepare.ts';
import type { SyncProgress } from './progress.ts';
import { QUARANTINE, type QuarantinedRecord } from './quarantine.ts';
import { RefreshingCall } from './refreshing-call.ts';
import { runScope } from './scope-run.ts';

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
  const connection = (await ledger.connection(EVERY_USER, connectionId)) ?? row;
  const signal = options.signal ? AbortSignal.any([options.signal, lease.signal]) : lease.signal;
  const call = ports.call({
    adapter,
    userId,
    connectionId,
    signal,
    ...(options.attended && { attended: options.attended }),
  });
  const refreshing = await RefreshingCall.open(ports, adapter, { userId, connectionId }, call);
  const context = new RunContext({
    ports,
    adapter,
    lease,
    call: refreshing.call,
    connection,
    runId,
    onProgress: options.onProgress ?? (() => {}),
  });

  let inspection: Inspection | undefined;
  let failure: AnyBankweaveError | undefined;
  let status: RunStatus = 'complete';
  try {
    context.onProgress({ stage: 'accounts', batches: 0, rows: 0 });
    inspection = await refreshing.with(() => adapter.connection.inspect(refreshing.call));
    await readAccounts(context, refreshing);
    for (const planned of await planScopes(context)) {
      const result = await attempt(context, refreshing, planned, signal);
      if (result) failure ??= result;
    }
    status = statusOfRun([...context.outcomes.values()], failure);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (!isBankweaveError(error)) throw error;
    if (error.code === 'lease_lost' || error.code === 'stale_update') throw error;
    failure = error;
    status = isWaiting(error) ? 'deferred' : 'failed';
  }
  const run = await finish(context, { generation, status, failure, inspection });
  if (status === 'failed' && failure && context.commits === 0) throw failure;
  return run;
}

async function readAccounts(context: RunContext, refreshing: RefreshingCall): Promise<void> {
  const { ledger, connectionId, userId, adapter } = context;
  const known = await ledger.accounts(EVERY_USER, { connectionId }, { limit: 10_000 });
  context.accounts = new AccountBook({ id: connectionId, userId, provider: adapter.id }, known);
  try {
    const { accounts, complete } = await refreshing.with(() => adapter.accounts.list(refreshing.call));
    context.accounts.merge(accounts, { complete, at: context.now() });
  } catch (error) {
    // Known accounts can be read without listing them anew.
    if (known.length === 0 || !isBankweaveError(error) || !isWaiting(error)) throw error;
  }
  context.anomalies.push(...context.accounts.anomalies);
}

async function planScopes(context: RunContext): Promise<PlannedScope[]> {
  const { ledger, connectionId, ports } = context;
  const oldestPending = new Map<string, CalendarDate>();
  for (const { account } of context.accounts.all()) {
    for await (const row of allInRange(ledger, connectionId, {
      accountId: account.id,
      statuses: ['pending'],
    })) {
      oldestPending.set(account.id, row.row.facts.date);
      break;
    }
  }
  const oldestQuarantined = new Map<string, CalendarDate>();
  for (const record of await ports.store.records.list(EVERY_USER, QUARANTINE, {
    prefix: `${connectionId}/`,
    limit: 10_000,
  })) {
    const { account = '', date } = record.value as unknown as QuarantinedRecord;
    const before = oldestQuarantined.get(account);
    if (date && (before === undefined || date < before)) oldestQuarantined.set(account, date as CalendarDate);
  }
  return plan(context.adapter, context.accounts.all(), await ledger.checkpoints(connectionId), {
    today: context.today(),
    oldestPending,
    oldestQuarantined,
  });
}

/** Runs one scope; a fault that concerns only this scope is written down, and the others go on. */
async function attempt(
  context: RunContext,
  refreshing: RefreshingCall,
  planned: PlannedScope,
  signal: AbortSignal,
): Promise<AnyBankweaveError | undefined> {
  const accounts =
    planned.account === undefined
      ? context.accounts.all().filter(({ account }) => account.enabled)
      : context.accounts.all().filter(({ account }) => account.id === planned.scope);
  const note = (status: RunAccount['status'], error?: AnyBankweaveError): void => {
    const later =
      planned.account === undefined
        ? context.accounts.all().filter(({ account }) => account.enabled)
        : accounts;
    for (const { account } of later) {
      const own = context.accountErrors.get(account.providerAccountId);
      const problem = error ?? own;
      context.outcomes.set(account.id, {
        accountId: account.id,
        providerAccountId: account.providerAccountId,
        status: own && !error ? 'failed' : status,
        historyFrom: planned.window.from,
        ...(problem && { error: errorFacts(problem, context.now()) }),
      });
    }
  };
  try {
    note(await refreshing.with(() => runScope(context, planned)));
    return undefined;
  } catch (error) {
    if (signal.aborted || !isBankweaveError(error)) throw error;
    if (error.code === 'lease_lost' || error.code === 'stale_update' || error.code === 'store_unavailable')
      throw error;
    note(isWaiting(error) ? 'deferred' : 'failed', error);
    if (error.scope !== 'account' && planned.account !== undefined && error.scope !== 'request') throw error;
    return error;
  }
}

function isWaiting(error: AnyBankweaveError): boolean {
  return error.code === 'budget_exhausted' || error.code === 'rate_limited';
}

function statusOfRun(accounts: readonly RunAccount[], failure: AnyBankweaveError | undefined): RunStatus {
  const failed = accounts.filter(({ status }) => status === 'failed').length;
  if (failed > 0) return failed < accounts.length ? 'partial' : 'failed';
  if (accounts.some(({ status }) => status === 'deferred')) return 'deferred';
  if (failure) return isWaiting(failure) ? 'deferred' : 'failed';
  return accounts.some(({ status }) => status === 'not_ready') ? 'not_ready' : 'complete';
}
