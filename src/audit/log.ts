import { StoreUnavailableError } from '../errors/catalog.ts';
import type { Clock } from '../internal/clock.ts';
import { instant } from '../model/calendar-date.ts';
import type { RecordWrite, StoredRecord } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import { AUDIT_HEADS, type Head, headIn, lineWrite, sealedLine } from './chain.ts';
import type { AuditEntry, AuditLine } from './entry.ts';
import { allowedFacts } from './facts.ts';
import { erasedError, type Generation, generationOf, hasFallen } from './generation.ts';
import { StoreKey, type StoreKeyPorts } from './store-key.ts';

const MOST_RACES = 500;
const LONGEST_PAUSE = 50;

/** What the audit log works with. */
export interface AuditPorts extends StoreKeyPorts {
  readonly clock: Clock;
}

/**
 * The audit log: append-only lines, chained for each user by a keyed hash. A head record names the newest line and is
 * compared and set in the same write as the line, so that writers in several processes neither lose nor fork lines.
 *
 * Whoever cannot write its line does not do what the line tells of.
 */
export class AuditLog {
  readonly key: StoreKey;
  readonly #ports: AuditPorts;
  /** The last write of each user in this process, so that writers wait for each other instead of racing. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(ports: AuditPorts) {
    this.#ports = ports;
    this.key = new StoreKey(ports);
  }

  /**
   * Where a piece of work for a user begins: everything it writes through the trail, or together with its fence, holds
   * only if the user is not erased in between.
   *
   * @throws ConflictError while the user is being erased
   */
  async open(userId: string): Promise<Trail> {
    const generation = await generationOf(this.#ports.records, this.key, userId);
    if (generation.last?.state === 'erasing') throw erasedError();
    return new Trail(this, userId, generation.fence);
  }

  /** Lines that belong to no user. */
  ownTrail(): Trail {
    return new Trail(this, '', undefined);
  }

  /** How often a user was erased. */
  generation(userId: string): Promise<Generation> {
    return generationOf(this.#ports.records, this.key, userId);
  }

  /** See {@link Trail.write}. */
  async append(
    userId: string,
    entries: readonly AuditEntry[],
    also: readonly RecordWrite[],
    fence: RecordWrite | undefined,
  ): Promise<boolean> {
    const before = this.#last.get(userId);
    const mine = Promise.resolve(before).then(() => this.#append(userId, entries, also, fence));
    const settled = mine.catch(() => {});
    this.#last.set(userId, settled);
    try {
      return await mine;
    } finally {
      if (this.#last.get(userId) === settled) this.#last.delete(userId);
    }
  }

  /** See {@link Trail.writes}. */
  async writes(
    userId: string,
    entries: readonly AuditEntry[],
    fence: RecordWrite | undefined,
  ): Promise<readonly RecordWrite[]> {
    const record = await this.#ports.records.get(EVERY_USER, AUDIT_HEADS, userId);
    const lines = await this.#lines(userId, entries, headIn(record));
    return [...chainWrites(userId, lines, record), ...(fence ? [fence] : [])];
  }

  async #append(
    userId: string,
    entries: readonly AuditEntry[],
    also: readonly RecordWrite[],
    fence: RecordWrite | undefined,
  ): Promise<boolean> {
    const { records, clock, random } = this.#ports;
    for (let race = 0; race < MOST_RACES; race++) {
      const record = await records.get(EVERY_USER, AUDIT_HEADS, userId);
      const lines = await this.#lines(userId, entries, headIn(record));
      const chain = chainWrites(userId, lines, record);
      if (await records.write([...chain, ...also, ...(fence ? [fence] : [])])) return true;
      if (fence && (await hasFallen(records, fence))) throw erasedError();
      if (!(await this.#hold(also))) return false;
      await clock.sleep(random.float() * Math.min(race + 1, LONGEST_PAUSE));
    }
    throw new StoreUnavailableError('The audit log could not be written, so nothing was done.');
  }

  async #lines(userId: string, entries: readonly AuditEntry[], head: Head): Promise<AuditLine[]> {
    const at = instant(this.#ports.clock.now());
    const lines: AuditLine[] = [];
    for (const { action, actor, connectionId, facts } of entries) {
      const { seq, hash: previous } = lines.at(-1) ?? head;
      lines.push(
        await sealedLine(this.key, {
          seq: seq + 1,
          at,
          userId,
          ...(connectionId !== undefined && { connectionId }),
          action,
          actor,
          facts: allowedFacts(facts),
          previous,
        }),
      );
    }
    return lines;
  }

  async #hold(writes: readonly RecordWrite[]): Promise<boolean> {
    for (const { namespace, key, ifVersion } of writes) {
      if (ifVersion === undefined) continue;
      const record = await this.#ports.records.get(EVERY_USER, namespace, key);
      if ((record?.version ?? 0) !== ifVersion) return false;
    }
    return true;
  }
}

/** The writes that add lines after a head that was read; they hold only while it is the head. */
function chainWrites(
  userId: string,
  lines: readonly AuditLine[],
  head: StoredRecord | null,
): readonly RecordWrite[] {
  const last = lines.at(-1);
  if (!last) return [];
  const { seq, hash } = last;
  const place = { namespace: AUDIT_HEADS, key: userId, userId };
  return [{ ...place, value: { seq, hash }, ifVersion: head?.version ?? 0 }, ...lines.map(lineWrite)];
}

/** A user's part of the audit log, for one piece of work. */
export class Trail {
  readonly userId: string;
  /** To be put into every write that makes something of this user, so that nothing late outlives an erasure. */
  readonly fence: RecordWrite | undefined;
  readonly #log: AuditLog;

  constructor(log: AuditLog, userId: string, fence: RecordWrite | undefined) {
    this.#log = log;
    this.userId = userId;
    this.fence = fence;
  }

  /**
   * Writes lines, before what they tell of is done.
   *
   * @throws ConflictError where the user was erased since the work began; the store's errors
   */
  async append(...entries: readonly AuditEntry[]): Promise<void> {
    await this.#log.append(this.userId, entries, [], this.fence);
  }

  /**
   * The writes that add lines, to be committed together with what they tell of. They hold only while no other line was
   * written meanwhile; whoever commits them begins again where they do not.
   */
  writes(entries: readonly AuditEntry[]): Promise<readonly RecordWrite[]> {
    return this.#log.writes(this.userId, entries, this.fence);
  }

  /**
   * Writes lines and records in one transaction, or nothing; `false` when one of the expected versions did not hold.
   *
   * @throws ConflictError where the user was erased since the work began; the store's errors
   */
  write(entries: readonly AuditEntry[], also: readonly RecordWrite[]): Promise<boolean> {
    return this.#log.append(this.userId, entries, also, this.fence);
  }
}
