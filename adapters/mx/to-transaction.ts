import {
  negateMoney,
  readDate,
  readId,
  readInstant,
  readMoney,
  readOptionalDate,
  readText,
  RecordError,
  requireId,
  type Upsert,
} from 'bankweave/adapter-kit';
import { categoryName, toCategory } from './categories.ts';
import { toKind } from './to-kind.ts';
import { isTrue, type Transaction, wordOf } from './wire.ts';

/** The only id that is a key; `id` is the partner's, and holds anything. */
export const SCHEME = 'guid';

/**
 * A row in the library's words. `undefined` for a part of a split: the row it was split from is the bank's, and stands.
 *
 * @param currencyOf the currency of an account by its guid, for rows that name none
 */
export function toTransaction(
  row: Transaction,
  currencyOf: (account: string) => string | undefined,
): Upsert | undefined {
  if (readId(row.parent_guid, 'parent_guid') !== undefined) return undefined;
  const account = requireId(row.account_guid, 'account_guid');
  const currency = readText(row.currency_code) ?? currencyOf(account);
  const isMoneyIn = directionOf(row);
  const magnitude = readMoney(magnitudeOf(row.amount), currency, 'amount');
  const isPending = ['PENDING', '2'].includes(wordOf(row.status) ?? '');
  const happened = readOptionalDate(row.date) ?? readOptionalDate(row.transacted_at);
  const booked = isPending ? undefined : readOptionalDate(row.posted_at);
  const said = {
    guid: readText(row.category_guid),
    name: readText(row.category),
    topLevel: readText(row.top_level_category),
  };
  const description = readText(row.description) ?? readText(row.localized_description);
  const original = readText(row.original_description) ?? description ?? readText(row.memo) ?? '';
  const checkNumber = readText(row.check_number_string);
  const datetime = momentOf(row.transacted_at);
  const merchant = merchantOf(row);
  return {
    account,
    ids: [{ scheme: SCHEME, value: requireId(row.guid, 'guid'), stable: true }],
    status: isPending ? 'pending' : 'posted',
    amount: isMoneyIn ? magnitude : negateMoney(magnitude),
    date: booked ?? happened ?? readDate(row.posted_at, 'date'),
    authorizedDate: booked === undefined ? undefined : happened,
    postedDate: booked,
    datetime,
    description: description ?? original,
    originalDescription: original,
    merchant,
    counterparties: merchant ? [counterpartyOf(merchant)] : [],
    category: toCategory(said, isMoneyIn),
    kind: toKind(row, categoryName(said), isMoneyIn),
    location: locationOf(row),
    checkNumber,
  };
}

/** Whether money came in: said by `type` for every kind of account, and by two hints where it is missing. */
function directionOf(row: Transaction): boolean {
  const type = wordOf(row.type);
  if (type === 'CREDIT' || type === '1') return true;
  if (type === 'DEBIT' || type === '2') return false;
  if (isTrue(row.is_expense) !== isTrue(row.is_income)) return isTrue(row.is_income);
  throw new RecordError('type', 'DEBIT or CREDIT');
}

/** The direction is told apart from the amount, so a sign in front of it says nothing. */
function magnitudeOf(amount: unknown): unknown {
  if (typeof amount === 'number') return Math.abs(amount);
  return typeof amount === 'string' ? amount.trim().replace(/^-/, '') : amount;
}

/** The moment, unless the time of day is only padding: MX fills a bare day up to noon. */
function momentOf(value: unknown): Upsert['datetime'] {
  const moment = readInstant(value);
  return moment === undefined || /T(?:12|00):00:00(?:\.0+)?Z$/.test(moment) ? undefined : moment;
}

// Fields are set one by one where most are missing: to spread a dozen small objects takes as long as to parse the row.
type Writable<T> = { -readonly [K in keyof T]: T[K] };

function merchantOf({ merchant: given, merchant_guid }: Transaction): Upsert['merchant'] {
  const name = readText(given?.['name']);
  if (name === undefined) return undefined;
  const merchant: Writable<NonNullable<Upsert['merchant']>> = { name };
  const id = readText(given?.['guid']) ?? readText(merchant_guid);
  const logo = readText(given?.['logo_url']);
  const website = readText(given?.['website_url']);
  if (id !== undefined) merchant.id = id;
  if (logo !== undefined) merchant.logo = logo;
  if (website !== undefined) merchant.website = website;
  return merchant;
}

function counterpartyOf({ name, id }: NonNullable<Upsert['merchant']>): Upsert['counterparties'][number] {
  return id === undefined ? { name, type: 'merchant' } : { name, id, type: 'merchant' };
}

function locationOf({ geolocation, latitude, longitude }: Transaction): Upsert['location'] {
  const location: Writable<NonNullable<Upsert['location']>> = {};
  const city = readText(geolocation?.['city']);
  const region = readText(geolocation?.['state']);
  const country = readText(geolocation?.['country']);
  const postalCode = readText(geolocation?.['postal code']);
  if (city !== undefined) location.city = city;
  if (region !== undefined) location.region = region;
  if (postalCode !== undefined) location.postalCode = postalCode;
  if (country !== undefined) location.country = country.toUpperCase();
  // Both zero is nowhere.
  if (typeof latitude === 'number' && typeof longitude === 'number' && (latitude !== 0 || longitude !== 0)) {
    location.latitude = latitude;
    location.longitude = longitude;
  }
  return Object.keys(location).length > 0 ? location : undefined;
}
