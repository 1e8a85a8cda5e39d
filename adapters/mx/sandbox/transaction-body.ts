import { figure, withoutNulls } from './account-body.ts';
import { type Fields, stamp } from './ask.ts';
import { categoryOf } from './category-of.ts';
import { guidOf, pickOf } from './guid.ts';
import { accountGuid, dayOf } from './rows.ts';
import type { Member, Mx, Shown } from './state.ts';

/** A transaction as MX sends it: a magnitude and a direction, days padded to noon. */
export function transactionBody(mx: Mx, member: Member, shown: Shown, includes: ReadonlySet<string>): Fields {
  const { guid, row } = shown;
  const { quirks } = mx.settings;
  const money = row.amount.value;
  const income = !money.startsWith('-');
  const category = categoryOf(row);
  const odd = quirks.unknownEnums && pickOf(guid, 12) === 0;
  const { merchant } = row;
  if (merchant) mx.merchants.set(merchantGuid(merchant.id), merchant);
  const body = {
    account_guid: accountGuid(member, row.accountId),
    account_id: null,
    amount: figure(money.replace('-', ''), quirks.numericStrings),
    category: odd ? 'Space Travel' : category.name,
    category_guid: odd ? guidOf('CAT', 'Space Travel') : category.guid,
    check_number_string: row.checkNumber ?? null,
    created_at: stamp(shown.createdAt),
    currency_code: quirks.nullCurrency || member.bank.currencyless ? null : row.amount.currency,
    date: dayOf(row),
    description: row.description,
    extended_transaction_type: null,
    guid,
    id: member.bank.throttled ? null : `transfer-${guid.slice(4)}`,
    is_bill_pay: false,
    is_direct_deposit: row.category.detailed === 'income.salary',
    is_expense: !income && row.kind !== 'transfer',
    is_fee: row.kind === 'fee',
    is_income: income && row.kind !== 'transfer' && row.kind !== 'refund',
    is_international: row.originalAmount ? true : null,
    is_manual: false,
    is_overdraft_fee: false,
    is_payroll_advance: false,
    is_recurring: null,
    is_subscription: false,
    latitude: row.location?.latitude ?? null,
    localized_description: null,
    localized_memo: null,
    longitude: row.location?.longitude ?? null,
    member_guid: member.guid,
    member_is_managed_by_user: false,
    memo: row.reference ?? null,
    merchant_category_code: null,
    merchant_guid: merchant ? merchantGuid(merchant.id) : null,
    merchant_location_guid: null,
    metadata: null,
    original_description: row.originalDescription,
    posted_at: row.postedDate === undefined ? null : `${row.postedDate}T12:00:00Z`,
    status: odd ? 'SETTLING' : row.status === 'pending' ? 'PENDING' : 'POSTED',
    top_level_category: odd ? 'Space' : category.top,
    transacted_at: `${dayOf(row)}T12:00:00Z`,
    type: quirks.nullType && pickOf(guid, 10) === 0 ? null : income ? 'CREDIT' : 'DEBIT',
    updated_at: stamp(shown.updatedAt),
    user_guid: member.user.guid,
    user_id: member.user.id,
    ...included(shown, includes),
    ...(quirks.extraFields ? { spin: 'up', confidence: { level: 0.5 } } : {}),
  };
  return quirks.missingFields ? withoutNulls(body) : body;
}

/** The guid of a shop. */
function merchantGuid(id: string): string {
  return guidOf('MCH', id);
}

function included({ row, guid }: Shown, includes: ReadonlySet<string>): Fields {
  const { merchant, location } = row;
  const merchantOrNull = merchant
    ? {
        guid: merchantGuid(merchant.id),
        name: merchant.name,
        logo_url: `https://logos.example/${merchantGuid(merchant.id)}.png`,
        website_url: merchant.website ? `https://${merchant.website}` : '',
      }
    : null;
  return {
    ...(includes.has('merchants') ? { merchant: merchantOrNull } : {}),
    ...(includes.has('classifications')
      ? { classification: { guid: guidOf('MNC', guid), parent_class: classOf(row.kind) } }
      : {}),
    ...(includes.has('geolocations')
      ? {
          geolocation: location
            ? {
                country: location.country?.toLowerCase() ?? '',
                state: location.region ?? '',
                city: location.city?.toLowerCase() ?? '',
                // A space, as MX has it.
                'postal code': location.postalCode ?? '',
              }
            : null,
        }
      : {}),
    ...(includes.has('repeating_transactions') ? { repeating_transaction: null } : {}),
  };
}

function classOf(kind: Shown['row']['kind']): string {
  if (kind === 'income' || kind === 'interest') return 'Income';
  if (kind === 'transfer') return 'Transfer';
  if (kind === 'fee') return 'Fees';
  if (kind === 'refund') return 'Refunds';
  return 'Spend';
}
