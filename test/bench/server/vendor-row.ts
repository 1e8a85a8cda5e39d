const SHOPS = [
  'Corner Bakery',
  'City Transit',
  'Grün & Söhne Markt',
  'Northside Fuel',
  'Paper Lantern Books',
  'Lakeview Pharmacy',
  'Old Mill Coffee',
  'Rowan Street Cinema',
];
const CITIES = ['Burlingame', 'Madison', 'Portland', 'Lakewood', 'Springfield', 'Riverton'];
const CATEGORIES = [
  ['FOOD_AND_DRINK', 'FOOD_AND_DRINK_COFFEE'],
  ['TRANSPORTATION', 'TRANSPORTATION_PUBLIC_TRANSIT'],
  ['GENERAL_MERCHANDISE', 'GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS'],
  ['MEDICAL', 'MEDICAL_PHARMACIES_AND_SUPPLEMENTS'],
] as const;

/** A booked transaction with all 29 fields of the vendor's schema; which one follows from its number alone. */
export function vendorRow(n: number): object {
  const shop = SHOPS[n % SHOPS.length] ?? '';
  const city = CITIES[n % CITIES.length] ?? '';
  const [primary, detailed] = CATEGORIES[n % CATEGORIES.length] ?? CATEGORIES[0];
  const amount = (((n * 7919) % 25_000) + 1) / 100;
  const slug = shop.toLowerCase().replace(/[^a-z]+/g, '');
  const entity = `vzWXDWBjB06j5BJoD3Jo84OJZg7JJzmqOZA${n % 10}2`;
  return {
    account_id: `BxBXxLj1m4HMXBm9WZZmCWVbPjX16EHwv9a${n % 3}p`,
    account_owner: null,
    amount: n % 9 === 0 ? -amount : amount,
    iso_currency_code: 'USD',
    unofficial_currency_code: null,
    check_number: n % 40 === 0 ? String(1000 + n) : null,
    counterparties: [
      {
        name: shop,
        type: 'merchant',
        logo_url: `https://logos.example.com/merchants/${slug}_${n % 100}.png`,
        website: `${slug}.example.com`,
        entity_id: entity,
        confidence_level: 'VERY_HIGH',
        phone_number: null,
        account_numbers: null,
      },
    ],
    date: '2026-01-01',
    datetime: n % 2 ? `2026-01-01T${String(n % 24).padStart(2, '0')}:34:50Z` : null,
    authorized_date: '2025-12-31',
    authorized_datetime: n % 2 ? `2025-12-31T${String(n % 24).padStart(2, '0')}:34:50Z` : null,
    location: {
      address: `${n % 300} Poplar Avenue`,
      city,
      region: 'CA',
      postal_code: String(90_000 + (n % 999)),
      country: 'US',
      lat: 40.740352 + (n % 100) / 1000,
      lon: -74.001761,
      store_number: String(n % 2000),
    },
    merchant_name: shop,
    merchant_entity_id: entity,
    logo_url: `https://logos.example.com/merchants/${slug}_${n % 100}.png`,
    website: `${slug}.example.com`,
    name: `POS DEBIT ${shop.toUpperCase()} ${String(n % 2000).padStart(4, '0')} ${city.toUpperCase()} CA`,
    original_description: `POS DEBIT ${shop.toUpperCase()} #${n % 2000} ${city} CA US 01/01`,
    payment_channel: n % 3 ? 'in store' : 'online',
    payment_meta: {
      by_order_of: null,
      payee: null,
      payer: null,
      payment_method: null,
      payment_processor: null,
      ppd_id: null,
      reason: null,
      reference_number: n % 5 ? null : `R${n}`,
    },
    pending: false,
    pending_transaction_id: null,
    personal_finance_category: { primary, detailed, confidence_level: 'VERY_HIGH', version: 'v2' },
    personal_finance_category_icon_url: `https://icons.example.com/PFC_${primary}.png`,
    transaction_id: 'x'.repeat(37),
    transaction_code: null,
    transaction_type: 'place',
    category: null,
    category_id: null,
  };
}
