import type { Removal, Upsert } from '../adapter-kit/rows.ts';
import type { ProviderId, TransactionFacts } from '../model/transaction.ts';
import { identityKey, isRealId, realIds, transactionIdOf } from './identity.ts';
import { digestOf, factsOf } from './reconcile/facts.ts';

/** A staged record: what the provider said about one row, with the keys it is known by. */
export type Op = UpsertOp | RemovalOp;

export interface UpsertOp {
  readonly type: 'upsert';
  /** The id the row would be given if it is new. Orders the stage, and makes a later record replace an earlier one. */
  readonly key: string;
  readonly accountId: string;
  /** Identity keys of the stable ids, best first. */
  readonly keys: readonly string[];
  readonly status: Upsert['status'];
  readonly ids: readonly ProviderId[];
  /** Of the row that it makes: a row with the same digest says the same. */
  readonly digest: string;
  /** All that it says of the row. */
  readonly facts: TransactionFacts;
  readonly pendingId: string | undefined;
  /** The identity key of the pending row it says it replaces. */
  readonly pendingKey: string | undefined;
  /** For a row without stable ids: its fingerprint and its occurrence among equal ones in this update. */
  readonly loose: Loose | undefined;
}

interface Loose {
  readonly fingerprint: string;
  readonly occurrence: number;
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
  const { status, pendingId } = upsert;
  const facts = factsOf(upsert);
  const text = JSON.stringify(facts);
  let loose: Loose | undefined;
  if (!ids.some((id) => id.stable)) {
    const fingerprint = fingerprintOf(accountId, upsert);
    loose = { fingerprint, occurrence: occurrenceOf(`${status} ${fingerprint}`) };
  }
  const head = { accountId, status, ids, digest: digestOf(text, ids), pendingId, loose };
  return new StagedUpsert(head, text, facts);
}

export function removalOp(removal: Removal, accountId: string): RemovalOp {
  const { scheme, value } = removal.id;
  const key = identityKey(accountId, scheme, value);
  return { type: 'removal', key: transactionIdOf(key), accountId, keys: [key], id: { scheme, value } };
}

/** What the id of a new row is minted from. */
export function mintedFrom(op: UpsertOp): string {
  return op.loose ? looseKey(op.loose, op.status) : (op.keys[0] as string);
}

// The unstable id takes no part in it: it may be another one the next time the row is read.
function looseKey({ fingerprint, occurrence }: Loose, status: string): string {
  return `${fingerprint} ${status} ${occurrence}`;
}

/** An op as text, to be held in the store. */
export function textOfOp(op: Op): string {
  return op instanceof StagedUpsert ? op.toText() : JSON.stringify(op);
}

/** The op that a text stands for. */
export function opOfText(key: string, text: string): Op {
  const end = text.indexOf('\n');
  if (end < 0) return JSON.parse(text) as RemovalOp;
  return new StagedUpsert(JSON.parse(text.slice(0, end)) as Head, text.slice(end + 1), undefined, key);
}

/** What is looked at for every op. */
type Head = Pick<UpsertOp, 'accountId' | 'status' | 'ids' | 'digest' | 'pendingId' | 'loose'>;

// The facts are made text once, for the digest and for the stage. Of rows that are known as they are nobody reads them
// back: the digest says it all.
class StagedUpsert implements UpsertOp {
  readonly type = 'upsert';
  readonly key: string;
  readonly accountId: string;
  readonly keys: readonly string[];
  readonly status: UpsertOp['status'];
  readonly ids: readonly ProviderId[];
  readonly digest: string;
  readonly pendingId: string | undefined;
  readonly pendingKey: string | undefined;
  readonly loose: Loose | undefined;
  readonly #text: string;
  #facts: TransactionFacts | undefined;

  constructor(head: Head, text: string, facts?: TransactionFacts, key?: string) {
    const { accountId, ids, pendingId, loose, status } = head;
    const keys: string[] = [];
    for (const id of ids) if (id.stable) keys.push(identityKey(accountId, id.scheme, id.value));
    this.accountId = accountId;
    this.status = status;
    this.ids = ids;
    this.digest = head.digest;
    this.pendingId = pendingId;
    this.loose = loose;
    this.keys = keys;
    this.key = key ?? transactionIdOf(loose ? looseKey(loose, status) : (keys[0] as string));
    const names = !loose && pendingId && isRealId(pendingId);
    this.pendingKey = names ? identityKey(accountId, ids[0]?.scheme ?? '', pendingId) : undefined;
    this.#text = text;
    this.#facts = facts;
  }

  get facts(): TransactionFacts {
    this.#facts ??= JSON.parse(this.#text) as TransactionFacts;
    return this.#facts;
  }

  /** The head as one line of JSON, and the facts behind it. */
  toText(): string {
    const { accountId, status, ids, digest, pendingId, loose } = this;
    return `${JSON.stringify({ accountId, status, ids, digest, pendingId, loose } satisfies Head)}\n${this.#text}`;
  }
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
