import type { Credentials } from '../adapter-kit/call.ts';
import { isBankweaveError, UnauthorizedError } from '../errors/catalog.ts';
import { EVERY_USER } from '../store/scope.ts';
import { BUDGETS } from '../sync/budgets.ts';
import type { Ports } from '../sync/ports.ts';
import { mergeCredentials } from '../vault/merge.ts';
import { type HeldTicket, ticketWrite } from '../sync/ticket.ts';

// The provider no longer knows the connection, or never lets us in again: there is nothing left to end.
const ENDED = ['connection_revoked', 'unauthorized', 'not_found', 'action_required'];

/** Ends a connection at its provider with a ticket; a token that was too old is renewed once. */
export async function revokeAtProvider(
  ports: Ports,
  held: HeldTicket,
  dueAt: number,
  signal: AbortSignal,
): Promise<void> {
  const { provider, credentials } = held.ticket;
  const { connection } = ports.adapter(provider);
  try {
    await revoke(ports, held, credentials, signal);
  } catch (error) {
    if (!(error instanceof UnauthorizedError) || !connection.refresh) return ended(error);
    try {
      await revoke(ports, held, await renewed(ports, held, dueAt, signal), signal);
    } catch (second) {
      return ended(second);
    }
  } finally {
    await forgetBudgets(ports, held);
  }
}

function ended(error: unknown): void {
  if (!isBankweaveError(error) || !ENDED.includes(error.code)) throw error;
}

async function revoke(
  ports: Ports,
  held: HeldTicket,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<void> {
  const adapter = ports.adapter(held.ticket.provider);
  await adapter.connection.revoke(callWith(ports, held, credentials, signal));
}

/** New tokens, stored in the ticket before they are used. */
async function renewed(
  ports: Ports,
  held: HeldTicket,
  dueAt: number,
  signal: AbortSignal,
): Promise<Credentials> {
  const { provider, credentials } = held.ticket;
  const answer = await ports
    .adapter(provider)
    .connection.refresh?.(callWith(ports, held, credentials, signal));
  const merged = mergeCredentials(credentials, answer ?? credentials);
  const ticket = { ...held.ticket, credentials: merged };
  await ports.store.records.write([await ticketWrite(ports, { ...held, ticket }, dueAt)]);
  return merged;
}

function callWith(
  ports: Ports,
  { id, userId, ticket }: HeldTicket,
  credentials: Credentials,
  signal: AbortSignal,
) {
  const adapter = ports.adapter(ticket.provider);
  const connectionId = ticket.connectionId ?? id;
  return { ...ports.call({ adapter, userId, connectionId, signal }), connectionId, credentials };
}

/** What the calls of a ticket spent is counted under its id, and of no use afterwards. */
async function forgetBudgets({ store }: Ports, { id }: HeldTicket): Promise<void> {
  const spent = await store.records.list(EVERY_USER, BUDGETS, { prefix: `${id}/`, limit: 100 });
  if (spent.length > 0) await store.records.write(spent.map((record) => ({ ...record, value: undefined })));
}
