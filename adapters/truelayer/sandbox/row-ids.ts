import type { WorldRow } from 'bankweave/sandbox';
import { digest } from './digest.ts';
import type { Habits } from './quirks.ts';

/** The ids that a row is shown with. */
export interface RowIds {
  readonly transaction_id: string;
  readonly provider_transaction_id?: string;
  readonly normalised_provider_transaction_id?: string;
}

/**
 * Names a row. `transaction_id` is made of what the row shows, so two equal purchases without an id of the bank have the
 * same one, and a changed text brings another one.
 */
export function idsOf(row: WorldRow, habits: Habits, timestamp: string, answer: string): RowIds {
  const number = habits.keepsIdOnSettlement ? (row.pendingId ?? row.id) : row.id;
  const own = habits.providerIds && number.trim() !== '' ? number : undefined;
  const normalised = habits.normalisedIds && row.status === 'posted';
  const nonce = habits.rehash ? answer : '';
  const { value, currency } = row.amount;
  return {
    transaction_id: digest(timestamp, row.originalDescription, value, currency, own ?? '', nonce).slice(
      0,
      32,
    ),
    ...(own !== undefined && { provider_transaction_id: own }),
    ...(normalised && {
      normalised_provider_transaction_id: `txn-${digest('row', row.accountId, row.key).slice(0, 18)}`,
    }),
  };
}
