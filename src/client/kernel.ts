import type { AnyAdapter } from '../adapter-kit/contract.ts';
import { Listeners } from '../changes/listeners.ts';
import { ClosedError, isBankweaveError } from '../errors/catalog.ts';
import { systemClock } from '../internal/clock.ts';
import type { Ports } from '../sync/ports.ts';
import { refreshesSettled } from '../vault/refresh/under-way.ts';
import { engine } from './load-engine.ts';
import type { BankweaveOptions } from './options.ts';

/** What every part of the front door works with. */
export interface Kernel {
  readonly listeners: Listeners;
  /** The ids of the registered adapters. */
  readonly providers: readonly string[];
  /**
   * Does the work of one public call: opens the store at the first, aborts when `signal` does or the bank is closed,
   * and is waited for by `close`. A call that is cut off by `close` rejects with `closed`.
   */
  call<T>(
    signal: AbortSignal | undefined,
    work: (ports: Ports, until: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** Throws `closed` once the bank is. */
  assertOpen(): void;
  close(): Promise<void>;
}

// An adapter that does not listen to its signal must not hold up the end of a process for ever.
const DRAIN_MS = 10_000;

export function createKernel(options: BankweaveOptions<readonly AnyAdapter[]>): Kernel {
  const listeners = new Listeners(options.logger);
  const { clock = systemClock } = options;
  if (options.vault?.plaintext && options.store?.traits.durable)
    options.logger?.warn(
      'Credentials are stored unsealed: unsafePlaintextVault is used on a store that outlives the process.',
    );
  let ports: Ports | undefined;
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  let opened: Promise<Ports> | undefined;
  let closed: Promise<void> | undefined;

  const assertOpen = (): void => {
    if (closing.signal.aborted) throw new ClosedError('This bank is closed.');
  };

  const openStore = async (): Promise<Ports> => {
    // Loaded by the first call, and not with the import.
    const { createPorts } = await engine();
    ports ??= createPorts(options, listeners);
    await ports.store.open({ clock });
    return ports;
  };

  const open = (): Promise<Ports> => {
    opened ??= openStore().catch((error: unknown) => {
      // A store that could not be opened may be openable a moment later.
      opened = undefined;
      throw error;
    });
    return opened;
  };

  const run = async <T>(
    signal: AbortSignal | undefined,
    work: (ports: Ports, until: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    assertOpen();
    signal?.throwIfAborted();
    try {
      const working = await open();
      assertOpen();
      return await work(working, signal ? AbortSignal.any([signal, closing.signal]) : closing.signal);
    } catch (error) {
      if (closing.signal.aborted && !(isBankweaveError(error) && error.code !== 'store_unavailable'))
        assertOpen();
      throw error;
    }
  };

  const close = async (): Promise<void> => {
    closing.abort(new ClosedError('This bank is closed.'));
    const patience = new AbortController();
    const drained = Promise.allSettled([...underWay, opened])
      // A token call whose caller left may still bring the only copy of a token.
      .then(() => ports && refreshesSettled(ports.store.records, clock, DRAIN_MS))
      .then(() => patience.abort());
    await Promise.race([drained, clock.sleep(DRAIN_MS, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
    listeners.clear();
    await (ports?.store ?? options.store)?.close();
  };

  return {
    listeners,
    providers: options.adapters.map(({ id }) => id),
    assertOpen,
    call(signal, work) {
      const promise = run(signal, work);
      underWay.add(promise);
      const done = (): void => void underWay.delete(promise);
      promise.then(done, done);
      return promise;
    },
    close: () => (closed ??= close()),
  };
}
