import { category } from '../../model/category.ts';
import { instant } from '../../model/calendar-date.ts';
import { amountOf } from '../amount.ts';
import { type Day, toDate } from '../days.ts';
import type { Draft } from '../plan/draft.ts';
import type { WorldRow } from '../row.ts';

/** A draft as the bank first shows it: a card row is pending, anything else is booked. */
export function firstRow(draft: Draft, key: string, day: Day, at: number): WorldRow {
  const { original, merchant, counterparty, location, reference, checkNumber, card } = draft;
  const { currency } = draft.account;
  const date = toDate(day);
  const moment = instant(at);
  return {
    key,
    id: card ? `${key}p` : key,
    accountId: draft.account.id,
    status: card ? 'pending' : 'posted',
    amount: amountOf(card?.shown ?? draft.amount, currency),
    ...(original && { originalAmount: amountOf(original.amount, original.currency) }),
    date,
    ...(card ? { authorizedDate: date, datetime: moment } : { postedDate: date }),
    description: draft.description,
    originalDescription: card ? `PENDING ${draft.raw}` : draft.raw,
    ...(merchant && { merchant }),
    ...(counterparty && { counterparty }),
    category: categoryOf(draft.detailed),
    kind: draft.kind,
    channel: draft.channel,
    ...(location && { location }),
    ...(reference !== undefined && { reference }),
    ...(checkNumber !== undefined && { checkNumber }),
    createdAt: moment,
    updatedAt: moment,
  };
}

/** Whether a booked row names its pending one: there is none, or the bank lost the thread. */
export type Link = 'linked' | 'lost' | 'none';

/** A card row as it is booked: a number of its own, the final amount and the booking day. */
export function bookedRow(draft: Draft, first: WorldRow, bookedOn: Day, at: number, link: Link): WorldRow {
  const date = toDate(bookedOn);
  const moment = instant(at);
  return {
    ...first,
    id: first.key,
    ...(link === 'linked' && { pendingId: first.id }),
    status: 'posted',
    amount: amountOf(draft.amount, draft.account.currency),
    date,
    postedDate: date,
    originalDescription: draft.raw,
    ...(link === 'none' && { createdAt: moment }),
    updatedAt: moment,
  };
}

// Rows of one category share it.
const categories = new Map<Draft['detailed'], WorldRow['category']>();

function categoryOf(detailed: Draft['detailed']): WorldRow['category'] {
  const held = categories.get(detailed) ?? category(detailed);
  categories.set(detailed, held);
  return held;
}
