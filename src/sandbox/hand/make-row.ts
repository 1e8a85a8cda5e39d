import { type CalendarDate, instant } from '../../model/calendar-date.ts';
import { category } from '../../model/category.ts';
import type { AccountFrame } from '../bank/account.ts';
import { amountFrom } from '../amount.ts';
import { merchantOf } from '../plan/purchase.ts';
import type { WorldRow } from '../row.ts';
import type { GivenRow } from './given.ts';

/** A row from what a hand wrote. */
export function rowFrom(
  account: AccountFrame,
  given: GivenRow,
  status: WorldRow['status'],
  key: string,
  date: CalendarDate,
  at: number,
): WorldRow {
  const amount = amountFrom(given.amount, account.currency);
  const out = amount.value.startsWith('-');
  const { merchant, location, reference, checkNumber, originalAmount } = given;
  const description = given.description ?? merchant ?? (out ? 'Purchase' : 'Deposit');
  const pending = status === 'pending';
  return {
    key,
    id: given.id ?? (pending ? `${key}p` : key),
    accountId: account.id,
    status,
    amount,
    ...(originalAmount ? { originalAmount } : {}),
    date,
    ...(pending ? { authorizedDate: date, datetime: instant(at) } : { postedDate: date }),
    description,
    originalDescription:
      given.originalDescription ?? `${pending ? 'PENDING ' : ''}${description.toUpperCase()}`,
    ...(merchant === undefined ? {} : { merchant: merchantOf({ name: merchant }) }),
    category: category(given.category ?? 'other'),
    kind: given.kind ?? (out ? 'purchase' : 'income'),
    channel: given.channel ?? (merchant === undefined ? 'other' : 'in_store'),
    ...(location ? { location } : {}),
    ...(reference === undefined ? {} : { reference }),
    ...(checkNumber === undefined ? {} : { checkNumber }),
    createdAt: instant(at),
    updatedAt: instant(at),
  };
}
