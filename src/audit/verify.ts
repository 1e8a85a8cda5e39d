import type { Records } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import {
  AUDIT,
  AUDIT_HEADS,
  hashOf,
  type Head,
  headIn,
  lineIn,
  lineKey,
  numberOf,
  ownerOf,
} from './chain.ts';
import type { AuditLine } from './entry.ts';
import type { StoreKey } from './store-key.ts';

const PAGE = 500;
const MOST_FAULTS = 1_000;

/** What is wrong with a user's lines. */
export interface AuditFault {
  readonly userId: string;
  /** The line at fault, or the first one that is missing. */
  readonly seq: number;
  /**
   * `altered`: a line is not what was written; `missing`: lines were taken out; `misplaced`: a line stands where it was
   * not written; `truncated`: the newest lines were taken away; `unanchored`: lines stand there without their head.
   */
  readonly fault: 'altered' | 'missing' | 'misplaced' | 'truncated' | 'unanchored';
}

/** How an audit log was found. */
export interface AuditReport {
  readonly ok: boolean;
  readonly users: number;
  readonly lines: number;
  /** At most 1,000. */
  readonly faults: readonly AuditFault[];
  /** The hash of the newest line, where one user was asked about. Kept elsewhere it proves later what stood here. */
  readonly head?: string;
}

/** Looks at every line of one user, or of all. */
export async function verifyLines(
  records: Records,
  key: StoreKey,
  { userId, signal }: { readonly userId?: string; readonly signal: AbortSignal },
): Promise<AuditReport> {
  const faults: AuditFault[] = [];
  let lines = 0;
  let users = 0;
  let head: string | undefined;
  const finish = async (walk: Walk | undefined): Promise<void> => {
    if (!walk) return;
    users++;
    lines += walk.lines;
    head = walk.last.hash;
    faults.push(...(await walk.end()));
  };
  let walk: Walk | undefined;
  const scope = userId === undefined ? EVERY_USER : { userId };
  for (let after: string | undefined; ; ) {
    signal.throwIfAborted();
    const page = await records.list(scope, AUDIT, { limit: PAGE, ...(after !== undefined && { after }) });
    for (const record of page) {
      const owner = ownerOf(record.key);
      if (walk?.userId !== owner) {
        await finish(walk);
        walk = await Walk.begin(records, key, owner);
      }
      faults.push(...(await walk.take(record.key, record.userId, lineIn(record))));
    }
    after = page.at(-1)?.key;
    if (page.length < PAGE) break;
  }
  await finish(walk);
  faults.push(...(await emptied(records, userId, signal)));
  return {
    ok: faults.length === 0,
    users,
    lines,
    faults: faults.slice(0, MOST_FAULTS),
    ...(userId !== undefined && head !== undefined && { head }),
  };
}

/** One user's lines, in the order of their keys. */
class Walk {
  readonly userId: string;
  readonly #records: Records;
  readonly #key: StoreKey;
  /** The head before the first line was read; later lines may have come since. */
  readonly #promised: Head;
  readonly #anchored: boolean;
  /** Whether the line before was as it should be; what follows a bad one is judged by itself. */
  #sound = true;
  last: Head = { seq: 0, hash: '' };
  lines = 0;

  private constructor(records: Records, key: StoreKey, userId: string, promised: Head, anchored: boolean) {
    this.#records = records;
    this.#key = key;
    this.userId = userId;
    this.#promised = promised;
    this.#anchored = anchored;
  }

  static async begin(records: Records, key: StoreKey, userId: string): Promise<Walk> {
    const record = await records.get(EVERY_USER, AUDIT_HEADS, userId);
    return new Walk(records, key, userId, headIn(record), record !== null);
  }

  async take(place: string, owner: string, line: AuditLine): Promise<AuditFault[]> {
    const { userId, last } = this;
    const faults: AuditFault[] = [];
    const seq = numberOf(place);
    this.lines++;
    if (line.seq !== seq || line.userId !== userId || owner !== userId)
      faults.push({ userId, seq, fault: 'misplaced' });
    else if (line.hash !== (await hashOf(this.#key, line))) faults.push({ userId, seq, fault: 'altered' });
    else if (seq !== last.seq + 1) faults.push({ userId, seq: last.seq + 1, fault: 'missing' });
    else if (this.#sound && line.previous !== last.hash) faults.push({ userId, seq, fault: 'altered' });
    if (seq === this.#promised.seq && line.hash !== this.#promised.hash && faults.length === 0)
      faults.push({ userId, seq, fault: 'altered' });
    this.#sound = faults.length === 0;
    this.last = { seq, hash: line.hash };
    return faults;
  }

  async end(): Promise<AuditFault[]> {
    const { userId, last } = this;
    if (!this.#anchored) return [{ userId, seq: 1, fault: 'unanchored' }];
    if (last.seq < this.#promised.seq) return [{ userId, seq: last.seq + 1, fault: 'truncated' }];
    if (last.seq === this.#promised.seq) return [];
    // Lines that came while we read have moved the head on; otherwise somebody set it back.
    const now = headIn(await this.#records.get(EVERY_USER, AUDIT_HEADS, userId));
    return now.seq < last.seq ? [{ userId, seq: now.seq + 1, fault: 'unanchored' }] : [];
  }
}

/** Users of whom a head remains, but no line at all. */
async function emptied(
  records: Records,
  userId: string | undefined,
  signal: AbortSignal,
): Promise<AuditFault[]> {
  const faults: AuditFault[] = [];
  const scope = userId === undefined ? EVERY_USER : { userId };
  for (let after: string | undefined; ; ) {
    signal.throwIfAborted();
    const page = await records.list(scope, AUDIT_HEADS, {
      limit: PAGE,
      ...(after !== undefined && { after }),
    });
    for (const { key: owner } of page) {
      const { seq } = headIn(await records.get(EVERY_USER, AUDIT_HEADS, owner));
      const ends = [1, seq].map((place) => records.get(EVERY_USER, AUDIT, lineKey(owner, place)));
      if (seq > 0 && (await Promise.all(ends)).every((line) => line === null))
        faults.push({ userId: owner, seq: 1, fault: 'truncated' });
    }
    after = page.at(-1)?.key;
    if (page.length < PAGE) return faults;
  }
}
