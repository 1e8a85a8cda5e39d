import type { Alias, Head, KnownRow } from '../../store/rows.ts';
import { identityKey, transactionIdOf } from '../identity.ts';
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
export function rowOfKey(key: string, known: Known, minted?: string): Head | undefined {
  return known.heads.get(known.aliases.get(key) ?? minted ?? transactionIdOf(key));
}

/** Rung 1 of the ladder: the row that one of the op's stable ids leads to, the best id first. */
export function resolve(op: Op, known: Known): Head | undefined {
  if (known.heads.size === 0) return undefined;
  for (let i = 0; i < op.keys.length; i++) {
    const head = rowOfKey(op.keys[i] as string, known, i === 0 ? op.key : undefined);
    if (head && head.accountId === op.accountId) return head;
  }
  return undefined;
}

/** Whether one of the keys is among the ids the row has now, and not only among those it once had. */
export function isCurrent(keys: readonly string[], { accountId, row }: KnownRow): boolean {
  return row.providerIds.some(
    ({ scheme, value, stable }) => stable && keys.includes(identityKey(accountId, scheme, value)),
  );
}

/**
 * Which of several ops that lead to one row it belongs to: the one with the row's own best id, else the one whose key
 * the row was minted from, else the first. The others are rows of their own.
 */
export function ownerOf({ id, accountId, row }: KnownRow, contenders: readonly string[]): string {
  for (const { scheme, value, stable } of row.providerIds) {
    const key = stable ? transactionIdOf(identityKey(accountId, scheme, value)) : undefined;
    if (key !== undefined && contenders.includes(key)) return key;
  }
  return contenders.includes(id) ? id : (contenders.toSorted()[0] as string);
}
