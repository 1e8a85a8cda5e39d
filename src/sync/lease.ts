import { LeaseHeldError, LeaseLostError } from '../errors/catalog.ts';
import type { Clock } from '../internal/clock.ts';
import { OVER } from '../internal/over.ts';
import type { Lease, Ledger } from '../store/ledger.ts';

const TTL = 60_000;
const RENEW_AFTER = 15_000;
const TRY_AGAIN_AFTER = 1_000;

/**
 * The exclusive right to write one connection, renewed while it is held. When it cannot be renewed, `signal` aborts,
 * so that a worker that lost it stops; and should it go on, its epoch is too old to commit.
 */
export class HeldLease implements AsyncDisposable {
  readonly #ledger: Ledger;
  readonly #lost = new AbortController();
  readonly #done = new AbortController();
  readonly #kept: Promise<void>;
  #lease: Lease;
  #released = false;

  private constructor(ledger: Ledger, clock: Clock, lease: Lease) {
    this.#ledger = ledger;
    this.#lease = lease;
    this.#kept = this.#keep(clock);
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

  /** Notes that a commit has given it back. */
  released(): void {
    this.#released = true;
    this.#done.abort(OVER);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#done.abort(OVER);
    // A renewal on its way must not come in after the release.
    await this.#kept;
    // What could not be released ends by itself; it must not hide how the work ended.
    if (!this.#released) await this.#ledger.release(this.#lease).catch(() => {});
  }

  async #keep(clock: Clock): Promise<void> {
    const { signal } = this.#done;
    let until = clock.monotonic() + TTL;
    let pause = RENEW_AFTER;
    while (!signal.aborted) {
      try {
        await clock.sleep(pause, { signal });
        const asked = clock.monotonic();
        const renewed = await this.#ledger.renew(this.#lease, TTL);
        if (!renewed)
          throw new LeaseLostError('The lease on this connection is lost.', {
            connectionId: this.#lease.connectionId,
          });
        this.#lease = renewed;
        [until, pause] = [asked + TTL, RENEW_AFTER];
      } catch (error) {
        if (signal.aborted) return;
        // A store that is away for a moment does not take the lease from us; somebody else or its end does.
        pause = TRY_AGAIN_AFTER;
        if (!(error instanceof LeaseLostError) && clock.monotonic() + pause < until) continue;
        this.#lost.abort(error);
        return;
      }
    }
  }
}
