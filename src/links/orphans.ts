import type { Instant } from '../model/calendar-date.ts';
import type { RecordWrite } from '../store/records.ts';

/** Where it is kept which connections may still be open at their provider. */
export const ORPHANS = 'orphans';

/**
 * A connection that has ended here, and that its provider was never heard to end. It may still be open there, and
 * billed: look for it at the provider.
 */
export interface Orphan {
  /** The id of the revocation. */
  readonly id: string;
  readonly provider: string;
  /** The person it belonged to, and the connection; absent once they are erased. */
  readonly userId?: string;
  readonly connectionId?: string;
  /** When it ended here, and when no more was tried. */
  readonly since: Instant;
  readonly givenUpAt: Instant;
  readonly attempts: number;
  /** The code of the last error. */
  readonly reason: string;
}

/** The write that remembers an orphan. */
export function orphanWrite(orphan: Orphan): RecordWrite {
  const { id, userId = '' } = orphan;
  return { namespace: ORPHANS, key: id, userId, value: { ...orphan } };
}
