import { isBankweaveError } from '../errors/catalog.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';
import { type HeldCredentials, TOKEN_REFRESH } from '../vault/credentials.ts';
import { slotIn } from '../vault/refresh/slot.ts';

const PATIENCE = 15_000;
const PAUSE = 50;

/**
 * The credentials of a connection once no renewal of them is on its way: one that left may bring the only token that
 * still works. Waits for it a moment, not for ever. `undefined` where there are none.
 */
export async function settledCredentials(
  ports: Ports,
  connectionId: string,
  signal: AbortSignal,
): Promise<HeldCredentials | undefined> {
  const { store, clock } = ports;
  const until = clock.monotonic() + PATIENCE;
  for (;;) {
    const slot = slotIn(await store.records.get(EVERY_USER, TOKEN_REFRESH, connectionId));
    const underWay = slot.holder !== null && slot.expiresAt > clock.now();
    if (!underWay || clock.monotonic() >= until) break;
    await clock.sleep(PAUSE, { signal });
  }
  try {
    return await ports.credentials.read(connectionId);
  } catch (error) {
    if (isBankweaveError(error) && error.code === 'not_found') return undefined;
    throw error;
  }
}
