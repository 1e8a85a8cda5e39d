import { AUDIT, AUDIT_HEADS, lineIn } from '../audit/chain.ts';
import { ERASURES, subjectOf, type Tombstone } from '../audit/generation.ts';
import type { Instant } from '../model/calendar-date.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';
import { eraseUser } from './erase.ts';
import type { ErasureReceipt } from './erasure.ts';
import { everyConnection, everyRecord } from './every.ts';

/** An erasure as it is remembered: by a keyed hash, which only this store's own key can match to a person. */
export interface Erasure {
  readonly id: string;
  /** The person's keyed hash. */
  readonly subject: string;
  readonly at: Instant;
  /** `null` while it is under way. */
  readonly completedAt: Instant | null;
  readonly counts: Readonly<Record<string, number>>;
}

/** What a replay found. */
export interface ReplayReport {
  /** People with anything in the store. */
  readonly users: number;
  /** One receipt for each person who had come back and was erased again. */
  readonly erased: readonly ErasureReceipt[];
}

/** A stored tombstone as an erasure. */
export function erasureOf(key: string, tombstone: Tombstone): Erasure {
  const { id, at, completedAt, counts = {} } = tombstone;
  return {
    id,
    subject: key.slice(0, key.lastIndexOf('/')),
    at: at as Instant,
    completedAt: (completedAt ?? null) as Instant | null,
    counts,
  };
}

/**
 * Erases again whom a restored backup brought back: everybody with data from before their erasure. People who came back
 * by themselves have newer data only, and stay.
 */
export async function replayErasures(
  ports: Ports,
  kept: Iterable<Erasure> | AsyncIterable<Erasure>,
  signal: AbortSignal,
): Promise<ReplayReport> {
  const latest = new Map<string, string>();
  const add = ({ subject, at }: Erasure): void => {
    const before = latest.get(subject);
    if (before === undefined || before < at) latest.set(subject, at);
  };
  for await (const { key, value } of everyRecord(ports, EVERY_USER, ERASURES))
    add(erasureOf(key, value as unknown as Tombstone));
  for await (const erasure of kept) add(erasure);

  const erased: ErasureReceipt[] = [];
  let users = 0;
  for await (const userId of everybody(ports)) {
    signal.throwIfAborted();
    users++;
    const at = latest.get(await subjectOf(ports.audit.key, userId));
    if (at !== undefined && (await hasOlder(ports, userId, at)))
      erased.push(await eraseUser(ports, userId, { actor: 'app', signal }));
  }
  return { users, erased };
}

/** Everybody with a connection or a line in the audit log. */
async function* everybody(ports: Ports): AsyncGenerator<string> {
  for await (const { userId } of everyRecord(ports, EVERY_USER, AUDIT_HEADS)) if (userId !== '') yield userId;
  for await (const { connection } of everyConnection(ports, EVERY_USER)) {
    const head = await ports.store.records.get(EVERY_USER, AUDIT_HEADS, connection.userId);
    if (!head) yield connection.userId;
  }
}

async function hasOlder(ports: Ports, userId: string, at: string): Promise<boolean> {
  for await (const { connection } of everyConnection(ports, { userId }))
    if (connection.createdAt <= at) return true;
  const first = await firstLineAt(ports, userId);
  return first !== undefined && first <= at;
}

async function firstLineAt({ store }: Ports, userId: string): Promise<string | undefined> {
  const [first] = await store.records.list({ userId }, AUDIT, { limit: 1 });
  return first ? lineIn(first).at : undefined;
}
