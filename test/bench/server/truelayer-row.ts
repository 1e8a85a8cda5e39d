import { historyDay } from './history-day.ts';

const SHOPS = ['Corner Bakery', 'City Transit', 'Grün & Söhne Markt', 'Northside Fuel', 'Old Mill Coffee'];
const CLASSES = [
  ['Food & Dining', 'Coffee shops'],
  ['Auto & Transport', 'Public transport'],
  ['Shopping', 'Groceries'],
] as const;

/** Booked rows of one TrueLayer account with all that its schema has, the newest first. */
export function trueLayerRows(rows: number): object[] {
  return Array.from({ length: rows }, (_, n) => trueLayerRow(n, rows));
}

function trueLayerRow(n: number, rows: number): object {
  const shop = SHOPS[n % SHOPS.length] ?? '';
  const isIn = n % 9 === 0;
  const amount = (((n * 7919) % 25_000) + 1) / 100;
  const id = `4e7a1c90d2b35f68${n.toString(16).padStart(16, '0')}`;
  return {
    transaction_id: id,
    normalised_provider_transaction_id: `txn-${id}`,
    provider_transaction_id: `${id}-bank`,
    timestamp: `${historyDay(n, rows)}T${n % 2 ? '00:00:00' : '10:34:50'}Z`,
    description: `CARD PAYMENT TO ${shop.toUpperCase()} ${n % 2000} LONDON GB`,
    amount: isIn ? amount : -amount,
    currency: 'GBP',
    transaction_type: isIn ? 'CREDIT' : 'DEBIT',
    transaction_category: isIn ? 'CREDIT' : 'PURCHASE',
    transaction_classification: CLASSES[n % CLASSES.length],
    merchant_name: shop,
    running_balance: { amount: 2_000 + amount, currency: 'GBP' },
    meta: {
      provider_transaction_category: 'DEB',
      provider_reference: `REF ${n}`,
      provider_merchant_name: shop,
      transaction_type: isIn ? 'Credit' : 'Debit',
      address: `${n % 300} Poplar Avenue`,
    },
  };
}
