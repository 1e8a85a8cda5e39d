import { ERASURES, type Tombstone, tombstoneKey } from '../audit/generation.ts';
import type { Instant } from '../model/calendar-date.ts';
import type { JsonValue, RecordWrite, StoredRecord } from '../store/records.ts';

/** Where erasures are that have not come to their end, keyed by the person's keyed hash. */
export const ERASING = 'erasures-under-way';

/** How a connection fared in an erasure. */
export interface ErasedConnection {
  readonly id: string;
  readonly provider: string;
  /**
   * `true`: ended at its provider, or ended before; `'ticket'`: the provider did not answer yet, and a sealed ticket
   * goes on asking for at most three days; `false`: given up, see `bank.orphans`.
   */
  readonly revoked: boolean | 'ticket';
}

/** What an erasure did. */
export interface ErasureReceipt {
  readonly id: string;
  /** Removed rows by table. */
  readonly counts: Readonly<Record<string, number>>;
  readonly connections: readonly ErasedConnection[];
  readonly completedAt: Instant;
}

/** An erasure on its way, as it is stored. It knows whose it is, and is gone with the last trace of them. */
export interface Erasing {
  readonly id: string;
  readonly userId: string;
  readonly subject: string;
  /** How many-th erasure of this person it is. */
  readonly number: number;
  readonly at: string;
  /** Connections that were taken out of use, with the ticket that ends each at its provider. */
  readonly connections: readonly {
    readonly id: string;
    readonly provider: string;
    readonly ticket: string | null;
  }[];
  readonly counts: Readonly<Record<string, number>>;
}

/** An erasure as it was read. */
export interface HeldErasing extends Erasing {
  readonly version: number;
}

// A process that died is followed by another one so much later.
const TAKE_OVER_AFTER = 30_000;

export function erasingIn({ value, version }: StoredRecord): HeldErasing {
  return { ...(value as unknown as Erasing), version };
}

/** The write that moves an erasure on from the version it was read at. */
export function erasingWrite({ version, ...erasing }: HeldErasing, now: number): RecordWrite {
  return {
    namespace: ERASING,
    key: erasing.subject,
    userId: '',
    value: erasing as unknown as JsonValue,
    dueAt: now + TAKE_OVER_AFTER,
    ifVersion: version,
  };
}

/** The writes that end it, and leave nothing but the tombstone. */
export function endWrites(erasing: HeldErasing, completedAt: Instant): readonly RecordWrite[] {
  const { subject, number, version, id, at, counts } = erasing;
  const done: Tombstone = { id, state: 'done', at, completedAt, counts };
  return [
    { namespace: ERASING, key: subject, userId: '', value: undefined, ifVersion: version },
    tombstoneWrite(subject, number, done),
  ];
}

export function tombstoneWrite(
  subject: string,
  number: number,
  tombstone: Tombstone,
  ifVersion?: number,
): RecordWrite {
  return {
    namespace: ERASURES,
    key: tombstoneKey(subject, number),
    userId: '',
    value: tombstone as unknown as JsonValue,
    ...(ifVersion !== undefined && { ifVersion }),
  };
}
