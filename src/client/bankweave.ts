import type { AnyAdapter } from '../adapter-kit/contract.ts';
import type { BankEventType, EventOf } from '../changes/events.ts';
import { type DueResult, runDue } from '../schedule/run-due.ts';
import { work } from '../schedule/work.ts';
import type { Run } from '../store/runs.ts';
import { EVERY_USER } from '../store/scope.ts';
import { runSync, type SyncOptions } from '../sync/run.ts';
import { type ChangePage, type ChangesQuery, readChanges } from './changes.ts';
import { type CheckReport, check } from './check.ts';
import { knownKeys, limitOf, textOf } from './input.ts';
import { createKernel } from './kernel.ts';
import type { Listing } from './listing.ts';
import { type BankweaveOptions, checkOptions } from './options.ts';
import { listRuns, type RunsQuery } from './runs.ts';
import { type User, userHandle } from './user.ts';

/** The application's side of the ledger: all users, all providers. Hand only `bank.user(id)` to code that acts for a person. */
export interface Bankweave<Adapters extends readonly AnyAdapter[]> extends AsyncDisposable {
  /** Everything of one user, and nothing of any other. */
  user(userId: string): User<Adapters>;
  /**
   * Syncs a connection now. The run says what happened, account by account.
   *
   * @throws NotFoundError; LeaseHeldError while another run is under way; the provider's error only when nothing at
   *   all could be committed; `signal.reason` when aborted
   */
  sync(connectionId: string, options?: SyncOptions): Promise<Run>;
  /** Runs what is due and returns: for cron and serverless. */
  runDue(options?: {
    readonly limit?: number;
    readonly concurrency?: number;
    readonly signal?: AbortSignal;
  }): Promise<readonly DueResult[]>;
  /** Keeps running what is due until aborted: for a process. */
  work(options: { readonly signal: AbortSignal; readonly concurrency?: number }): Promise<void>;
  /** One ordered feed over all users and providers: everything after a cursor, each entry once. */
  changes(query?: ChangesQuery): Promise<ChangePage>;
  /** Looks for drift, gaps, duplicates and stale data. Reads only. */
  check(query?: { readonly connectionId?: string; readonly signal?: AbortSignal }): Promise<CheckReport>;
  readonly runs: {
    /** The sync log, newest first. */
    list(query?: RunsQuery): Listing<Run>;
  };
  /** Listens in this process, at most once; returns the function that stops it. For what must not be missed, read `changes`. */
  on<Type extends BankEventType>(type: Type, listener: (event: EventOf<Type>) => unknown): () => void;
  /** Stops what is under way and closes the store. Calling it again does nothing. */
  close(): Promise<void>;
}

/**
 * Makes a bank out of adapters and a store.
 *
 * @example
 * ```ts
 * const bank = createBankweave({ adapters: [faker({ seed: 7 })], store: sqliteStore('bank.db') })
 * ```
 * @throws ConfigurationError naming the option at fault
 */
export function createBankweave<const Adapters extends readonly AnyAdapter[]>(
  options: BankweaveOptions<Adapters>,
): Bankweave<Adapters> {
  checkOptions(options);
  const kernel = createKernel(options);
  const concurrencyOf = (value: number | undefined): number =>
    limitOf(value, 'options.concurrency', { max: 256, standard: 4 });
  return {
    user: (userId) => userHandle<Adapters>(kernel, userId),
    async sync(connectionId, syncOptions = {}) {
      knownKeys(syncOptions, ['signal', 'onProgress', 'attended'], 'options');
      if (syncOptions.attended) textOf(syncOptions.attended.ip, 'options.attended.ip', { max: 64 });
      const row = await kernel.connection(EVERY_USER, textOf(connectionId, 'connectionId'));
      return runSync(await kernel.ports(), row, { ...syncOptions, signal: kernel.until(syncOptions.signal) });
    },
    async runDue({ limit, concurrency, signal } = {}) {
      return runDue(await kernel.ports(), {
        limit: limitOf(limit, 'options.limit', { max: 10_000, standard: 100 }),
        concurrency: concurrencyOf(concurrency),
        signal: kernel.until(signal),
      });
    },
    async work({ signal, concurrency }) {
      await work(await kernel.ports(), {
        concurrency: concurrencyOf(concurrency),
        signal: kernel.until(signal),
      });
    },
    changes: (query) => readChanges(kernel, EVERY_USER, query),
    check: (query) => check(kernel, query),
    runs: { list: (query) => listRuns(kernel, EVERY_USER, query) },
    on: (type, listener) => kernel.listeners.on(type, listener),
    close: () => kernel.close(),
    [Symbol.asyncDispose]: () => kernel.close(),
  };
}
