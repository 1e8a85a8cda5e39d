import { LeaseHeldError, LeaseLostError } from '../errors/catalog.ts';
import type { Clock } from '../internal/clock.ts';
import type { Lease, Ledger } from '../store/ledger.ts';

const TTL = 60_000;
const RENEW_AFTER = 15_000;

/**
 * The exclusive right to write one connection, renewed while it is held. When it cannot be renewed, `signal` aborts,
 * so that a worker that lost it stops; and should it go on, its epoch is too old to commit.
 */
export class HeldLease implements AsyncDisposable {
  readonly #ledger: Ledger;
  readonly #lost = new AbortController();
  readonly #done = new AbortController();
  #lease: Lease;

  private constructor(ledger: Ledger, clock: Clock, lease: Lease) {
    this.#ledger = ledger;
    this.#lease = lease;
    void this.#keep(clock);
  }

  static async acquire(
    ledger: Ledger,
    clock: Clock,
    connectionId: string,
    owner: string,
  ): Promise<HeldLease> {
    const lease = await ledger.acquire(connectionId, owner, TTL);
    if (!lease)
      throw new LeaseHeldError('This connection is being synced already.', {
        connectionId,
        retryAfterMs: RENEW_AFTER,
      });
    return new HeldLease(ledger, clock, lease);
  }

  get epoch(): number {
    return this.#lease.epoch;
  }

  /** Aborts when the lease is lost. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#done.abort();
    // What could not be released ends by itself; it must not hide how the work ended.
    await this.#ledger.release(this.#lease).catch(() => {});
  }

  async #keep(clock: Clock): Promise<void> {
    const { signal } = this.#done;
    try {
      for (;;) {
        await clock.sleep(RENEW_AFTER, { signal });
        const renewed = await this.#ledger.renew(this.#lease, TTL);
        if (!renewed)
          throw new LeaseLostError('The lease on this connection is lost.', {
            connectionId: this.#lease.connectionId,
          });
        this.#lease = renewed;
      }
    } catch (error) {
      if (!signal.aborted) this.#lost.abort(error);
    }
  }
}
