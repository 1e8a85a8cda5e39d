import type { Rejected, Upsert } from '../adapter-kit/rows.ts';

const DECIMAL = /^-?\d{1,64}(\.\d{1,64})?$/;
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const CURRENCY = /^[A-Z0-9]{2,12}$/;
/** Text beyond this is no description any more. */
const LONGEST_TEXT = 65_536;

/**
 * The last look at a row before it is staged: an adapter in plain JavaScript can hand over anything. A cheap check by
 * hand, since every row passes here.
 *
 * @returns what is wrong with it, or `undefined`
 */
export function faultOf(row: Upsert): Pick<Rejected, 'path' | 'reason'> | undefined {
  if (typeof row.account !== 'string' || row.account === '')
    return { path: 'account', reason: 'the provider account id' };
  if (row.status !== 'pending' && row.status !== 'posted')
    return { path: 'status', reason: "'pending' or 'posted'" };
  if (!isMoney(row.amount)) return { path: 'amount', reason: 'an exact decimal string and a currency' };
  if (row.originalAmount !== undefined && !isMoney(row.originalAmount))
    return { path: 'originalAmount', reason: 'an exact decimal string and a currency' };
  if (typeof row.date !== 'string' || !DATE.test(row.date))
    return { path: 'date', reason: 'a calendar date, YYYY-MM-DD' };
  if (!isText(row.description)) return { path: 'description', reason: 'text of at most 64 KB' };
  if (!isText(row.originalDescription))
    return { path: 'originalDescription', reason: 'text of at most 64 KB' };
  if (!Array.isArray(row.ids) || !row.ids.every(isId))
    return { path: 'ids', reason: 'a list of { scheme, value, stable }' };
  if (!Array.isArray(row.counterparties)) return { path: 'counterparties', reason: 'a list' };
  if (typeof row.category?.primary !== 'string' || typeof row.category.detailed !== 'string')
    return { path: 'category', reason: 'a category' };
  if (typeof row.kind !== 'string') return { path: 'kind', reason: 'a transaction kind' };
  return undefined;
}

function isMoney(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { value: amount, currency } = value as { value?: unknown; currency?: unknown };
  return (
    typeof amount === 'string' &&
    DECIMAL.test(amount) &&
    typeof currency === 'string' &&
    CURRENCY.test(currency)
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LONGEST_TEXT;
}

function isId(id: unknown): boolean {
  if (typeof id !== 'object' || id === null) return false;
  const { scheme, value, stable } = id as Record<string, unknown>;
  return (
    typeof scheme === 'string' &&
    typeof value === 'string' &&
    value.length <= 1024 &&
    typeof stable === 'boolean'
  );
}
