import type { TransactionKind } from 'bankweave/adapter-kit';
import { isTrue, type Transaction } from './wire.ts';

const BY_CATEGORY: Readonly<Record<string, TransactionKind>> = {
  'interest income': 'interest',
  'finance charge': 'interest',
  'credit card payment': 'payment',
  'mortgage payment': 'payment',
  'auto payment': 'payment',
  'student loan': 'payment',
  'transfer for cash spending': 'cash',
  cash: 'cash',
  transfer: 'transfer',
  paycheck: 'income',
  bonus: 'income',
  'rental income': 'income',
  income: 'income',
};

const BY_CLASS: Readonly<Record<string, TransactionKind>> = {
  Payroll: 'income',
  Income: 'income',
  Transfer: 'transfer',
  Refunds: 'refund',
  Fees: 'fee',
};

/** What a row is by its nature, from MX's hints; the sign decides only where nothing else does. */
export function toKind(
  row: Transaction,
  categoryName: string | undefined,
  isMoneyIn: boolean,
): TransactionKind {
  if (isTrue(row.is_fee) || isTrue(row.is_overdraft_fee)) return 'fee';
  const named = BY_CATEGORY[categoryName?.toLowerCase() ?? ''];
  if (named) return named;
  const parent = row.classification?.parent_class;
  const classed = typeof parent === 'string' ? BY_CLASS[parent] : undefined;
  if (classed) return classed;
  if (isTrue(row.is_bill_pay)) return 'payment';
  if (isMoneyIn) return isTrue(row.is_direct_deposit) || isTrue(row.is_income) ? 'income' : 'other';
  return 'purchase';
}
