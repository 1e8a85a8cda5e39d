import { hash } from 'node:crypto';
import type { Rejected } from '../adapter-kit/rows.ts';
import type { Instant } from '../model/calendar-date.ts';
import type { RecordWrite, StoredRecord } from '../store/records.ts';
import type { CoveredRange } from './coverage.ts';
import { accountIdOf } from './identity.ts';
import type { RunContext } from './context.ts';
import { recordsOf } from './rows-in-range.ts';
import type { Stage } from './stage.ts';

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
  const what = id ? nameOf(account, id) : `${account}|?|${date}|${path}|${rejected.reason}`;
  return `${connectionId}/${hash('sha256', what, 'hex').slice(0, 24)}`;
}

/** Puts rejected records apart, and lets go of those that could be read this time, or that are no longer there. */
export async function quarantineWrites(
  context: RunContext,
  rejected: ReadonlyMap<string, Rejected>,
  stage: Stage,
  covered: readonly CoveredRange[],
): Promise<RecordWrite[]> {
  const { connectionId, userId, ports } = context;
  const held = await recordsOf(ports.store.records, QUARANTINE, connectionId);
  const earlier = new Map(held.map((record) => [record.key, record]));
  const at = context.now();
  const writes = [...rejected].map(([key, one]) =>
    quarantineWrite(key, one, { connectionId, userId, at }, earlier.get(key)),
  );
  const open = held.filter(({ key }) => !rejected.has(key));
  if (open.length === 0) return writes;
  const named = new Map<string, StoredRecord>();
  const isCovered = (record: QuarantinedRecord): boolean =>
    covered.some(
      ({ accountId, from, to }) =>
        accountId === accountIdIn(context, record.account ?? '') &&
        (record.date === undefined || (record.date >= from && record.date <= to)),
    );
  const free = (record: StoredRecord): void => {
    writes.push({ namespace: QUARANTINE, key: record.key, userId, value: undefined });
  };
  for (const record of open) {
    const value = record.value as unknown as QuarantinedRecord;
    if (isCovered(value)) free(record);
    else if (value.providerId)
      named.set(nameOf(accountIdIn(context, value.account ?? ''), value.providerId), record);
  }
  for await (const ops of named.size > 0 ? stage.sets() : []) {
    for (const op of ops) {
      const names =
        op.type === 'upsert' ? op.ids.map((id) => nameOf(op.accountId, id)) : [nameOf(op.accountId, op.id)];
      for (const name of names) {
        const record = named.get(name);
        if (record) free(record);
        named.delete(name);
      }
    }
  }
  return writes;
}

function accountIdIn({ accounts, connectionId }: RunContext, providerAccountId: string): string {
  return accounts.find(providerAccountId) ?? accountIdOf(connectionId, providerAccountId);
}

function nameOf(account: string, { scheme, value }: { scheme: string; value: string }): string {
  return `${account}|${scheme}|${value}`;
}

function quarantineWrite(
  key: string,
  rejected: Rejected,
  { connectionId, userId, at }: { connectionId: string; userId: string; at: Instant },
  before: StoredRecord | undefined,
): RecordWrite {
  const earlier = before?.value as QuarantinedRecord | undefined;
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
