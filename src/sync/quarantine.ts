import type { Rejected } from '../adapter-kit/rows.ts';
import type { Instant } from '../model/calendar-date.ts';
import type { RecordWrite, StoredRecord } from '../store/records.ts';
import { hash } from 'node:crypto';

/** Where records wait that nobody could read. */
export const QUARANTINE = 'quarantine';

/** A record that could not be taken into the ledger. It is asked for again with every sync until it can be read. */
export interface QuarantinedRecord {
  readonly id: string;
  readonly connectionId: string;
  /** The provider's account id, where it could be read. */
  readonly account?: string;
  /** The record's own id at the provider, where it could be read. */
  readonly providerId?: { readonly scheme: string; readonly value: string };
  /** Where in the record the fault is, and what was expected there. */
  readonly path: string;
  readonly reason: string;
  readonly date?: string;
  readonly firstSeenAt: Instant;
  readonly lastSeenAt: Instant;
  readonly times: number;
}

/** The key of a record's place in quarantine: the same record lands in the same place. */
export function quarantineKey(connectionId: string, rejected: Rejected): string {
  const { account = '', id, path, date = '' } = rejected;
  const what = id ? `${account}|${id.scheme}|${id.value}` : `${account}|?|${date}|${path}|${rejected.reason}`;
  return `${connectionId}/${hash('sha256', what, 'hex').slice(0, 24)}`;
}

export function quarantineWrite(
  rejected: Rejected,
  where: { connectionId: string; userId: string; at: Instant },
  before: StoredRecord | undefined,
): RecordWrite {
  const { connectionId, userId, at } = where;
  const earlier = before?.value as QuarantinedRecord | undefined;
  const key = quarantineKey(connectionId, rejected);
  const record: QuarantinedRecord = {
    id: key,
    connectionId,
    ...(rejected.account && { account: rejected.account }),
    ...(rejected.id && { providerId: { scheme: rejected.id.scheme, value: rejected.id.value } }),
    path: rejected.path,
    reason: rejected.reason,
    ...(rejected.date && { date: rejected.date }),
    firstSeenAt: earlier?.firstSeenAt ?? at,
    lastSeenAt: at,
    times: (earlier?.times ?? 0) + 1,
  };
  return { namespace: QUARANTINE, key, userId, value: { ...record } };
}
