import type { AuditActor } from '../audit/entry.ts';
import { ERASURES, type Tombstone, tombstoneKey } from '../audit/generation.ts';
import { isBankweaveError } from '../errors/catalog.ts';
import { randomId } from '../internal/random.ts';
import { redeem } from '../links/revocations.ts';
import { type Instant, instant } from '../model/calendar-date.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';
import { detach } from './detach.ts';
import {
  endWrites,
  type ErasureReceipt,
  ERASING,
  erasingIn,
  erasingWrite,
  type HeldErasing,
  tombstoneWrite,
} from './erasure.ts';
import { outcomesOf } from './outcomes.ts';

/**
 * Erases a person. In order: a durable wish, which fences out every piece of work of theirs that is under way; each
 * connection's credentials turned into a sealed ticket; every row in one transaction; each ticket tried once; the end.
 * Cut off anywhere, it goes on from there when it is called again or by `runDue`.
 */
export async function eraseUser(
  ports: Ports,
  userId: string,
  { actor, signal }: { readonly actor: AuditActor; readonly signal: AbortSignal },
): Promise<ErasureReceipt> {
  signal.throwIfAborted();
  return carryOn(ports, await begin(ports, userId, actor), signal);
}

/** Takes an erasure to its end from wherever it stands. */
export async function carryOn(
  ports: Ports,
  started: HeldErasing,
  signal: AbortSignal,
): Promise<ErasureReceipt> {
  let erasing = started;
  for (;;) {
    try {
      erasing = await detach(ports, erasing, signal);
      signal.throwIfAborted();
      erasing = await wipe(ports, erasing);
      for (const { ticket } of erasing.connections) {
        signal.throwIfAborted();
        if (ticket !== null) await redeem(ports, ticket, signal);
      }
      return await finish(ports, erasing);
    } catch (error) {
      if (!isBankweaveError(error) || error.code !== 'stale_update') throw error;
      // Another process is at the same erasure: every step can be done by either.
      const record = await ports.store.records.get(EVERY_USER, ERASING, started.subject);
      const current = record ? erasingIn(record) : undefined;
      if (current?.id !== started.id) return finishedElsewhere(ports, erasing);
      erasing = current;
    }
  }
}

/** Writes down the wish, or finds the one that is there. */
async function begin(ports: Ports, userId: string, actor: AuditActor): Promise<HeldErasing> {
  const { records } = ports.store;
  for (;;) {
    const { subject, number: times } = await ports.audit.generation(userId);
    const underWay = await records.get(EVERY_USER, ERASING, subject);
    if (underWay) return erasingIn(underWay);
    const id = randomId(ports.random, 'erasure');
    const now = ports.clock.now();
    const at = instant(now);
    const number = times + 1;
    const erasing = { id, userId, subject, number, at, connections: [], counts: {}, version: 0 };
    const tombstone: Tombstone = { id, state: 'erasing', at };
    const line = { action: 'erase', actor, facts: { erasure: id } } as const;
    const written = await ports.audit
      .ownTrail()
      .write([line], [tombstoneWrite(subject, number, tombstone, 0), erasingWrite(erasing, now)]);
    if (written) return { ...erasing, version: 1 };
  }
}

/** Removes every row in one transaction, which also keeps the counts. */
async function wipe({ store, clock }: Ports, erasing: HeldErasing): Promise<HeldErasing> {
  const { userId, version } = erasing;
  const next = (counts: Readonly<Record<string, number>>): HeldErasing => ({
    ...erasing,
    counts: sum(erasing.counts, counts),
  });
  const counts = await store.ledger.erase({ userId }, (erased) => [erasingWrite(next(erased), clock.now())]);
  return { ...next(counts), version: version + 1 };
}

async function finish(ports: Ports, erasing: HeldErasing): Promise<ErasureReceipt> {
  const { id, counts } = erasing;
  const completedAt = instant(ports.clock.now());
  const connections = await outcomesOf(ports, erasing);
  const waiting = connections.filter(({ revoked }) => revoked === 'ticket').length;
  const facts = { erasure: id, count: connections.length, waiting };
  const line = { action: 'erase.complete', actor: 'engine', facts } as const;
  const writes = [...(await ports.audit.ownTrail().writes([line])), ...endWrites(erasing, completedAt)];
  // As an erasure, so that the store leaves no copy of the wish behind either.
  await ports.store.ledger.erase({ userId: erasing.userId }, () => writes);
  return { id, counts, connections, completedAt };
}

async function finishedElsewhere(ports: Ports, erasing: HeldErasing): Promise<ErasureReceipt> {
  const { id, subject, number } = erasing;
  const record = await ports.store.records.get(EVERY_USER, ERASURES, tombstoneKey(subject, number));
  const { counts = {}, completedAt = erasing.at } = (record?.value ?? {}) as unknown as Partial<Tombstone>;
  return {
    id,
    counts,
    connections: await outcomesOf(ports, erasing),
    completedAt: completedAt as Instant,
  };
}

function sum(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...names].map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]));
}
