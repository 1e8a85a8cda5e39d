import type { RawRequest } from '../adapter-kit/webhooks.ts';
import { isBankweaveError } from '../errors/catalog.ts';
import type { Ports } from '../sync/ports.ts';
import { accept } from './accept.ts';
import { keepLetter } from './dead-letters.ts';
import type { Inbox, Incoming } from './inbox.ts';
import type { Received } from './received.ts';
import type { Refusal } from './request.ts';
import { isGenuine } from './verify.ts';

type Outcome = Received['outcome'];

/** Refuses a request. Whatever the cause, the answer is the same; the cause is counted. */
export function refuse(inbox: Inbox, provider: string, cause: Refusal): Outcome {
  inbox.tally(provider).refused[cause]++;
  return 'refused';
}

/** Receives one request: verified first, then read, then stored. Nothing is told before that is durable. */
export async function receive(
  ports: Ports,
  inbox: Inbox,
  provider: string,
  { request, requestId, signal }: { request: RawRequest; requestId: string; signal: AbortSignal },
): Promise<Outcome> {
  const adapter = ports.adapter(provider);
  const incoming: Incoming = { adapter, facet: inbox.facet(adapter), request, requestId };
  if (!(await isGenuine(ports, inbox, incoming, signal))) return refuse(inbox, provider, 'not_verified');
  try {
    await accept(ports, inbox, incoming);
    return 'accepted';
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    // It will be sent again, and then the store may be there.
    if (isBankweaveError(error) && error.code === 'store_unavailable') throw error;
    const code = isBankweaveError(error) ? error.code : 'unknown';
    ports.logger.error('A genuine webhook could not be read; it is a dead letter.', {
      provider,
      requestId,
      code,
    });
    await keepLetter(ports, provider, request, error);
    inbox.tally(provider).deadLetters++;
    return 'dead_letter';
  }
}
