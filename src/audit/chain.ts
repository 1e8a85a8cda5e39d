import type { JsonValue, RecordWrite, StoredRecord } from '../store/records.ts';
import type { AuditLine } from './entry.ts';
import type { StoreKey } from './store-key.ts';

/** Where the lines are kept. */
export const AUDIT = 'audit';
/** Where each user's newest line is named, keyed by user. */
export const AUDIT_HEADS = 'audit-heads';

const DIGITS = 12;

/** Which line of a user is the newest. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** The key of a line: lines of one user stand together, in their order. */
export function lineKey(userId: string, seq: number): string {
  return `${linePrefix(userId)}${String(seq).padStart(DIGITS, '0')}`;
}

// With its length, so that the keys of no other user, however odd, stand between those of this one.
function linePrefix(userId: string): string {
  return `${userId.length}:${userId}\n`;
}

/** Whose line has this key. */
export function ownerOf(key: string): string {
  return key.slice(key.indexOf(':') + 1, -(DIGITS + 1));
}

/** Which number the line with this key has. */
export function numberOf(key: string): number {
  return Number(key.slice(-DIGITS));
}

/** A line with its hash. */
export async function sealedLine(key: StoreKey, line: Omit<AuditLine, 'hash'>): Promise<AuditLine> {
  return { ...line, hash: await hashOf(key, line) };
}

/** The keyed hash over everything in a line but the hash itself. */
export function hashOf(key: StoreKey, line: Omit<AuditLine, 'hash'>): Promise<string> {
  const { seq, at, userId, connectionId = '', action, actor, facts, previous } = line;
  const sorted = Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1));
  return key.mac(
    'audit',
    previous,
    String(seq),
    at,
    userId,
    connectionId,
    action,
    actor,
    JSON.stringify(sorted),
  );
}

/** The write that adds a line, where there is none with its number. */
export function lineWrite(line: AuditLine): RecordWrite {
  const { userId, seq } = line;
  return {
    namespace: AUDIT,
    key: lineKey(userId, seq),
    userId,
    value: line as unknown as JsonValue,
    ifVersion: 0,
  };
}

export function headIn(record: StoredRecord | null): Head {
  return record ? (record.value as unknown as Head) : { seq: 0, hash: '' };
}

export function lineIn(record: StoredRecord): AuditLine {
  return record.value as unknown as AuditLine;
}
