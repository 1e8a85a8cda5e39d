import { ConflictError } from '../errors/catalog.ts';
import type { Records, RecordWrite, StoredRecord } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { StoreKey } from './store-key.ts';

/** Where it is kept who was erased, by keyed hash: `<subject>/<how many-th time>`. */
export const ERASURES = 'erasures';

const DIGITS = 6;
const PAGE = 500;

/** What remains of an erasure. Nothing in it says whose it was. */
export interface Tombstone {
  readonly id: string;
  readonly state: 'erasing' | 'done';
  /** When it began, an instant. What is older belongs to it. */
  readonly at: string;
  readonly completedAt?: string;
  readonly counts?: Readonly<Record<string, number>>;
}

/** Where a user stands: how often they were erased, and the write that holds only while that is so. */
export interface Generation {
  readonly subject: string;
  readonly number: number;
  /** The last erasure. */
  readonly last: Tombstone | undefined;
  readonly fence: RecordWrite;
}

/** A person's keyed hash. */
export function subjectOf(key: StoreKey, userId: string): Promise<string> {
  return key.mac('erased', userId);
}

export function tombstoneKey(subject: string, number: number): string {
  return `${subject}/${String(number).padStart(DIGITS, '0')}`;
}

/**
 * How often a user was erased, as of now. The fence asserts that the next erasure has not begun: it deletes what must
 * not be there, so it changes nothing and holds exactly as long.
 */
export async function generationOf(records: Records, key: StoreKey, userId: string): Promise<Generation> {
  const subject = await subjectOf(key, userId);
  let last: StoredRecord | undefined;
  for (;;) {
    const page = await records.list(EVERY_USER, ERASURES, {
      prefix: `${subject}/`,
      limit: PAGE,
      ...(last && { after: last.key }),
    });
    last = page.at(-1) ?? last;
    if (page.length < PAGE) break;
  }
  const number = last ? Number(last.key.slice(-DIGITS)) : 0;
  return {
    subject,
    number,
    last: last?.value as unknown as Tombstone | undefined,
    fence: {
      namespace: ERASURES,
      key: tombstoneKey(subject, number + 1),
      userId: '',
      value: undefined,
      ifVersion: 0,
    },
  };
}

/** Whether a fence holds no more: its user was erased since. */
export async function hasFallen(records: Records, { namespace, key }: RecordWrite): Promise<boolean> {
  return (await records.get(EVERY_USER, namespace, key)) !== null;
}

/** What work ends with whose user was erased meanwhile. */
export function erasedError(): ConflictError {
  return new ConflictError('This user was erased meanwhile, or is being erased; nothing was written.');
}
