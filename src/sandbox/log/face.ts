import { category } from '../../model/category.ts';
import { instant } from '../../model/calendar-date.ts';
import { amountOf } from '../amount.ts';
import { type Day, toDate } from '../days.ts';
import type { Draft } from '../plan/draft.ts';
import type { WorldRow } from '../row.ts';

/** A draft as a pending row, as it would be shown at `at`. */
export function firstRow(draft: Draft, key: string, day: Day, at: number): WorldRow {
  const { currency } = draft.account;
  const { original, merchant, counterparty, location, reference, checkNumber, card } = draft;
  return {
    key,
    id: card ? `${key}p` : key,
    accountId: draft.account.id,
    status: 'pending',
    amount: amountOf(card?.shown ?? draft.amount, currency),
    ...(original ? { originalAmount: amountOf(original.amount, original.currency) } : {}),
    date: toDate(day),
    ...(card ? { authorizedDate: toDate(day), datetime: instant(at) } : {}),
    description: draft.description,
    originalDescription: card ? `PENDING ${draft.raw}` : draft.raw,
    ...(merchant ? { merchant } : {}),
    ...(counterparty ? { counterparty } : {}),
    category: category(draft.detailed),
    kind: draft.kind,
    channel: draft.channel,
    ...(location ? { location } : {}),
    ...(reference === undefined ? {} : { reference }),
    ...(checkNumber === undefined ? {} : { checkNumber }),
    createdAt: instant(at),
    updatedAt: instant(at),
  };
}

/** A card row as it is booked: a number of its own, the final amount and the booking day. */
export function postedFrom(draft: Draft, first: WorldRow, bookedOn: Day, wasPending: boolean, linked: boolean): WorldRow {
  const date = toDate(bookedOn);
  return {
    ...first,
    id: first.key,
    ...(wasPending && linked ? { pendingId: first.id } : {}),
    status: 'posted',
    amount: amountOf(draft.amount, draft.account.currency),
    date,
    postedDate: date,
    originalDescription: draft.raw,
  };
}
