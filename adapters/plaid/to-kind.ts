import type { TransactionKind } from 'bankweave/adapter-kit';
import { plaidPrimary } from './to-category.ts';
import type { Raw } from './wire.ts';

// The bank's own code, which mostly European banks give. It knows better than a guess at a category.
const BY_CODE = table({
  adjustment: 'adjustment',
  atm: 'cash',
  'bank charge': 'fee',
  'bill payment': 'payment',
  cash: 'cash',
  'cash advance': 'cash',
  cheque: 'payment',
  'direct debit': 'payment',
  interest: 'interest',
  'late fee': 'fee',
  'membership fee': 'fee',
  payment: 'payment',
  purchase: 'purchase',
  refund: 'refund',
  'returned item fee': 'fee',
  'standing order': 'payment',
  transfer: 'transfer',
});

const BY_DETAILED = table({
  INCOME_INTEREST_EARNED: 'interest',
  BANK_FEES_INTEREST_CHARGE: 'interest',
  TRANSFER_OUT_WITHDRAWAL: 'cash',
  BANK_FEES_CASH_ADVANCE: 'fee',
});

const BY_PRIMARY = table({
  INCOME: 'income',
  LOAN_DISBURSEMENTS: 'transfer',
  LOAN_PAYMENTS: 'payment',
  TRANSFER_IN: 'transfer',
  TRANSFER_OUT: 'transfer',
  BANK_FEES: 'fee',
  OTHER: 'other',
});

/**
 * What a row is by its nature. A category says nothing of direction: money that comes back keeps the category of what
 * was bought, so it is a refund.
 */
export function toKind(row: Raw, isMoneyIn: boolean): TransactionKind {
  const code = row['transaction_code'];
  const coded = typeof code === 'string' ? BY_CODE.get(code) : undefined;
  if (coded) return coded;
  const { primary, detailed } = plaidPrimary(row);
  const known = BY_DETAILED.get(detailed) ?? BY_PRIMARY.get(primary);
  if (known) return known;
  if (primary === '') return 'other';
  return isMoneyIn ? 'refund' : 'purchase';
}

// A Map, because keys come from outside.
function table(kinds: Readonly<Record<string, TransactionKind>>): ReadonlyMap<string, TransactionKind> {
  return new Map(Object.entries(kinds));
}
