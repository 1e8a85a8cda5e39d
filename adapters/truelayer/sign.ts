import { type Money, negateMoney, readMoney, readText } from 'bankweave/adapter-kit';
import type { Transaction } from './wire.ts';

/** An amount with the library's sign, and whether the row contradicted itself. */
export interface Signed {
  readonly amount: Money;
  readonly conflict: boolean;
}

/** An account tells money out as negative. Its type is only compared: one bank is known to get it wrong. */
export function accountAmount(row: Transaction): Signed {
  const amount = readMoney(row.amount, row.currency);
  const type = typeOf(row);
  const agrees = type === undefined || isOut(amount) === (type === 'DEBIT');
  return { amount, conflict: !agrees && !isZero(amount) };
}

/**
 * A card tells money out as positive. Where the type says the opposite of the sign, some bank has turned the sign round
 * already; the type then counts.
 */
export function cardAmount(row: Transaction): Signed {
  const told = readMoney(row.amount, row.currency);
  const turned = negateMoney(told);
  const type = typeOf(row);
  if (type === undefined || isZero(told) || isOut(turned) === (type === 'DEBIT'))
    return { amount: turned, conflict: false };
  return { amount: told, conflict: true };
}

function typeOf({ transaction_type }: Transaction): 'DEBIT' | 'CREDIT' | undefined {
  const word = readText(transaction_type)?.toUpperCase();
  return word === 'DEBIT' || word === 'CREDIT' ? word : undefined;
}

const isOut = ({ value }: Money): boolean => value.startsWith('-');
const isZero = ({ value }: Money): boolean => !/[1-9]/.test(value);
