import { amountSortKey } from '../model/money.ts';
import type { Transaction } from '../model/transaction.ts';
import type { TransactionSort } from './ledger.ts';

/**
 * Where a transaction stands in an order. A keyset read continues after it, also when the row itself is gone by then.
 *
 * Positions compare as plain text (`<`): rising for `oldest` and `smallest`, falling for `newest` and `largest`.
 *
 * @example
 * ```ts
 * positionOf(transaction, 'newest') // '2026-11-20 txn_1'
 * ```
 */
export function positionOf(
  { id, date, amount }: Pick<Transaction, 'id' | 'date' | 'amount'>,
  sort: TransactionSort,
): string {
  return `${sort === 'newest' || sort === 'oldest' ? date : amountSortKey(amount.value)} ${id}`;
}
