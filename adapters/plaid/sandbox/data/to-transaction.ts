import type { WorldRow } from 'bankweave/sandbox';
import { entityId } from '../ids.ts';
import type { Grant, Item } from '../item/item.ts';
import type { State } from '../state.ts';
import { transactionId } from '../sync/changes.ts';
import { currencyOf, outflowOf } from './amount.ts';
import { personalFinance } from './personal-finance.ts';

const channels = { in_store: 'in store', online: 'online', other: 'other' } as const;
const types = { in_store: 'place', online: 'digital', other: 'special' } as const;

// European banks name the nature of a row; American ones do not.
const codes: Readonly<Record<WorldRow['kind'], string | null>> = {
  purchase: 'purchase',
  refund: 'refund',
  transfer: 'transfer',
  payment: 'payment',
  income: 'payment',
  fee: 'bank charge',
  interest: 'interest',
  cash: 'cash',
  adjustment: 'adjustment',
  other: null,
};

/** A row as Plaid shows it. The members are in the order in which they are written. */
export function toTransaction(
  { settings, switches, world }: Pick<State, 'settings' | 'switches' | 'world'>,
  item: Item,
  grant: Grant,
  row: WorldRow,
  options: { readonly originalDescription: boolean; readonly categories?: 'v1' | 'v2' },
): Record<string, unknown> {
  const european = item.bank.country !== 'US';
  const currency = currencyOf(row.amount.currency, switches.currency);
  const pfc = personalFinance(row.category.detailed, options.categories ?? settings.categories, row);
  return {
    account_id: grant.id,
    account_owner: null,
    amount: outflowOf(row.amount),
    authorized_date: row.authorizedDate ?? null,
    authorized_datetime: european ? (row.datetime ?? null) : null,
    category: null,
    category_id: null,
    check_number: row.checkNumber ?? null,
    counterparties: counterpartiesOf(row),
    date: row.date,
    datetime: european && row.status === 'pending' ? (row.datetime ?? null) : null,
    iso_currency_code: currency.iso_currency_code,
    location: locationOf(row),
    logo_url: null,
    merchant_entity_id: row.merchant ? merchantIdOf(row.merchant) : null,
    merchant_name: row.merchant?.name ?? null,
    name: row.description,
    original_description: options.originalDescription ? row.originalDescription : null,
    payment_channel: channels[row.channel],
    payment_meta: {
      by_order_of: null,
      payee: null,
      payer: null,
      payment_method: null,
      payment_processor: null,
      ppd_id: null,
      reason: null,
      reference_number: row.reference ?? null,
    },
    pending: row.status === 'pending',
    pending_transaction_id: switches.unmatched ? null : pendingIdOf(world, grant, row),
    personal_finance_category: pfc,
    personal_finance_category_icon_url: `https://plaid-category-icons.plaid.com/PFC_${pfc.primary}.png`,
    transaction_code: european ? codes[row.kind] : null,
    transaction_id: transactionId(grant, row),
    transaction_type: types[row.channel],
    unofficial_currency_code: currency.unofficial_currency_code,
    website: row.merchant?.website ?? null,
  };
}

// A pending row may stay for a while beside its booked one, and is then a record of its own.
function pendingIdOf(world: State['world'], grant: Grant, row: WorldRow): string | null {
  if (row.pendingId === undefined) return null;
  const own = row.pendingId.startsWith(row.key);
  const key = own ? row.key : (world.row(row.pendingId)?.key ?? row.key);
  return transactionId(grant, { key, id: row.pendingId });
}

function counterpartiesOf({ merchant, counterparty, category }: WorldRow): unknown[] {
  const found: unknown[] = [];
  if (merchant) {
    // A marketplace is named before the shop that sells there.
    if (category.detailed === 'general_merchandise.online_marketplaces')
      found.push(party('marketplace', merchant.name, merchantIdOf(merchant), merchant.website));
    else found.push(party('merchant', merchant.name, merchantIdOf(merchant), merchant.website));
  }
  if (counterparty?.type === 'employer') found.push(party('income_source', counterparty.name));
  if (counterparty?.type === 'bank') found.push(party('financial_institution', counterparty.name));
  return found;
}

function party(type: string, name: string, entityId: string | null = null, website: string | null = null) {
  const confidence_level = entityId === null ? 'HIGH' : 'VERY_HIGH';
  return { confidence_level, entity_id: entityId, logo_url: null, name, phone_number: null, type, website };
}

function merchantIdOf({ id }: NonNullable<WorldRow['merchant']>): string {
  return entityId('merchant', id);
}

function locationOf({ location }: WorldRow): Record<string, unknown> {
  return {
    address: location?.address ?? null,
    city: location?.city ?? null,
    country: location?.country ?? null,
    lat: location?.latitude ?? null,
    lon: location?.longitude ?? null,
    postal_code: location?.postalCode ?? null,
    region: location?.region ?? null,
    store_number: location?.storeNumber ?? null,
  };
}
