import type { Credentials } from '../adapter-kit/call.ts';
import { randomId } from '../internal/random.ts';
import type { RecordWrite, StoredRecord } from '../store/records.ts';
import type { Ports } from './ports.ts';
import { contextOf, REVOKE_TICKETS } from '../vault/credentials.ts';

/** For how long a ticket may live: three days. */
export const TICKET_LIFE = 72 * 3_600_000;

/**
 * The right to end one connection at its provider, and nothing else. It is sealed as a whole; once the person is
 * erased it names neither them nor the connection.
 */
export interface Ticket {
  readonly provider: string;
  readonly credentials: Credentials;
  /** Epoch milliseconds of the wish. */
  readonly since: number;
  readonly attempts: number;
  /** The connection that was removed, as long as its person is there. */
  readonly connectionId?: string;
}

/** A ticket as it is stored. */
export interface HeldTicket {
  readonly id: string;
  /** `''` once the person is erased. */
  readonly userId: string;
  readonly version: number;
  readonly ticket: Ticket;
}

/** A new ticket of a user, or of nobody with `''`; due at once. */
export async function newTicket(
  ports: Ports,
  userId: string,
  ticket: Ticket,
): Promise<{ readonly id: string; readonly write: RecordWrite }> {
  // The moment stands in the id too, so that the life of a ticket that does not open can end as well.
  const id = `${randomId(ports.random, 'ticket')}.${ticket.since.toString(36)}`;
  return { id, write: await ticketWrite(ports, { id, userId, version: 0, ticket }, ticket.since) };
}

/** The write that puts a ticket in the place of the version that was read. */
export async function ticketWrite(
  { vault }: Ports,
  { id, userId, version, ticket }: HeldTicket,
  dueAt: number,
): Promise<RecordWrite> {
  const place = { namespace: REVOKE_TICKETS, key: id, userId };
  const context = contextOf({ ...place, version: version + 1, value: null, dueAt });
  return { ...place, value: await vault.seal(JSON.stringify(ticket), context), dueAt, ifVersion: version };
}

/** When a ticket was made, in epoch milliseconds. */
export function madeAt(id: string): number {
  return Number.parseInt(id.split('.')[1] ?? '0', 36);
}

/** Opens a stored ticket. */
export async function ticketIn({ vault }: Ports, record: StoredRecord): Promise<HeldTicket> {
  const text = await vault.open(typeof record.value === 'string' ? record.value : '', contextOf(record));
  const { key: id, userId, version } = record;
  return { id, userId, version, ticket: JSON.parse(text) as Ticket };
}
