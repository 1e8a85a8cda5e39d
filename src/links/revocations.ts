import { isBankweaveError } from '../errors/catalog.ts';
import type { RecordWrite } from '../store/records.ts';
import type { Ports } from '../sync/ports.ts';

/** Where the wishes wait to end a connection at its provider. */
const REVOCATIONS = 'revocations';

/** A connection that has ended here and is to end at its provider. */
export interface Revocation {
  readonly userId: string;
  readonly connectionId: string;
  readonly provider: string;
  /** Epoch milliseconds of the wish. */
  readonly since: number;
  readonly attempts: number;
}

const GIVE_UP_AFTER = 72 * 3_600_000;
const FIRST_PAUSE = 60_000;
const LONGEST_PAUSE = 6 * 3_600_000;
// The provider no longer knows the connection, so it has ended.
const ENDED = ['connection_revoked', 'unauthorized', 'not_found'];

/** The write that keeps the wish until it is fulfilled. */
export function ticketWrite(ticket: Revocation, dueAt: number): RecordWrite {
  const { userId, connectionId } = ticket;
  return { namespace: REVOCATIONS, key: connectionId, userId, value: { ...ticket }, dueAt };
}

/** Asks the provider once. Where it does not answer, the wish stays for later and nothing is thrown. */
export async function revokeNow(ports: Ports, ticket: Revocation, signal: AbortSignal): Promise<void> {
  const { connectionId, provider, attempts } = ticket;
  try {
    await revoke(ports, ticket, signal);
  } catch (error) {
    const code = isBankweaveError(error) ? error.code : 'aborted';
    ports.logger.warn('A connection could not be ended at its provider yet.', {
      connectionId,
      provider,
      code,
    });
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(attempts, 20));
    const later = ticketWrite({ ...ticket, attempts: attempts + 1 }, ports.clock.now() + pause);
    await ports.store.records.write([later]);
  }
}

/** Goes on with what providers did not answer; after three days the credentials are thrown away all the same. */
export async function revokeWaiting(ports: Ports, signal: AbortSignal): Promise<void> {
  const now = ports.clock.now();
  for (const { value } of await ports.store.records.due(REVOCATIONS, now, 100)) {
    signal.throwIfAborted();
    const ticket = value as unknown as Revocation;
    if (now - ticket.since < GIVE_UP_AFTER) await revokeNow(ports, ticket, signal);
    else await forget(ports, ticket);
  }
}

async function revoke(ports: Ports, ticket: Revocation, signal: AbortSignal): Promise<void> {
  const { userId, connectionId, provider } = ticket;
  try {
    const adapter = ports.adapter(provider);
    const { credentials } = await ports.credentials.read(connectionId);
    await adapter.connection.revoke({
      ...ports.call({ adapter, userId, connectionId, signal }),
      connectionId,
      credentials,
    });
  } catch (error) {
    if (!isBankweaveError(error) || !ENDED.includes(error.code)) throw error;
  }
  await forget(ports, ticket);
}

async function forget(
  { store, credentials }: Ports,
  { userId, connectionId: key }: Revocation,
): Promise<void> {
  await store.records.write([
    ...credentials.forgetting({ userId, connectionId: key }),
    { namespace: REVOCATIONS, key, userId, value: undefined },
  ]);
}
