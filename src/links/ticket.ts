export {
  type HeldTicket,
  madeAt,
  newTicket,
  type Ticket,
  TICKET_LIFE,
  ticketIn,
  ticketWrite,
} from '../sync/ticket.ts';
