import type { Inspection } from '../adapter-kit/contract.ts';
import type { AnyBankweaveError } from '../errors/catalog.ts';
import { consentWrites } from '../consent/chain.ts';
import type { Connection, Consent } from '../model/connection.ts';
import { instant } from '../model/calendar-date.ts';
import type { ChangeSet } from '../store/ledger.ts';
import type { RecordWrite } from '../store/records.ts';
import type { Run, RunStatus } from '../store/runs.ts';
import type { RunContext } from './context.ts';
import { errorFacts, healthOf, statusOf } from './health.ts';
import { nextSyncIn } from './next-sync.ts';
import { publishCommit } from './publish.ts';

/** How a run ended. */
export interface RunEnd {
  /** The generation of wishes that this run serves. */
  readonly generation: number;
  readonly status: RunStatus;
  readonly failure: AnyBankweaveError | undefined;
  readonly inspection: Inspection | undefined;
}

/** Writes down how a run ended: its record, the connection's health, and when to come back. */
export async function finish(
  context: RunContext,
  { generation, status, failure, inspection }: RunEnd,
): Promise<Run> {
  const { ledger, ports, connectionId } = context;
  const at = context.now();
  const now = ports.clock.now();
  const before = context.connection;
  const good = status === 'complete' || status === 'not_ready';
  const failures = status === 'complete' ? 0 : status === 'deferred' ? before.failures : before.failures + 1;
  const findings = {
    failures: good ? 0 : failures,
    dataAsOf: context.dataAsOf,
    partial: status === 'partial',
    ...(failure && { error: failure }),
    ...(inspection && { inspection }),
  };
  const health = healthOf(before.connection, findings, now);
  const wait = nextSyncIn(status === 'running' ? 'failed' : status, failures, failure, ports.random);
  const nextSyncAt = wait === null ? null : instant(now + wait);
  const { error: _, ...rest } = before.connection;
  const connection: Connection = {
    ...rest,
    ...(inspection && { institution: inspection.institution, consent: inspection.consent }),
    ...(inspection?.historyClosesAt && { historyClosesAt: inspection.historyClosesAt }),
    health,
    status: statusOf(health, status === 'partial'),
    lastSyncedAt: status === 'complete' ? at : before.connection.lastSyncedAt,
    nextSyncAt,
    ...(failure && { error: errorFacts(failure, at) }),
  };
  const run: Run = {
    id: context.runId,
    userId: context.userId,
    connectionId,
    status,
    startedAt: context.startedAt,
    finishedAt: at,
    counts: { ...context.counts },
    accounts: [...context.outcomes.values()],
    anomalies: [...context.anomalies, ...(context.accounts?.anomalies ?? [])],
    ...(!good && nextSyncAt && { retryAt: nextSyncAt }),
    ...(failure && { error: errorFacts(failure, at) }),
  };
  if (isOther(before.connection.consent, connection.consent))
    await context.trail.append({
      action: 'consent.change',
      actor: 'engine',
      connectionId,
      facts: {
        provider: context.adapter.id,
        run: context.runId,
        ...(connection.consent.expiresAt !== null && { expiresAt: connection.consent.expiresAt }),
      },
    });
  const update = await ledger.openUpdate(context.guard);
  const pending = context.accounts?.pending() ?? NOTHING;
  const { accounts, balances } = pending;
  const records = [...pending.records, ...(await consentNews(context, connection))];
  const receipt = await update.commit(only(records), () => ({
    accounts,
    balances,
    checkpoints: context.idle,
    connection,
    failures,
    run,
    served: { generation, nextDueAt: wait === null ? null : now + wait },
    release: true,
  }));
  context.lease.released();
  await publishCommit(context, receipt, pending.suggestions);
  context.onProgress({ stage: 'done', batches: context.batches, rows: context.rows });
  tell(context, before.connection, connection, run);
  return run;
}

/** A version of the consent, where this run learned something about it. */
async function consentNews(context: RunContext, after: Connection): Promise<readonly RecordWrite[]> {
  const { ports, connectionId, userId, adapter, accounts } = context;
  const before = context.connection.connection;
  const isRevoked = after.health.auth === 'revoked' && before.health.auth !== 'revoked';
  const hasNewAccounts = (accounts?.fresh.size ?? 0) > 0;
  if (!isRevoked && !hasNewAccounts && !isOther(before.consent, after.consent)) return [];
  return consentWrites(ports.store.records, userId, {
    connectionId,
    provider: adapter.id,
    event: isRevoked ? 'revoked' : 'updated',
    at: context.now(),
    consent: after.consent,
    ...(isRevoked && { revokedBy: 'provider' }),
    ...(accounts && { accounts: accounts.all().map(({ account }) => account.id) }),
  });
}

function isOther(before: Consent, after: Consent): boolean {
  return (
    before.expiresAt !== after.expiresAt ||
    before.grantedAt !== after.grantedAt ||
    before.scopes.join(' ') !== after.scopes.join(' ')
  );
}

const NOTHING = { accounts: [], balances: [], records: [], suggestions: [] } as const;

async function* only(records: readonly RecordWrite[]): AsyncGenerator<ChangeSet> {
  if (records.length > 0) yield { rows: [], aliases: [], decisions: [], records };
}

function tell(
  { ports, userId, connectionId, accounts }: RunContext,
  before: Connection,
  after: Connection,
  run: Run,
): void {
  const bad = (status: Connection['status']): boolean =>
    status === 'action_required' || status === 'expired' || status === 'revoked';
  if (bad(after.status) && !bad(before.status))
    ports.publish({ type: 'connection.action_required', userId, connection: after });
  if (bad(before.status) && !bad(after.status))
    ports.publish({ type: 'connection.recovered', userId, connection: after });
  for (const { type, accountId } of run.anomalies) {
    const account =
      type === 'account_missing' && accountId !== undefined ? accounts.get(accountId) : undefined;
    if (account) ports.publish({ type: 'account.missing', userId, account: account.account });
  }
  if (run.counts.quarantined > 0)
    ports.publish({ type: 'records.quarantined', userId, connectionId, count: run.counts.quarantined });
  ports.publish(
    run.status === 'failed' ? { type: 'sync.failed', userId, run } : { type: 'sync.completed', userId, run },
  );
}
