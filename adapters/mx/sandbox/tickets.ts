import type { Fields } from './ask.ts';
import { guidOf } from './guid.ts';
import { Refusal } from './reply.ts';
import type { Member, Mx, Ticket, User } from './state.ts';

const WIDGET_MS = 10 * 60_000;

export function issueTicket(
  mx: Mx,
  kind: Ticket['kind'],
  user: User,
  member: Member | null,
  config: Fields,
): Ticket {
  const token = guidOf('T', mx.world.seed, kind, user.guid, mx.count()).slice(2).replaceAll('-', '');
  const ticket: Ticket = {
    token,
    session: guidOf('S', token, 'session').slice(2),
    user,
    config,
    member,
    kind,
    madeAt: mx.world.now(),
    openedAt: null,
    over: false,
  };
  mx.tickets.set(token, ticket);
  return ticket;
}

/** Opens the page of a ticket: once, and within ten minutes. */
export function openTicket(mx: Mx, kind: Ticket['kind'], token: string): Ticket {
  const ticket = ticketOf(mx, kind, token);
  if (ticket.openedAt !== null) throw new Refusal(410, 'This address was opened before.');
  if (mx.world.now() - ticket.madeAt >= WIDGET_MS) throw new Refusal(410, 'This address is too old.');
  ticket.openedAt = mx.world.now();
  return ticket;
}

/** A ticket whose page is open. */
export function openedTicket(mx: Mx, kind: Ticket['kind'], token: string): Ticket {
  const ticket = ticketOf(mx, kind, token);
  if (ticket.openedAt === null || ticket.over) throw new Refusal(410, 'This session is over.');
  return ticket;
}

/** The open widget of a session. */
export function ticketOfSession(mx: Mx, session: string): Ticket {
  const found = [...mx.tickets.values()].find((ticket) => ticket.session === session);
  return openedTicket(mx, 'widget', found?.token ?? '');
}

function ticketOf(mx: Mx, kind: Ticket['kind'], token: string): Ticket {
  const ticket = mx.tickets.get(token);
  if (!ticket || ticket.kind !== kind || !mx.users.has(ticket.user.guid)) {
    throw new Refusal(404, 'There is no such page.');
  }
  return ticket;
}
