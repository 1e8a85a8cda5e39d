import { ConflictError, NotFoundError } from '../errors/catalog.ts';
import { randomId } from '../internal/random.ts';
import type { StoredRecord } from '../store/records.ts';
import type { Ports } from '../sync/ports.ts';
import { type Completion, sessionFor, sessionWrite, type StoredSession } from './session.ts';

// Longer than any exchange can take: who began one so long ago is gone.
const ABANDONED_AFTER = 120_000;

/**
 * Spends what came back from the provider, by one caller only, and stores the credentials before anything else happens.
 * Answers with the session as it then is, or with nothing where another caller is at it.
 */
export async function exchange(
  ports: Ports,
  { userId, params, signal }: Completion,
  record: StoredRecord,
  stored: StoredSession,
): Promise<StoredSession | undefined> {
  const { provider } = stored;
  const now = ports.clock.now();
  if (stored.expiresAt <= now)
    throw new ConflictError('This link session has expired; start a new one.', { provider, field: 'linkId' });
  if (stored.step === 'exchanging' && Math.abs(now - (stored.claimedAt ?? 0)) < ABANDONED_AFTER)
    return undefined;
  const claimed: StoredSession = { ...stored, step: 'exchanging', claimedAt: now };
  const { records } = ports.store;
  if (!(await records.write([sessionWrite(userId, record.key, claimed, record.version)]))) return undefined;
  const version = record.version + 1;
  const adapter = ports.adapter(provider);
  try {
    const { credentials, providerConnectionId } = await adapter.link.exchange(
      { session: sessionFor(record.key, stored), params: params as never },
      ports.call({ adapter, userId, signal }),
    );
    const connectionId = stored.connectionId ?? randomId(ports.random, 'con');
    if (stored.connectionId !== undefined)
      await sameLogin(ports, userId, stored.connectionId, providerConnectionId);
    const next: StoredSession = {
      ...claimed,
      step: 'exchanged',
      newConnectionId: connectionId,
      providerConnectionId,
    };
    const kept = await ports.credentials.put({ userId, connectionId }, credentials, [
      sessionWrite(userId, record.key, next, version),
    ]);
    // Taken over by somebody who thought us gone: theirs counts.
    return kept ? next : undefined;
  } catch (error) {
    // What failed may be tried again as long as the session lives; the provider itself refuses a code that is spent.
    await records
      .write([sessionWrite(userId, record.key, { ...stored, step: 'started' }, version)])
      .catch(() => {});
    throw error;
  }
}

/** A repair must come back from the login it was begun for, or rows of two people would meet in one connection. */
async function sameLogin(
  { store }: Ports,
  userId: string,
  connectionId: string,
  providerConnectionId: string,
): Promise<void> {
  const row = await store.ledger.connection({ userId }, connectionId);
  if (!row) throw new NotFoundError('There is no such connection.', { connectionId });
  if (row.connection.status === 'removed')
    throw new ConflictError('This connection was removed meanwhile; link the bank anew.', { connectionId });
  if (row.providerConnectionId !== providerConnectionId)
    throw new ConflictError(
      'The person signed in to another login than the one to repair; nothing was changed.',
      {
        connectionId,
      },
    );
}
