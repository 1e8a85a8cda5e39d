import type { Transaction } from 'bankweave';
import type { TransactionFilter } from 'bankweave/store';

/** Whether a row is one of those that were asked for. */
export function matches(row: Transaction, filter: TransactionFilter): boolean {
  const { accountId, connectionId, from, to, statuses, direction, category, text } = filter;
  if (accountId !== undefined && row.accountId !== accountId) return false;
  if (connectionId !== undefined && row.connectionId !== connectionId) return false;
  if ((from !== undefined && row.date < from) || (to !== undefined && row.date > to)) return false;
  if (!statuses.includes(row.status)) return false;
  if (direction !== undefined && direction !== (row.amount.value.startsWith('-') ? 'out' : 'in'))
    return false;
  if (category !== undefined && !isIn(row, category)) return false;
  if (text === undefined) return true;
  const texts = [row.description, row.originalDescription, row.merchant?.name, row.notes];
  return texts.some((one) => one?.toLowerCase().includes(text.toLowerCase()));
}

/** What the host says counts before what the provider says. */
function isIn({ categoryOverride, category }: Transaction, wanted: string): boolean {
  if (categoryOverride) return categoryOverride === wanted || categoryOverride.startsWith(`${wanted}.`);
  return category.primary === wanted || category.detailed === wanted;
}
