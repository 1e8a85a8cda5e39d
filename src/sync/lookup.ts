import type { Ledger } from '../store/ledger.ts';
import { bookedKey, transactionIdOf } from './identity.ts';
import type { Op } from './op.ts';
import { type Known, knownOf } from './reconcile/resolve.ts';

/** Reads what the ledger knows about the keys of some ops. `without` names accounts that hold no row at all. */
export async function lookup(
  ledger: Ledger,
  connectionId: string,
  ops: readonly Op[],
  without: ReadonlySet<string>,
): Promise<Known> {
  const keys: string[] = [];
  const ids = new Set<string>();
  for (const op of ops) {
    if (without.has(op.accountId)) continue;
    // The id of the best key is the op's own key already.
    ids.add(op.key);
    for (let i = 0; i < op.keys.length; i++) {
      const key = op.keys[i] as string;
      keys.push(key);
      if (i > 0) ids.add(transactionIdOf(key));
    }
    if (op.type === 'removal') continue;
    if (op.status === 'pending') for (const key of op.keys) keys.push(bookedKey(key));
    if (op.pendingKey === undefined) continue;
    keys.push(op.pendingKey);
    ids.add(transactionIdOf(op.pendingKey));
  }
  return read(ledger, connectionId, keys, ids);
}

/** Reads what the ledger knows about some identity keys. */
export async function lookupKeys(
  ledger: Ledger,
  connectionId: string,
  keys: readonly string[],
): Promise<Known> {
  return read(ledger, connectionId, keys, new Set(keys.map((key) => transactionIdOf(key))));
}

async function read(
  ledger: Ledger,
  connectionId: string,
  keys: readonly string[],
  ids: Set<string>,
): Promise<Known> {
  const aliases = keys.length > 0 ? await ledger.aliases(connectionId, keys) : [];
  for (const alias of aliases) ids.add(alias.transactionId);
  return knownOf(ids.size > 0 ? await ledger.heads(connectionId, [...ids]) : [], aliases);
}

const GENERATIONS = 8;

/** The first id of a key, in order of its generations, that no row has. */
export async function freeIdOf(ledger: Ledger, connectionId: string, key: string): Promise<string> {
  for (let first = 0; ; first += GENERATIONS) {
    const ids = Array.from({ length: GENERATIONS }, (_, index) => transactionIdOf(key, first + index));
    const taken = new Set((await ledger.heads(connectionId, ids)).map((head) => head.id));
    const free = ids.find((id) => !taken.has(id));
    if (free !== undefined) return free;
  }
}
