import type { Removal, Upsert } from '../adapter-kit/rows.ts';
import { identityKey, realIds, transactionIdOf } from './identity.ts';

/** A staged record: what the provider said about one row, with the keys it is known by. */
export type Op = UpsertOp | RemovalOp;

export interface UpsertOp {
  readonly type: 'upsert';
  /** The id the row would be given if it is new. Orders the stage, and makes a later record replace an earlier one. */
  readonly key: string;
  readonly accountId: string;
  /** Identity keys of the stable ids, best first. */
  readonly keys: readonly string[];
  /** The identity key of the pending row it says it replaces. */
  readonly pendingKey?: string;
  /** For a row without stable ids: its fingerprint and its occurrence among equal ones in this update. */
  readonly loose?: { readonly fingerprint: string; readonly occurrence: number };
  readonly upsert: Upsert;
}

export interface RemovalOp {
  readonly type: 'removal';
  readonly key: string;
  readonly accountId: string;
  readonly keys: readonly string[];
}

/** Turns an upsert into an op. `occurrenceOf` counts equal id-less rows inside one update. */
export function upsertOp(
  upsert: Upsert,
  accountId: string,
  occurrenceOf: (fingerprint: string) => number,
): UpsertOp {
  const ids = realIds(upsert.ids);
  const keys: string[] = [];
  for (const id of ids) if (id.stable) keys.push(identityKey(accountId, id.scheme, id.value));
  const first = ids[0];
  const pendingKey =
    upsert.pendingId && first ? identityKey(accountId, first.scheme, upsert.pendingId) : undefined;
  const base = {
    type: 'upsert' as const,
    accountId,
    keys,
    upsert: ids === upsert.ids ? upsert : { ...upsert, ids },
    ...(pendingKey && { pendingKey }),
  };
  const best = keys[0];
  if (best !== undefined) return { ...base, key: transactionIdOf(best) };
  const fingerprint = fingerprintOf(accountId, upsert);
  const occurrence = occurrenceOf(`${upsert.status} ${fingerprint}`);
  // The unstable id takes no part in the key: it may be another one the next time the row is read.
  return {
    ...base,
    key: transactionIdOf(`${fingerprint} ${upsert.status} ${occurrence}`),
    loose: { fingerprint, occurrence },
  };
}

export function removalOp(removal: Removal, accountId: string): RemovalOp {
  const key = identityKey(accountId, removal.id.scheme, removal.id.value);
  return { type: 'removal', key: transactionIdOf(key), accountId, keys: [key] };
}

/** What two sightings of one row without a stable id have in common. */
export function fingerprintOf(
  accountId: string,
  row: Pick<Upsert, 'amount' | 'date' | 'originalDescription' | 'description'>,
): string {
  return identityKey(
    accountId,
    'fingerprint',
    `${row.date}|${row.amount.value}|${row.amount.currency}|${cleaned(row.originalDescription || row.description)}`,
  );
}

/** A description without what banks change between two reads: case, spacing, punctuation and leading dates. */
export function cleaned(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^\d{1,4}[-./]\d{1,2}([-./]\d{1,4})?\s+/, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
