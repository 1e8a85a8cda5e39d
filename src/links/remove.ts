import { consentWrites } from '../consent/chain.ts';
import { StaleUpdateError } from '../errors/catalog.ts';
import { instant } from '../model/calendar-date.ts';
import type { ConnectionRow } from '../store/rows.ts';
import { hostWrite } from '../sync/host-write.ts';
import type { Ports } from '../sync/ports.ts';
import { redeem } from './revocations.ts';
import { settledCredentials } from './settled-credentials.ts';
import { newTicket } from '../sync/ticket.ts';

const MOST_ATTEMPTS = 5;

/**
 * Ends a connection here in one commit, which turns its credentials into a ticket to end it at the provider; then tries
 * that at once. So a provider that is down never keeps a connection alive here, and a crash never forgets one there.
 */
export async function removeConnection(
  ports: Ports,
  { connection }: ConnectionRow,
  signal: AbortSignal,
): Promise<void> {
  if (connection.status === 'removed') return;
  const { id: connectionId, userId, provider } = connection;
  let ticketId: string | undefined;
  const end = (): Promise<void> =>
    hostWrite(
      ports,
      connectionId,
      signal,
      async (row) => {
        const held = await settledCredentials(ports, connectionId, signal);
        const ticket =
          held &&
          (await newTicket(ports, userId, {
            provider,
            credentials: held.credentials,
            since: ports.clock.now(),
            attempts: 0,
            connectionId,
          }));
        ticketId = ticket?.id;
        const forgetting = ports.credentials.forgetting({ userId, connectionId }, held?.version);
        const consents = await consentWrites(ports.store.records, userId, {
          connectionId,
          provider,
          event: 'revoked',
          at: instant(ports.clock.now()),
          consent: row.connection.consent,
          revokedBy: 'user',
        });
        return {
          set: { records: [...forgetting, ...consents, ...(ticket ? [ticket.write] : [])] },
          seal: {
            connection: {
              ...row.connection,
              status: 'removed',
              nextSyncAt: null,
              health: { ...row.connection.health, auth: 'revoked' },
            },
          },
        };
      },
      { action: 'connection.remove', actor: 'user', facts: { provider } },
    );
  for (let attempt = 1; ; attempt++) {
    try {
      await end();
      break;
    } catch (error) {
      // A renewal of the tokens was stored in between; the ticket has to hold the new ones.
      if (!(error instanceof StaleUpdateError) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
  ports.vault.forget({ userId, connectionId });
  await ports.store.ledger.settle(connectionId, await ports.store.ledger.wanted(connectionId), null);
  if (ticketId !== undefined) await redeem(ports, ticketId, signal);
}
