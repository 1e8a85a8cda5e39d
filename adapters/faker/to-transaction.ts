import type { Removal, Upsert } from 'bankweave/adapter-kit';
import type { WorldRow } from 'bankweave/sandbox';

const scheme = 'transaction_id';

/**
 * A row in the library's words. The world already keeps the one sign rule, for cards and loans too: `+` is money into
 * the account.
 */
export function toTransaction(row: WorldRow): Upsert {
  const { merchant, counterparty, pendingId, accountId } = row;
  return {
    account: accountId,
    // Some banks fill the number with a blank; that is no number.
    ids: row.id.trim() === '' ? [] : [{ scheme, value: row.id, stable: true }],
    ...(pendingId === undefined ? {} : { pendingId }),
    status: row.status,
    amount: row.amount,
    ...(row.originalAmount ? { originalAmount: row.originalAmount } : {}),
    date: row.date,
    ...(row.authorizedDate ? { authorizedDate: row.authorizedDate } : {}),
    ...(row.postedDate ? { postedDate: row.postedDate } : {}),
    ...(row.datetime ? { datetime: row.datetime } : {}),
    description: row.description,
    originalDescription: row.originalDescription,
    ...(merchant ? { merchant } : {}),
    counterparties: [
      ...(merchant ? [{ name: merchant.name, type: 'merchant', id: merchant.id }] : []),
      ...(counterparty ? [counterparty] : []),
    ],
    category: { ...row.category, confidence: 'very_high' },
    kind: row.kind,
    channel: row.channel,
    ...(row.location ? { location: row.location } : {}),
    ...(row.reference === undefined ? {} : { reference: row.reference }),
    ...(row.checkNumber === undefined ? {} : { checkNumber: row.checkNumber }),
  };
}

/** The end of a row; `undefined` for one without a number, whose end cannot be told. */
export function toRemoval({ id, accountId }: WorldRow): Removal | undefined {
  return id.trim() === '' ? undefined : { account: accountId, id: { scheme, value: id } };
}
