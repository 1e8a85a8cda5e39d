import {
  negateMoney,
  readDate,
  readId,
  readInstant,
  readMoney,
  readOptionalDate,
  readOptionalMoney,
  readText,
  RecordError,
  type Removal,
  requireId,
  type Upsert,
} from 'bankweave/adapter-kit';
import { currencyOf } from './to-account.ts';
import { toCategory } from './to-category.ts';
import { toKind } from './to-kind.ts';
import type { Raw } from './wire.ts';

const SCHEME = 'transaction_id';

// Fields are set one by one where most are missing: to spread a dozen small objects takes as long as to parse the row.
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A row in the library's words. At Plaid `+` is money out of the account, for every account type; here it is money in. */
export function toTransaction(row: Raw): Upsert {
  const { pending } = row;
  if (typeof pending !== 'boolean') throw new RecordError('pending', 'true or false');
  const currency = currencyOf(row);
  const amount = negateMoney(readMoney(row['amount'], currency));
  const date = readDate(row['date']);
  const pendingId = readId(row['pending_transaction_id'], 'pending_transaction_id');
  const name = readText(row['name']);
  const original = readText(row['original_description']);
  const authorizedDate = readOptionalDate(row['authorized_date']);
  const datetime = momentIn(row['authorized_datetime']) ?? momentIn(row['datetime']);
  const merchant = merchantOf(row);
  const location = locationOf(row['location']);
  const reference = readText((row['payment_meta'] as Raw | null | undefined)?.['reference_number']);
  const checkNumber = readText(row['check_number']);
  const runningBalance = readOptionalMoney(row['running_balance'], currency, 'running_balance');
  const channel = channelOf(row['payment_channel']);
  return {
    account: requireId(row['account_id'], 'account_id'),
    ids: [{ scheme: SCHEME, value: requireId(row['transaction_id'], 'transaction_id'), stable: true }],
    pendingId: pending ? undefined : pendingId,
    status: pending ? 'pending' : 'posted',
    amount,
    date,
    authorizedDate,
    postedDate: pending ? undefined : date,
    datetime,
    description: name ?? merchant?.name ?? original ?? '',
    originalDescription: original ?? name ?? '',
    merchant,
    counterparties: counterpartiesOf(row['counterparties']),
    category: toCategory(row),
    kind: toKind(row, !amount.value.startsWith('-')),
    channel,
    location,
    reference,
    checkNumber,
    runningBalance,
  };
}

/** The end of a row. */
export function toRemoval(row: Raw): Removal {
  return {
    account: requireId(row['account_id'], 'account_id'),
    id: { scheme: SCHEME, value: requireId(row['transaction_id'], 'transaction_id') },
  };
}

/** How to name a record that cannot be read. */
export const about = {
  account: (row: Raw) => readId(row['account_id']),
  id: (row: Raw) => {
    const value = readId(row['transaction_id']);
    return value === undefined ? undefined : { scheme: SCHEME, value };
  },
  date: (row: Raw) => readOptionalDate(row['date']),
};

/** A moment that is one: many banks give a day with a time of midnight that nobody measured. */
function momentIn(value: unknown): Upsert['datetime'] {
  const moment = readInstant(value);
  return moment === undefined || moment.endsWith('T00:00:00.000Z') ? undefined : moment;
}

function merchantOf(row: Raw): Upsert['merchant'] {
  const name = readText(row['merchant_name']);
  if (name === undefined) return undefined;
  const merchant: Writable<NonNullable<Upsert['merchant']>> = { name };
  const id = readText(row['merchant_entity_id']);
  const logo = readText(row['logo_url']);
  const website = readText(row['website']);
  if (id !== undefined) merchant.id = id;
  if (logo !== undefined) merchant.logo = logo;
  if (website !== undefined) merchant.website = website;
  return merchant;
}

function counterpartiesOf(given: unknown): Upsert['counterparties'] {
  if (!Array.isArray(given)) return [];
  const found: Writable<Upsert['counterparties'][number]>[] = [];
  for (const one of given as (Raw | null)[]) {
    const name = readText(one?.['name']);
    if (name === undefined) continue;
    const counterparty: (typeof found)[number] = { name, type: readText(one?.['type']) ?? 'other' };
    const id = readText(one?.['entity_id']);
    if (id !== undefined) counterparty.id = id;
    found.push(counterparty);
  }
  return found;
}

function channelOf(value: unknown): Upsert['channel'] {
  if (typeof value !== 'string') return undefined;
  return value === 'online' ? 'online' : value === 'in store' ? 'in_store' : 'other';
}

const PLACES = [
  ['address', 'address'],
  ['city', 'city'],
  ['region', 'region'],
  ['postalCode', 'postal_code'],
  ['country', 'country'],
  ['storeNumber', 'store_number'],
] as const;

/** Where it happened; nothing where Plaid only fills in blanks. */
function locationOf(given: unknown): Upsert['location'] {
  if (typeof given !== 'object' || given === null) return undefined;
  const place = given as Raw;
  let found: Record<string, string | number> | undefined;
  for (const [ours, theirs] of PLACES) {
    const text = readText(place[theirs]);
    if (text !== undefined) (found ??= {})[ours] = text;
  }
  const { lat, lon } = place;
  if (Number.isFinite(lat)) (found ??= {})['latitude'] = lat as number;
  if (Number.isFinite(lon)) (found ??= {})['longitude'] = lon as number;
  return found;
}
