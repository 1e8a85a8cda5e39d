import type { Credentials } from '../../adapter-kit/call.ts';
import type { RecordWrite } from '../../store/records.ts';
import { isBankweaveError } from '../../errors/catalog.ts';
import type { HeldCredentials } from '../credentials.ts';
import { fingerprint } from '../fingerprint.ts';
import type { RefreshPorts, RefreshRequest } from './request.ts';

/** For how long a store that is out of order is tried: the new token exists nowhere else. */
const PATIENCE_MS = 120_000;
const FIRST_WAIT = 50;
const LONGEST_WAIT = 5_000;

/**
 * Stores renewed credentials and gives back what is current then. The first write is under way when this returns its
 * promise. Where the record went on meanwhile, a mere re-wrap is written over; newer credentials win.
 *
 * @throws NotFoundError when the connection was erased; the store's error when it stays out of order
 */
export async function storeRenewed(
  { records, credentials, clock, owner, lost }: RefreshPorts & Pick<RefreshRequest, 'owner' | 'lost'>,
  sent: string,
  renewed: Credentials,
  first: RecordWrite,
): Promise<HeldCredentials> {
  const { connectionId } = owner;
  const giveUpAt = clock.monotonic() + PATIENCE_MS;
  let write = first;
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    try {
      if (await records.write([write])) return { credentials: renewed, version: (write.ifVersion ?? 0) + 1 };
      const stored = await credentials.read(connectionId);
      // Ours after all, when a write took effect but said it failed; or newer than ours.
      if (fingerprint(connectionId, stored.credentials) !== sent) return stored;
      write = (await credentials.sealer(owner, stored.version))(renewed);
    } catch (error) {
      if (isBankweaveError(error) && error.code === 'not_found') await lost?.(renewed);
      const passing = isBankweaveError(error) && error.retryable;
      if (!passing || clock.monotonic() >= giveUpAt) throw error;
      await clock.sleep(wait);
    }
  }
}
