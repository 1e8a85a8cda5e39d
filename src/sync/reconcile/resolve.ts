import type { Alias, Head, KnownRow } from '../../store/rows.ts';
import { bookedKey, identityKey, transactionIdOf } from '../identity.ts';
import type { Op, UpsertOp } from '../op.ts';

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

/** Whether a pending op speaks of a row that is booked already, as its provider said: a bank may list both for a while. */
export function isEcho(op: UpsertOp, known: Known): boolean {
  if (op.status !== 'pending' || known.aliases.size === 0) return false;
  return op.keys.some((key) => known.heads.get(known.aliases.get(bookedKey(key)) ?? '')?.status === 'posted');
}

/** Whether one of the keys is among the ids the row has now, and not only among those it once had. */
export function isCurrent(keys: readonly string[], { accountId, row }: KnownRow): boolean {
  return row.providerIds.some(
    ({ scheme, value, stable }) => stable && keys.includes(identityKey(accountId, scheme, value)),
  );
}

/**
 * Which of several ops that lead to one row it belongs to: the one with the row's own best id, else the one that the
 * row was minted from, else the first. The others are rows of their own.
 *
 * @param contenders the identity keys of each op, best first
 */
export function ownerOf<Keys extends readonly string[]>(
  { id, accountId, row }: KnownRow,
  contenders: readonly Keys[],
): Keys {
  for (const { scheme, value, stable } of row.providerIds) {
    const key = identityKey(accountId, scheme, value);
    const owner = stable ? contenders.find((keys) => keys[0] === key) : undefined;
    if (owner) return owner;
  }
  const minted = contenders.find(([best]) => best !== undefined && transactionIdOf(best) === id);
  return minted ?? (contenders.toSorted((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))[0] as Keys);
}
