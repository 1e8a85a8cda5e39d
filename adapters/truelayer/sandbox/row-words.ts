import type { WorldRow } from 'bankweave/sandbox';

/** TrueLayer's category of a row. */
export function categoryOf(row: WorldRow): string {
  const out = row.amount.value.startsWith('-');
  const { primary, detailed } = row.category;
  if (row.checkNumber !== undefined) return 'CHEQUE';
  if (detailed === 'income.dividends') return 'DIVIDEND';
  if (detailed === 'income.cashback') return 'CASHBACK';
  if (isStandingOrder(row)) return 'STANDING_ORDER';
  if (isDirectDebit(row)) return 'DIRECT_DEBIT';
  switch (row.kind) {
    case 'purchase':
      return 'PURCHASE';
    case 'transfer':
      return 'TRANSFER';
    case 'payment':
      return out ? 'BILL_PAYMENT' : 'CREDIT';
    case 'fee':
      return 'FEE_CHARGE';
    case 'interest':
      return 'INTEREST';
    case 'cash':
      return out ? 'ATM' : 'CASH';
    case 'adjustment':
      return 'CORRECTION';
    default:
      return primary === 'other' ? 'OTHER' : out ? 'DEBIT' : 'CREDIT';
  }
}

/** Whether the person told the bank to pay this again and again. */
export function isStandingOrder(row: WorldRow): boolean {
  return row.originalDescription.startsWith('STANDING ORDER');
}

// What is taken from an account by whom it is owed to, under a mandate.
const mandates =
  /^(rent_and_utilities|personal_care\.gym|entertainment\.(tv|music)|general_services\.insurance|loan_payments)/;

/** Whether the other side took this from the account under a mandate; what was paid by card it did not. */
export function isDirectDebit(row: WorldRow): boolean {
  const taken = row.status === 'posted' && row.amount.value.startsWith('-');
  const byCard = row.datetime !== undefined || row.channel === 'in_store';
  if (!taken || byCard || isStandingOrder(row) || row.checkNumber !== undefined) return false;
  return mandates.test(row.category.detailed ?? row.category.primary);
}

const labels: Readonly<Record<string, readonly string[]>> = {
  income: ['Investments', 'General'],
  loan_payments: ['Bills and Utilities', 'Credit Card'],
  bank_fees: ['Fees & Charges', 'Bank Fee'],
  entertainment: ['Entertainment', 'General'],
  'entertainment.video_games': ['Entertainment', 'Games'],
  food_and_drink: ['Food & Dining', 'Restaurants'],
  'food_and_drink.groceries': ['Food & Dining', 'Groceries'],
  'food_and_drink.coffee': ['Food & Dining', 'Coffee shops'],
  general_merchandise: ['Shopping', 'General'],
  home_improvement: ['Home', 'Home Improvement'],
  medical: ['Health & Fitness', 'Doctor'],
  'personal_care.gym': ['Health & Fitness', 'Gym'],
  personal_care: ['Personal Care', 'General'],
  general_services: ['Personal Services'],
  government_and_non_profit: ['Taxes'],
  'government_and_non_profit.donations': ['Gifts & Donations', 'Charity'],
  transportation: ['Auto & Transport', 'Public transport'],
  'transportation.fuel': ['Auto & Transport', 'Gas & Fuel'],
  'transportation.taxi_and_ride_share': ['Auto & Transport', 'Taxi'],
  travel: ['Travel', 'General'],
  rent_and_utilities: ['Bills and Utilities', 'Utilities'],
  'rent_and_utilities.rent': ['Home', 'Rent'],
};

/** TrueLayer's labels of a row: none, one or two. */
export function classificationOf({ category }: WorldRow): readonly string[] {
  return labels[category.detailed ?? ''] ?? labels[category.primary] ?? [];
}
