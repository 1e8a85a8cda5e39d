import type { ConnectionRow } from '../store/rows.ts';
import { hostWrite } from '../sync/host-write.ts';
import type { Ports } from '../sync/ports.ts';
import { revokeNow, ticketWrite } from './revocations.ts';

/**
 * Ends a connection here in one commit, which also leaves a ticket to end it at the provider; then tries that at once.
 * So a provider that is down never keeps a connection alive here, and a crash never forgets one there.
 */
export async function removeConnection(
  ports: Ports,
  { connection }: ConnectionRow,
  signal: AbortSignal,
): Promise<void> {
  if (connection.status === 'removed') return;
  const { id: connectionId, userId, provider } = connection;
  const ticket = { userId, connectionId, provider, since: ports.clock.now(), attempts: 0 };
  await hostWrite(ports, connectionId, signal, async (row) => ({
    set: { records: [ticketWrite(ticket, ticket.since)] },
    seal: {
      connection: {
        ...row.connection,
        status: 'removed',
        nextSyncAt: null,
        health: { ...row.connection.health, auth: 'revoked' },
      },
    },
  }));
  await ports.store.ledger.settle(connectionId, Number.MAX_SAFE_INTEGER, null);
  await revokeNow(ports, ticket, signal);
}
