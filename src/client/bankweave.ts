import type { AnyAdapter } from '../adapter-kit/contract.ts';
import { type BankEventType, EVENT_TYPES, type EventOf } from '../changes/events.ts';
import { ClosedError } from '../errors/catalog.ts';
import type { DueResult } from '../schedule/serve.ts';
import type { Run } from '../store/runs.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { SyncOptions } from '../sync/run.ts';
import { type BankAudit, bankAudit } from './audit.ts';
import { type ChangePage, type ChangesQuery, readChanges } from './changes.ts';
import { check, type CheckQuery } from './check.ts';
import type { CheckReport } from './check/finding.ts';
import { type CallOptions, fieldsOf, oneOf, refuse, signalOf, wholeOf } from './input.ts';
import { type BankErasures, bankErasures, type BankOrphans, bankOrphans } from './erasures.ts';
import { createKernel } from './kernel.ts';
import { engine } from './load-engine.ts';
import type { Listing } from './listing.ts';
import { type BankweaveOptions, checkOptions } from './options.ts';
import { listRuns, type RunsQuery } from './runs.ts';
import { syncNow } from './sync-now.ts';
import type { ProviderWith } from './types.ts';
import { type User, userHandle } from './user.ts';
import { type BankWebhooks, bankWebhooks, type HasWebhooks } from './webhooks.ts';

/** How `bank.work` runs. */
export interface WorkOptions extends CallOptions {
  /** How many connections are synced at the same time, 1 to 256. Default: 4. */
  readonly concurrency?: number | undefined;
}

/** How `bank.runDue` runs. */
export interface RunDueOptions extends WorkOptions {
  /** How many connections are taken at most, 1 to 10,000. Default: 100. */
  readonly limit?: number | undefined;
}

/**
 * The application's side of the ledger: all users, all providers. Hand only `bank.user(id)` to code that acts for a
 * person. Every call rejects with `closed` once the bank is closed, and with `signal.reason` once its signal aborts.
 */
export interface Bankweave<Adapters extends readonly AnyAdapter[] = readonly AnyAdapter[]>
  extends AsyncDisposable {
  /**
   * Everything of one user, and nothing of any other. The id is the app's own, 1 to 256 characters.
   *
   * @throws InvalidInputError
   */
  user(userId: string): User<Adapters>;
  /**
   * Syncs a connection now. The run says what happened, account by account: `complete`, `partial` where some accounts
   * failed, `not_ready` while the provider still collects, `deferred` where a budget or limit stopped it.
   *
   * @throws NotFoundError; ConflictError for a removed connection; LeaseHeldError while another run is under way; the
   *   provider's error only when nothing at all could be committed
   * @example
   * ```ts
   * const run = await bank.sync(connection.id, { attended: { ip: request.ip } })
   * console.log(run.status, run.counts.added)
   * ```
   */
  sync(connectionId: string, options?: SyncOptions): Promise<Run>;
  /**
   * Runs what is due and returns: for cron and serverless. Also forgets expired link sessions and old changes. Several
   * processes may call it at the same time; each due connection is synced by one of them.
   *
   * @example
   * ```ts
   * const results = await bank.runDue({ limit: 50 })
   * ```
   */
  runDue(options?: RunDueOptions): Promise<readonly DueResult[]>;
  /**
   * Keeps running what is due, for a process. Resolves once it was aborted or the bank closed, and the syncs under way
   * have stopped.
   *
   * @example
   * ```ts
   * await bank.work({ signal: stop.signal, concurrency: 8 })
   * ```
   */
  work(options?: WorkOptions): Promise<void>;
  /** What providers send of their own accord: "look, there is something". */
  readonly webhooks: BankWebhooks<ProviderWith<Adapters, HasWebhooks>>;
  /** One ordered feed over all users and providers: everything after a cursor, each entry once. */
  changes(query?: ChangesQuery): Promise<ChangePage>;
  /**
   * Looks for drift, gaps, duplicates, stale data and short history. Asks no provider, and mends nothing.
   *
   * @throws NotFoundError
   */
  check(query?: CheckQuery): Promise<CheckReport>;
  readonly runs: {
    /** The sync log, newest first. @throws NotFoundError */
    list(query?: RunsQuery): Listing<Run>;
  };
  readonly audit: BankAudit;
  readonly erasures: BankErasures;
  readonly orphans: BankOrphans;
  /**
   * Listens in this process, at most once, always after the commit; returns the function that stops it. A listener that
   * throws harms nobody. For what must not be missed, read `changes`.
   *
   * @throws InvalidInputError for a type that does not exist
   * @example
   * ```ts
   * const stop = bank.on('transaction.added', ({ transaction }) => notify(transaction))
   * ```
   */
  on<Type extends BankEventType>(type: Type, listener: (event: EventOf<Type>) => unknown): () => void;
  /** Stops what is under way, waits for it up to ten seconds, and closes the store. Calling it again does no harm. */
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
  const concurrencyOf = (value: unknown): number =>
    wholeOf(value, 'options.concurrency', { max: 256, standard: 4 });
  return {
    user: (userId) => userHandle<Adapters>(kernel, userId),
    sync: (connectionId, syncOptions) => syncNow(kernel, connectionId, syncOptions),
    async runDue(due) {
      const given = fieldsOf<RunDueOptions>(due, ['limit', 'concurrency', 'signal'], 'options');
      const limit = wholeOf(given.limit, 'options.limit', { max: 10_000, standard: 100 });
      const concurrency = concurrencyOf(given.concurrency);
      return kernel.call(signalOf(given.signal), async (ports, signal) => {
        const { runDueOnce } = await engine();
        return runDueOnce(ports, options, { limit, concurrency, signal });
      });
    },
    async work(working) {
      const given = fieldsOf<WorkOptions>(working, ['concurrency', 'signal'], 'options');
      const concurrency = concurrencyOf(given.concurrency);
      const stop = signalOf(given.signal);
      kernel.assertOpen();
      if (stop?.aborted) return;
      await kernel
        .call(stop, async (ports, signal) => {
          const { keepRunning } = await engine();
          return keepRunning(ports, options, { concurrency, signal });
        })
        .catch((error: unknown) => {
          // Asked to end before it began is an end like any other.
          if (!stop?.aborted && !(error instanceof ClosedError)) throw error;
        });
    },
    webhooks: bankWebhooks(kernel, options),
    changes: (query) => readChanges(kernel, EVERY_USER, query),
    check: (query) => check(kernel, query),
    runs: { list: (query) => listRuns(kernel, EVERY_USER, query) },
    audit: bankAudit(kernel),
    erasures: bankErasures(kernel),
    orphans: bankOrphans(kernel),
    on(type, listener) {
      kernel.assertOpen();
      if (typeof listener !== 'function') refuse('listener', 'a function');
      return kernel.listeners.on(oneOf(type, 'type', EVENT_TYPES) as typeof type, listener);
    },
    close: () => kernel.close(),
    [Symbol.asyncDispose]: () => kernel.close(),
  };
}
