import type { Trail } from '../audit/log.ts';
import type { ConnectionCall } from '../adapter-kit/call.ts';
import type { AnyAdapter } from '../adapter-kit/contract.ts';
import type { AnyBankweaveError } from '../errors/catalog.ts';
import { type CalendarDate, dateOfInstant, type Instant, instant } from '../model/calendar-date.ts';
import type { CheckpointRow, CommitGuard, Ledger } from '../store/ledger.ts';
import type { ConnectionRow } from '../store/rows.ts';
import type { Anomaly, RunAccount } from '../store/runs.ts';
import type { AccountBook } from './accounts.ts';
import type { Ports } from './ports.ts';
import type { SyncProgress } from './progress.ts';
import type { HeldLease } from './lease.ts';
import { tally } from './reconcile/counts.ts';

/** What one run knows and gathers. */
export class RunContext {
  readonly ports: Ports;
  readonly adapter: AnyAdapter;
  readonly lease: HeldLease;
  readonly trail: Trail;
  readonly call: ConnectionCall;
  readonly runId: string;
  readonly startedAt: Instant;
  readonly onProgress: (progress: SyncProgress) => void;
  readonly counts = tally();
  readonly anomalies: Anomaly[] = [];
  /** Accounts that failed by themselves, by the provider's id. */
  readonly accountErrors = new Map<string, AnyBankweaveError>();
  readonly outcomes = new Map<string, RunAccount>();
  /** By account: the first day that the provider claims to have given in this run. */
  readonly historyFrom = new Map<string, CalendarDate>();
  readonly #written = new Set<string>();
  /** By scope: how far the feed is where nothing came. They wait for the run's last commit. */
  readonly #idle = new Map<string, CheckpointRow>();
  connection: ConnectionRow;
  accounts!: AccountBook;
  dataAsOf: string | undefined;
  /** Anything committed by this run. */
  commits = 0;
  batches = 0;
  rows = 0;

  constructor(input: {
    ports: Ports;
    adapter: AnyAdapter;
    lease: HeldLease;
    trail: Trail;
    call: ConnectionCall;
    connection: ConnectionRow;
    runId: string;
    onProgress: (progress: SyncProgress) => void;
  }) {
    this.ports = input.ports;
    this.adapter = input.adapter;
    this.lease = input.lease;
    this.trail = input.trail;
    this.call = input.call;
    this.connection = input.connection;
    this.runId = input.runId;
    this.onProgress = input.onProgress;
    this.startedAt = instant(input.ports.clock.now());
  }

  get ledger(): Ledger {
    return this.ports.store.ledger;
  }

  get connectionId(): string {
    return this.connection.connection.id;
  }

  get userId(): string {
    return this.connection.connection.userId;
  }

  get guard(): CommitGuard {
    return { connectionId: this.connectionId, epoch: this.lease.epoch, version: this.connection.version };
  }

  /** Accounts that no run has seen before and this one has written no row of: nothing has to be looked up for them. */
  get emptyAccounts(): ReadonlySet<string> {
    return new Set([...this.accounts.fresh].filter((id) => !this.#written.has(id)));
  }

  /** Notes that rows of these accounts are in the ledger by now. */
  wrote(accountIds: Iterable<string>): void {
    for (const id of accountIds) this.#written.add(id);
  }

  /** Notes that a scope stands here, and that nothing else is to be written for it. */
  idles(row: CheckpointRow): void {
    this.#idle.set(row.scope, row);
    this.commits++;
  }

  /** Notes that a commit says where this scope stands. */
  moved(scope: string): void {
    this.#idle.delete(scope);
    this.commits++;
  }

  /** What no commit has said yet. */
  get idle(): readonly CheckpointRow[] {
    return [...this.#idle.values()];
  }

  /** Notes something odd, where there is any of it. */
  note(type: Anomaly['type'], count: number, message: string, accountId?: string): void {
    if (count > 0)
      this.anomalies.push({ type, count, message, ...(accountId !== undefined && { accountId }) });
  }

  now(): Instant {
    return instant(this.ports.clock.now());
  }

  today(): CalendarDate {
    return dateOfInstant(this.ports.clock.now());
  }
}
