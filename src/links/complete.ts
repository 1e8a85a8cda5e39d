import type { Trail } from '../audit/log.ts';
import { ConflictError, NotFoundError } from '../errors/catalog.ts';
import type { Connection } from '../model/connection.ts';
import type { Ports } from '../sync/ports.ts';
import { adopted } from './adopt.ts';
import { establish } from './establish.ts';
import { exchange } from './exchange.ts';
import { renewConnection } from './renew.ts';
import { revived } from './revive.ts';
import { type Completion, LINK_SESSIONS, sessionWrite, type StoredSession } from './session.ts';

const PATIENCE = 30_000;
const PAUSE = 100;
const MOST_ATTEMPTS = 3;

/**
 * Completes a link session. Safe to call again after a crash and by several callers at once: an exchange that worked is
 * never repeated, and all of them end with the one connection.
 */
export async function completeLink(ports: Ports, completion: Completion): Promise<Connection> {
  const { userId, provider, sessionId, signal } = completion;
  const trail = await ports.audit.open(userId);
  const until = ports.clock.monotonic() + PATIENCE;
  for (;;) {
    const record = await ports.store.records.get({ userId }, LINK_SESSIONS, sessionId);
    const stored = record?.value as unknown as StoredSession | undefined;
    if (!record || stored?.provider !== provider) throw noSession(provider);
    if (stored.step === 'completed') return finished(ports, stored, completion);
    if (stored.step === 'refused')
      throw new ConflictError('This link session has ended; start a new one.', { provider, field: 'linkId' });
    const exchanged =
      stored.step === 'exchanged' ? stored : await exchange(ports, trail, completion, record, stored);
    if (exchanged) return finish(ports, trail, exchanged, completion);
    // Somebody else is at it: their connection is ours too.
    if (ports.clock.monotonic() >= until)
      throw new ConflictError('This link session is being completed elsewhere; try again in a moment.', {
        provider,
        field: 'linkId',
        retryAfterMs: PATIENCE,
      });
    await ports.clock.sleep(PAUSE, { signal });
  }
}

async function finish(
  ports: Ports,
  trail: Trail,
  session: StoredSession,
  { userId, sessionId, signal }: Completion,
): Promise<Connection> {
  const connection = await connectionOf(ports, trail, session, sessionId, signal);
  await ports.store.ledger.want(connection.id, ports.clock.now());
  const { id: connectionId } = connection;
  await trail.write([], [sessionWrite(userId, sessionId, { ...session, connectionId, step: 'completed' })]);
  return connection;
}

async function connectionOf(
  ports: Ports,
  trail: Trail,
  session: StoredSession,
  sessionId: string,
  signal: AbortSignal,
): Promise<Connection> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const connectionId = session.connectionId ?? (await adopted(ports, trail, session, sessionId));
    if (connectionId !== undefined)
      return renewConnection(ports, trail, { ...session, connectionId }, signal);
    const made =
      (await revived(ports, trail, session, sessionId, signal)) ??
      (await establish(ports, trail, session, signal));
    if (made) return made;
  }
  throw new ConflictError('This login is being linked elsewhere; try again in a moment.', {
    provider: session.provider,
  });
}

/** The connection of a session that was completed before. */
async function finished(
  { store }: Ports,
  { connectionId, newConnectionId }: StoredSession,
  { userId, provider }: Completion,
): Promise<Connection> {
  const row = await store.ledger.connection({ userId }, connectionId ?? newConnectionId ?? '');
  if (!row) throw noSession(provider);
  return row.connection;
}

function noSession(provider: string): NotFoundError {
  return new NotFoundError('There is no such link session.', { provider, field: 'linkId' });
}
