import type { JsonValue, RecordWrite, Records } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import { type ConsentRecord, type ConsentStep, nextConsent } from './record.ts';
import { reminderWrite } from './reminder.ts';

/** Where the versions of consents are kept, keyed by connection and version. */
export const CONSENTS = 'consents';

const PAGE = 200;

/** The newest version of a connection's consent. */
async function newestConsent(records: Records, connectionId: string): Promise<ConsentRecord | undefined> {
  const prefix = `${connectionId}/`;
  let newest: ConsentRecord | undefined;
  for (let after: string | undefined; ; ) {
    const page = await records.list(EVERY_USER, CONSENTS, {
      prefix,
      limit: PAGE,
      ...(after !== undefined && { after }),
    });
    const last = page.at(-1);
    if (last) newest = last.value as unknown as ConsentRecord;
    if (page.length < PAGE) return newest;
    after = last?.key;
  }
}

/**
 * The writes that add a version, and set when the person is reminded. They hold only while nobody else added one, so
 * they belong into a write under the connection's lease.
 */
export async function consentWrites(
  records: Records,
  userId: string,
  step: ConsentStep,
): Promise<readonly RecordWrite[]> {
  const record = nextConsent(await newestConsent(records, step.connectionId), step);
  const write: RecordWrite = {
    namespace: CONSENTS,
    key: record.id,
    userId,
    value: record as unknown as JsonValue,
    ifVersion: 0,
  };
  const endsAt = step.event === 'revoked' ? null : record.expiresAt;
  return [write, reminderWrite(userId, step.connectionId, endsAt, Date.parse(step.at))];
}
