import type { Alias, Head } from '../../store/rows.ts';
import { transactionIdOf } from '../identity.ts';
import type { Op } from '../op.ts';

/** The rows that are there, as far as one set of ops could concern them. */
export interface Known {
  readonly heads: ReadonlyMap<string, Head>;
  /** Identity key -> transaction id, where it is not the id minted from that key. */
  readonly aliases: ReadonlyMap<string, string>;
}

export function knownOf(heads: readonly Head[], aliases: readonly Alias[]): Known {
  return {
    heads: new Map(heads.map((head) => [head.id, head])),
    aliases: new Map(aliases.map((alias) => [alias.key, alias.transactionId])),
  };
}

/** The row that an identity key leads to: by alias first, since an id can have moved on to another row. */
export function rowOfKey(key: string, known: Known): Head | undefined {
  const alias = known.aliases.get(key);
  const head = known.heads.get(alias ?? transactionIdOf(key));
  return head;
}

/** Rung 1 of the ladder: the row that one of the op's stable ids leads to, the best id first. */
export function resolve(op: Op, known: Known): Head | undefined {
  for (const key of op.keys) {
    const head = rowOfKey(key, known);
    if (head && head.accountId === op.accountId) return head;
  }
  return undefined;
}
