import type { TransactionKind } from 'bankweave/adapter-kit';
import { plaidPrimary } from './to-category.ts';
import type { Raw } from './wire.ts';

// The bank's own code, which mostly European banks give. It knows better than a guess at a category.
const BY_CODE: Readonly<Record<string, TransactionKind>> = {
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
};

const BY_DETAILED: Readonly<Record<string, TransactionKind>> = {
  INCOME_INTEREST_EARNED: 'interest',
  BANK_FEES_INTEREST_CHARGE: 'interest',
  TRANSFER_OUT_WITHDRAWAL: 'cash',
  BANK_FEES_CASH_ADVANCE: 'fee',
};

const BY_PRIMARY: Readonly<Record<string, TransactionKind>> = {
  INCOME: 'income',
  LOAN_DISBURSEMENTS: 'transfer',
  LOAN_PAYMENTS: 'payment',
  TRANSFER_IN: 'transfer',
  TRANSFER_OUT: 'transfer',
  BANK_FEES: 'fee',
  OTHER: 'other',
};

/**
 * What a row is by its nature. A category says nothing of direction: money that comes back keeps the category of what
 * was bought, so it is a refund.
 */
export function toKind(row: Raw, isMoneyIn: boolean): TransactionKind {
  const code = row['transaction_code'];
  const coded = typeof code === 'string' ? BY_CODE[code] : undefined;
  if (coded) return coded;
  const { primary, detailed } = plaidPrimary(row);
  const known = BY_DETAILED[detailed] ?? BY_PRIMARY[primary];
  if (known) return known;
  if (primary === '') return 'other';
  return isMoneyIn ? 'refund' : 'purchase';
}
