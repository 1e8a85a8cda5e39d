import {
  readDate,
  readInstant,
  readOptionalDate,
  readOptionalMoney,
  readText,
  type Upsert,
} from 'bankweave/adapter-kit';
import { categoryOf, kindOf } from './categories.ts';
import { accountAmount, cardAmount } from './sign.ts';
import type { Transaction } from './wire.ts';

/** What a row is read with. */
export interface RowContext {
  readonly account: string;
  readonly side: 'accounts' | 'cards';
  readonly status: 'pending' | 'posted';
  readonly ids: (row: Transaction) => Upsert['ids'];
  /** Called for a row whose sign and type contradict each other. */
  readonly onConflict: () => void;
}

/** A row in the library's words. That it is pending is known from where it was asked for, from nothing else. */
export function toTransaction(row: Transaction, context: RowContext): Upsert {
  const { account, side, status, ids, onConflict } = context;
  const { amount, conflict } = side === 'cards' ? cardAmount(row) : accountAmount(row);
  if (conflict) onConflict();
  const isIn = !amount.value.startsWith('-');
  const date = readDate(row.timestamp, 'timestamp');
  const datetime = momentOf(row.timestamp);
  const meta = row.meta ?? {};
  const merchant = readText(row.merchant_name) ?? readText(meta['provider_merchant_name']);
  const other = merchant === undefined ? readText(meta['counter_party_preferred_name']) : undefined;
  const description = readText(row.description) ?? merchant ?? other ?? '';
  const authorizedDate = readOptionalDate(meta['transaction_time']);
  const reference = readText(meta['provider_reference']);
  const { running_balance: balance } = row;
  const runningBalance = optionally(() =>
    readOptionalMoney(balance?.amount, balance?.currency ?? row.currency),
  );
  return {
    account,
    ids: ids(row),
    status,
    amount,
    date,
    postedDate: status === 'posted' ? date : undefined,
    authorizedDate,
    datetime,
    description,
    originalDescription: description,
    merchant: merchant === undefined ? undefined : { name: merchant },
    counterparties:
      merchant !== undefined
        ? [{ name: merchant, type: 'merchant' }]
        : other !== undefined
          ? [{ name: other, type: 'other' }]
          : [],
    category: categoryOf(row, isIn),
    kind: kindOf(row, isIn),
    reference,
    runningBalance,
  };
}

/** The moment of a row. Midnight stands for a day alone, and a time without a zone for no moment that is known. */
function momentOf(timestamp: unknown): Upsert['datetime'] {
  if (typeof timestamp !== 'string' || !/[1-9]/.test(timestamp.slice(11, 19))) return undefined;
  return readInstant(timestamp);
}

/** What is only evidence is no reason to lose a row. */
function optionally<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
