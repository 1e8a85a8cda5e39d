import {
  category,
  negateMoney,
  readDate,
  readMoney,
  readText,
  RecordError,
  requireId,
  type Upsert,
} from 'bankweave/adapter-kit';
import type { WireRow } from './wire.ts';

/** A booked entry. */
export function toPosted(account: string, row: WireRow): Upsert {
  const date = readDate(row['booked_on'], 'booked_on');
  const id = { scheme: 'ref', value: requireId(row['ref'], 'ref'), stable: true };
  return { ...common(account, row), ids: [id], status: 'posted', date, postedDate: date };
}

/** A hold. Its id ends with it: the entry that it becomes has a reference of its own. */
export function toPending(account: string, row: WireRow): Upsert {
  const id = { scheme: 'hold_id', value: requireId(row['hold_id'], 'hold_id'), stable: true };
  const date = readDate(row['made_on'], 'made_on');
  return { ...common(account, { side: 'debit', ...row }), ids: [id], status: 'pending', date };
}

function common(
  account: string,
  row: WireRow,
): Pick<
  Upsert,
  'account' | 'amount' | 'description' | 'originalDescription' | 'counterparties' | 'category' | 'kind'
> {
  // Amounts have no sign here; `side` tells which way the money went. In bankweave `-` is money out.
  const amount = readMoney(row['amount'], row['currency']);
  if (row['side'] !== 'debit' && row['side'] !== 'credit') throw new RecordError('side', 'debit or credit');
  const text = readText(row['text']) ?? '';
  return {
    account,
    amount: row['side'] === 'debit' ? negateMoney(amount) : amount,
    description: text.toLowerCase().replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase()),
    originalDescription: text,
    counterparties: [],
    category: category('other'),
    kind: 'other',
  };
}
