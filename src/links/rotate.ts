import { hasFallen } from '../audit/generation.ts';
import { UnsupportedError } from '../errors/catalog.ts';
import { randomId } from '../internal/random.ts';
import type { ConnectionRow } from '../store/rows.ts';
import { auditedConnection } from '../sync/audited-connection.ts';
import { HeldLease } from '../sync/lease.ts';
import type { Ports } from '../sync/ports.ts';
import { newTicket } from '../sync/ticket.ts';
import { mergeCredentials } from '../vault/merge.ts';
import { refreshTokens } from '../vault/refresh/refresh-tokens.ts';

/**
 * Replaces the credentials of a connection by new ones, under its lease, so that no sync is cut off by the end of the
 * old ones. It goes the way of every renewal: the intent is durable before the call leaves, and between the answer and
 * its write nothing is waited for.
 */
export async function rotateCredentials(
  ports: Ports,
  { connection }: ConnectionRow,
  signal: AbortSignal,
): Promise<void> {
  const { id: connectionId, provider } = connection;
  const adapter = ports.adapter(provider);
  if (!adapter.connection.rotate)
    throw new UnsupportedError('This provider cannot replace credentials.', { provider, connectionId });
  const attempt = randomId(ports.random, 'req');
  await using lease = await HeldLease.acquire(ports.store.ledger, ports.clock, connectionId, attempt);
  const { trail } = await auditedConnection(ports, connectionId);
  const { userId, fence } = trail;
  const held = await ports.credentials.read(connectionId);
  await trail.append({ action: 'credentials.refresh', actor: 'user', connectionId, facts: { provider } });
  const { records } = ports.store;
  const lost = async (renewed: Readonly<Record<string, string>>): Promise<void> => {
    const isErased = fence !== undefined && (await hasFallen(records, fence));
    const credentials = mergeCredentials(held.credentials, renewed);
    const wish = { provider, credentials, since: ports.clock.now(), attempts: 0 };
    const { write } = await newTicket(ports, isErased ? '' : userId, wish);
    await records.write([write]);
  };
  await refreshTokens({
    records,
    credentials: ports.credentials,
    clock: ports.clock,
    owner: { userId, connectionId },
    fence,
    provider,
    attempt,
    held,
    signal: AbortSignal.any([signal, lease.signal]),
    renew: async (credentials, ownSignal) => {
      const call = ports.call({ adapter, userId, connectionId, signal: ownSignal, fence });
      const answer = await adapter.connection.rotate?.({ ...call, connectionId, credentials });
      return answer ?? credentials;
    },
    lost,
  });
}
