import { historyDay } from './history-day.ts';

const SHOPS = ['Corner Bakery', 'City Transit', 'Grün & Söhne Markt', 'Northside Fuel', 'Old Mill Coffee'];
const CATEGORIES = [
  ['Coffee Shops', 'Food & Dining'],
  ['Public Transportation', 'Auto & Transport'],
  ['Groceries', 'Food & Dining'],
] as const;

/** A row as MX tells it, and the day it goes by. */
export interface MxRow {
  readonly date: string;
  readonly [field: string]: unknown;
}

/** Booked rows of one MX account with all that its schema has, the newest first. */
export function mxRows(rows: number): MxRow[] {
  return Array.from({ length: rows }, (_, n) => mxRow(n, rows));
}

function mxRow(n: number, rows: number): MxRow {
  const shop = SHOPS[n % SHOPS.length] ?? '';
  const [category, above] = CATEGORIES[n % CATEGORIES.length] ?? CATEGORIES[0];
  const isIn = n % 9 === 0;
  const date = historyDay(n, rows);
  const guid = `4e7a1c90d2b35f68${n.toString(16).padStart(16, '0')}`;
  const noon = `${date}T12:00:00Z`;
  return {
    account_guid: 'ACT-1',
    account_id: null,
    amount: (((n * 7919) % 25_000) + 1) / 100,
    category,
    category_guid: `CAT-${guid}`,
    check_number_string: null,
    created_at: noon,
    currency_code: 'USD',
    date,
    description: shop,
    extended_transaction_type: null,
    guid: `TRN-${guid}`,
    id: `transfer-${n}`,
    is_bill_pay: false,
    is_direct_deposit: false,
    is_expense: !isIn,
    is_fee: false,
    is_income: isIn,
    is_international: null,
    is_manual: false,
    is_overdraft_fee: false,
    is_payroll_advance: false,
    is_recurring: null,
    is_subscription: false,
    latitude: 40.74 + (n % 100) / 1000,
    localized_description: null,
    localized_memo: null,
    longitude: -74.0017,
    member_guid: 'MBR-1',
    member_is_managed_by_user: false,
    memo: null,
    merchant_category_code: 5411,
    merchant_guid: `MCH-${n % 10}`,
    merchant_location_guid: null,
    metadata: null,
    original_description: `POS DEBIT ${shop.toUpperCase()} ${n % 2000} MADISON WI`,
    posted_at: noon,
    status: 'POSTED',
    top_level_category: above,
    transacted_at: noon,
    type: isIn ? 'CREDIT' : 'DEBIT',
    updated_at: noon,
    user_guid: 'USR-1',
    user_id: 'ada',
    merchant: {
      guid: `MCH-${n % 10}`,
      name: shop,
      logo_url: `https://logos.example.com/${n % 10}.png`,
      website_url: 'https://shop.example.com',
    },
    classification: { guid: 'MNC-1', parent_class: isIn ? 'Income' : 'Spend' },
    geolocation: { country: 'us', state: 'WI', city: 'madison', 'postal code': '53703' },
  };
}
