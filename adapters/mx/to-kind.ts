import type { TransactionKind } from 'bankweave/adapter-kit';
import { isTrue, type Transaction } from './wire.ts';

const BY_CATEGORY = table({
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
});

const BY_CLASS = table({
  Payroll: 'income',
  Income: 'income',
  Transfer: 'transfer',
  Refunds: 'refund',
  Fees: 'fee',
});

/** What a row is by its nature, from MX's hints; the sign decides only where nothing else does. */
export function toKind(
  row: Transaction,
  categoryName: string | undefined,
  isMoneyIn: boolean,
): TransactionKind {
  if (isTrue(row.is_fee) || isTrue(row.is_overdraft_fee)) return 'fee';
  const named = BY_CATEGORY.get(categoryName?.toLowerCase() ?? '');
  if (named) return named;
  const parent = row.classification?.['parent_class'];
  const classed = typeof parent === 'string' ? BY_CLASS.get(parent) : undefined;
  if (classed) return classed;
  if (isTrue(row.is_bill_pay)) return 'payment';
  if (isMoneyIn) return isTrue(row.is_direct_deposit) || isTrue(row.is_income) ? 'income' : 'other';
  return 'purchase';
}

// A Map, because keys come from outside.
function table(kinds: Readonly<Record<string, TransactionKind>>): ReadonlyMap<string, TransactionKind> {
  return new Map(Object.entries(kinds));
}
