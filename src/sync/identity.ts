import { hash } from 'node:crypto';
import type { ProviderId } from '../model/transaction.ts';

// A separator that no provider's id can contain: control characters are not ids.
const GAP = '\u001f';

const digestOf = (text: string): string => hash('sha256', text, 'hex').slice(0, 28);

/** The key under which an id of a row is known: which account, which of the provider's ids, and its value. */
export function identityKey(accountId: string, scheme: string, value: string): string {
  return `${accountId}${GAP}${scheme}${GAP}${value}`;
}

/** The key under which it is known that a booked row names this id as the one it had while pending. */
export function bookedKey(key: string): string {
  return `${key}${GAP}booked`;
}

/**
 * The id of a row, minted from the key of its first sighting. The generation tells apart rows that were given the
 * same id by a bank that reissues its ids.
 */
export function transactionIdOf(key: string, generation = 0): string {
  return `txn_${digestOf(generation === 0 ? key : `${key}${GAP}${generation}`)}`;
}

/** The id of an account, from its first sighting; with a generation where another account has it by now. */
export function accountIdOf(connectionId: string, providerAccountId: string, generation = 0): string {
  const key = `${connectionId}${GAP}${providerAccountId}`;
  return `acc_${digestOf(generation === 0 ? key : `${key}${GAP}${generation}`)}`;
}

/** The id of a stored reason: the same decision made again has the same id. */
export function decisionIdOf(transactionId: string, rule: string, detail: string): string {
  return `dec_${digestOf(`${transactionId}${GAP}${rule}${GAP}${detail}`)}`;
}

const ABSENT = new Set(['', 'notprovided', 'null', 'undefined', 'none', 'n/a']);

/** The ids that identify: blank ones and placeholders of banks are no ids at all. */
export function realIds(ids: readonly ProviderId[]): readonly ProviderId[] {
  return ids.every(({ value }) => isRealId(value)) ? ids : ids.filter(({ value }) => isRealId(value));
}

/** Whether the text identifies anything. */
export function isRealId(value: string): boolean {
  return (value.length > 14 && value.trim() !== '') || !ABSENT.has(value.trim().toLowerCase());
}
