import type { Removal, Upsert } from '../adapter-kit/rows.ts';
import { identityKey, isRealId, realIds, transactionIdOf } from './identity.ts';

/** A staged record: what the provider said about one row, with the keys it is known by. */
export type Op = UpsertOp | RemovalOp;

export interface UpsertOp {
  readonly type: 'upsert';
  /** The id the row would be given if it is new. Orders the stage, and makes a later record replace an earlier one. */
  readonly key: string;
  readonly accountId: string;
  /** Identity keys of the stable ids, best first. */
  readonly keys: readonly string[];
  readonly upsert: Upsert;
  /** The identity key of the pending row it says it replaces. */
  pendingKey?: string;
  /** For a row without stable ids: its fingerprint and its occurrence among equal ones in this update. */
  loose?: { readonly fingerprint: string; readonly occurrence: number };
}

export interface RemovalOp {
  readonly type: 'removal';
  readonly key: string;
  readonly accountId: string;
  readonly keys: readonly string[];
  readonly id: Removal['id'];
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
  const row = ids === upsert.ids ? upsert : { ...upsert, ids };
  const best = keys[0];
  if (best === undefined) return looseOp(row, accountId, occurrenceOf);
  const op: UpsertOp = { type: 'upsert', key: transactionIdOf(best), accountId, keys, upsert: row };
  const { pendingId } = upsert;
  if (pendingId && isRealId(pendingId))
    op.pendingKey = identityKey(accountId, (ids[0] as Upsert['ids'][number]).scheme, pendingId);
  return op;
}

function looseOp(upsert: Upsert, accountId: string, occurrenceOf: (fingerprint: string) => number): UpsertOp {
  const fingerprint = fingerprintOf(accountId, upsert);
  const loose = { fingerprint, occurrence: occurrenceOf(`${upsert.status} ${fingerprint}`) };
  const key = transactionIdOf(looseKey(loose, upsert.status));
  return { type: 'upsert', key, accountId, keys: [], upsert, loose };
}

export function removalOp(removal: Removal, accountId: string): RemovalOp {
  const { scheme, value } = removal.id;
  const key = identityKey(accountId, scheme, value);
  return { type: 'removal', key: transactionIdOf(key), accountId, keys: [key], id: { scheme, value } };
}

/** What the id of a new row is minted from. */
export function mintedFrom(op: UpsertOp): string {
  return op.loose ? looseKey(op.loose, op.upsert.status) : (op.keys[0] as string);
}

// The unstable id takes no part in it: it may be another one the next time the row is read.
function looseKey({ fingerprint, occurrence }: NonNullable<UpsertOp['loose']>, status: string): string {
  return `${fingerprint} ${status} ${occurrence}`;
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
    .replace(/^\d{1,4}[-./]\d{1,2}([-./]\d{1,4})?[-./:]?\s+/, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
