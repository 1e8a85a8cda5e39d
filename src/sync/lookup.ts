import type { Ledger } from '../store/ledger.ts';
import type { KnownRow } from '../store/rows.ts';
import { transactionIdOf } from './identity.ts';
import type { Op } from './op.ts';
import { type Known, knownOf, rowOfKey } from './reconcile/resolve.ts';

/** Reads what the ledger knows about the keys of some ops. */
export async function lookup(ledger: Ledger, connectionId: string, ops: readonly Op[]): Promise<Known> {
  const keys: string[] = [];
  const ids = new Set<string>();
  for (const op of ops) {
    ids.add(op.key);
    for (const key of op.keys) keys.push(key);
    if (op.type === 'upsert' && op.pendingKey !== undefined) keys.push(op.pendingKey);
  }
  return lookupKeys(ledger, connectionId, keys, ids);
}

/** Reads what the ledger knows about some identity keys. */
export async function lookupKeys(
  ledger: Ledger,
  connectionId: string,
  keys: readonly string[],
  ids = new Set<string>(),
): Promise<Known> {
  const aliases = keys.length > 0 ? await ledger.aliases(connectionId, keys) : [];
  const aliased = new Map(aliases.map((alias) => [alias.key, alias.transactionId]));
  for (const key of keys) ids.add(aliased.get(key) ?? transactionIdOf(key));
  return knownOf(await ledger.heads(connectionId, [...ids]), aliases);
}

/** The whole rows of those ops for which a head does not say enough: removals, and pending rows that look booked. */
export async function wholeRows(
  ledger: Ledger,
  connectionId: string,
  ops: readonly Op[],
  known: Known,
): Promise<Map<string, KnownRow>> {
  const ids = new Set<string>();
  for (const op of ops) {
    if (op.type === 'removal') addRow(op.keys[0] as string);
    else {
      if (op.pendingKey !== undefined) addRow(op.pendingKey);
      if (op.upsert.status === 'pending')
        for (const key of op.keys) if (rowOfKey(key, known)?.status === 'posted') addRow(key);
    }
  }
  function addRow(key: string): void {
    const head = rowOfKey(key, known);
    if (head) ids.add(head.id);
  }
  if (ids.size === 0) return new Map();
  const rows = await ledger.known(connectionId, [...ids]);
  return new Map(rows.map((row) => [row.id, row]));
}
