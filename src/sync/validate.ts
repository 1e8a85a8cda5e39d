import type { Rejected, Upsert } from '../adapter-kit/rows.ts';
import { isCalendarDate } from '../model/calendar-date.ts';

const DECIMAL = /^-?\d{1,64}(\.\d{1,64})?$/;
const CURRENCY = /^[A-Z0-9]{2,12}$/;
/** Text beyond this is no description any more. */
const LONGEST_TEXT = 65_536;
const LONGEST_ID = 1024;
// Before and after these no bank has booked anything; such a day is a placeholder or a slip.
const FIRST_DAY = '1900-01-01';
const LAST_DAY = '2199-12-31';

const TEXTS = ['authorizedDate', 'postedDate', 'datetime', 'channel', 'reference', 'checkNumber'] as const;
const OBJECTS = ['merchant', 'location'] as const;
const MONEYS = ['originalAmount', 'runningBalance'] as const;

type Fault = Pick<Rejected, 'path' | 'reason'>;

/**
 * The last look at a row before it is staged: an adapter in plain JavaScript can hand over anything. A cheap check by
 * hand, since every row passes here.
 *
 * @returns what is wrong with it, or `undefined`
 */
export function faultOf(row: Upsert): Fault | undefined {
  if (!isObject(row)) return { path: '', reason: 'a row' };
  if (!isText(row.account, LONGEST_ID) || row.account === '')
    return { path: 'account', reason: 'the provider account id' };
  if (row.status !== 'pending' && row.status !== 'posted')
    return { path: 'status', reason: "'pending' or 'posted'" };
  if (!isMoney(row.amount)) return { path: 'amount', reason: 'an exact decimal string and a currency' };
  if (!isDay(row.date)) return { path: 'date', reason: 'a real day, YYYY-MM-DD' };
  if (!isText(row.description)) return { path: 'description', reason: 'text of at most 64 KB' };
  if (!isText(row.originalDescription))
    return { path: 'originalDescription', reason: 'text of at most 64 KB' };
  if (!Array.isArray(row.ids) || !row.ids.every((id) => isId(id) && typeof id.stable === 'boolean'))
    return { path: 'ids', reason: 'a list of { scheme, value, stable }' };
  if (isGiven(row.pendingId) && !isText(row.pendingId, LONGEST_ID))
    return { path: 'pendingId', reason: 'text' };
  if (!Array.isArray(row.counterparties) || !row.counterparties.every(isObject))
    return { path: 'counterparties', reason: 'a list of objects' };
  if (!isObject(row.category) || !isText(row.category.primary) || !isText(row.category.detailed))
    return { path: 'category', reason: 'a category' };
  if (typeof row.kind !== 'string') return { path: 'kind', reason: 'a transaction kind' };
  return optionalFault(row);
}

function optionalFault(row: Upsert): Fault | undefined {
  for (const path of TEXTS) if (isGiven(row[path]) && !isText(row[path])) return { path, reason: 'text' };
  for (const path of OBJECTS)
    if (isGiven(row[path]) && !isObject(row[path])) return { path, reason: 'an object' };
  for (const path of MONEYS)
    if (isGiven(row[path]) && !isMoney(row[path]))
      return { path, reason: 'an exact decimal string and a currency' };
  return undefined;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A rejected record with nothing in it that could not be stored or planned with. */
export function tidied(rejected: Rejected): Rejected {
  const { account, id, path, reason, date } = isObject(rejected) ? rejected : ({} as Rejected);
  return {
    path: isText(path) ? path : '',
    reason: isText(reason) ? reason : 'a readable record',
    ...(isText(account, LONGEST_ID) && account !== '' && { account }),
    ...(isId(id) && { id: { scheme: id.scheme, value: id.value } }),
    ...(isDay(date) && { date }),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isMoney(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { value: amount, currency } = value as { value?: unknown; currency?: unknown };
  return isText(amount) && DECIMAL.test(amount) && isText(currency) && CURRENCY.test(currency);
}

function isDay(value: unknown): value is Upsert['date'] {
  return isCalendarDate(value) && value >= FIRST_DAY && value <= LAST_DAY;
}

function isText(value: unknown, longest = LONGEST_TEXT): value is string {
  return typeof value === 'string' && value.length <= longest;
}

function isId(id: unknown): id is { scheme: string; value: string; stable?: unknown } {
  if (!isObject(id)) return false;
  const { scheme, value } = id as Record<string, unknown>;
  return isText(scheme, LONGEST_ID) && isText(value, LONGEST_ID);
}
