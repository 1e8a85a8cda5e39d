import { verificationKeys } from '../adapter-kit/verification-keys.ts';
import { isBankweaveError } from '../errors/catalog.ts';
import type { Ports } from '../sync/ports.ts';
import type { Inbox, Incoming } from './inbox.ts';

/** Whether a request is proved genuine. What goes wrong on the way to the proof is no proof, whatever it was. */
export async function isGenuine(
  ports: Ports,
  inbox: Inbox,
  { adapter, facet, request, requestId }: Incoming,
  signal: AbortSignal,
): Promise<boolean> {
  if (!facet.verify) return true;
  const call = ports.call({ adapter, userId: '', signal });
  const keys = inbox.keys(adapter.id, () => verificationKeys(ports.clock));
  try {
    // Whoever answers `false` in place of throwing means it too.
    const answer: unknown = await facet.verify(request, { ...call, requestId, keys });
    return answer === undefined;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const code = isBankweaveError(error) ? error.code : 'unknown';
    ports.logger.info('A webhook was not proved genuine.', { provider: adapter.id, requestId, code });
    return false;
  }
}
