import { LeaseHeldError, NotFoundError } from '../errors/catalog.ts';
import { randomId } from '../internal/random.ts';
import { EVERY_USER } from '../store/scope.ts';
import { HeldLease } from './lease.ts';
import type { Ports } from './ports.ts';

const PATIENCE = 10_000;
const PAUSE = 50;

/**
 * The lease for something that the host asked for; waits for a running sync to end, up to ten seconds.
 *
 * @throws LeaseHeldError when it did not; NotFoundError when the connection is gone meanwhile
 */
export async function waitForLease(
  ports: Ports,
  connectionId: string,
  signal: AbortSignal | undefined,
): Promise<HeldLease> {
  const until = ports.clock.monotonic() + PATIENCE;
  for (;;) {
    try {
      return await HeldLease.acquire(
        ports.store.ledger,
        ports.clock,
        connectionId,
        randomId(ports.random, 'host'),
      );
    } catch (error) {
      if (!(error instanceof LeaseHeldError) || ports.clock.monotonic() >= until) throw error;
      if (!(await ports.store.ledger.connection(EVERY_USER, connectionId)))
        throw new NotFoundError('There is no such connection.', { connectionId });
      await ports.clock.sleep(PAUSE, { signal });
    }
  }
}
