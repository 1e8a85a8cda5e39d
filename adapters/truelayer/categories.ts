import {
  type Category,
  category,
  type DetailedCategory,
  readText,
  type TransactionKind,
} from 'bankweave/adapter-kit';
import type { Transaction } from './wire.ts';

// The words of TrueLayer's first level of classification; the list is open, and `and` and `&` are mixed in it.
const CLASSES = table({
  'auto & transport': 'transportation',
  'bills & utilities': 'rent_and_utilities',
  'business services': 'general_services',
  education: 'education',
  entertainment: 'entertainment',
  'fees & charges': 'bank_fees',
  'food & dining': 'food_and_drink',
  gambling: 'entertainment.gambling',
  'gifts & donations': 'government_and_non_profit.donations',
  'health & fitness': 'medical',
  home: 'home_improvement',
  investments: 'investment',
  'pensions & insurances': 'insurance',
  'personal care': 'personal_care',
  'personal services': 'general_services',
  shopping: 'general_merchandise',
  taxes: 'government_and_non_profit',
  travel: 'travel',
});

// Those of the second level that are known.
const FINER = table({
  games: 'entertainment.video_games',
  taxi: 'transportation.taxi_and_ride_share',
});

/** What a row is by TrueLayer's own word for it; the direction decides where that word leaves it open. */
export function kindOf({ transaction_category }: Transaction, isIn: boolean): TransactionKind {
  switch (readText(transaction_category)?.toUpperCase()) {
    case 'PURCHASE':
      return isIn ? 'refund' : 'purchase';
    case 'ATM':
    case 'CASH':
      return 'cash';
    case 'BILL_PAYMENT':
    case 'DIRECT_DEBIT':
    case 'STANDING_ORDER':
      return 'payment';
    case 'TRANSFER':
      return 'transfer';
    case 'FEE_CHARGE':
      return 'fee';
    case 'INTEREST':
      return 'interest';
    case 'DIVIDEND':
    case 'CASHBACK':
      return 'income';
    case 'CORRECTION':
      return 'adjustment';
    default:
      return 'other';
  }
}

/** What a row was for, with TrueLayer's own words kept. An empty classification means that nobody looked. */
export function categoryOf(row: Transaction, isIn: boolean): Category {
  const { transaction_category, transaction_classification } = row;
  const labels = Array.isArray(transaction_classification)
    ? transaction_classification.flatMap((label) => readText(label) ?? [])
    : [];
  const [first, second] = labels;
  const word = readText(transaction_category);
  const provider = (word === undefined ? labels : [word, ...labels]).join(' > ');
  const found = FINER.get(plain(second)) ?? CLASSES.get(plain(first)) ?? byWord(word?.toUpperCase(), isIn);
  return category(found, { ...(provider !== '' && { provider }) });
}

function byWord(word: string | undefined, isIn: boolean): DetailedCategory {
  switch (word) {
    case 'ATM':
      return isIn ? 'transfer_in.deposit' : 'transfer_out.cash_withdrawal';
    case 'CASH':
      return 'other.cash';
    case 'CHEQUE':
      return 'other.check';
    case 'CORRECTION':
      return 'other.correction';
    case 'CASHBACK':
      return 'income.cashback';
    case 'DIVIDEND':
      return 'income.dividends';
    case 'INTEREST':
      return isIn ? 'income.interest' : 'bank_fees.interest';
    case 'FEE_CHARGE':
      return 'bank_fees';
    case 'TRANSFER':
      return isIn ? 'transfer_in' : 'transfer_out';
    default:
      return 'other';
  }
}

function plain(label = ''): string {
  return label.toLowerCase().replace(/\s+and\s+/g, ' & ');
}

// A Map, because keys come from outside.
function table(keys: Readonly<Record<string, DetailedCategory>>): ReadonlyMap<string, DetailedCategory> {
  return new Map(Object.entries(keys));
}
