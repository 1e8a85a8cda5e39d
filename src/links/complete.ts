import type { LinkSession } from '../adapter-kit/contract.ts';
import { hash } from 'node:crypto';
import { ConflictError, NotFoundError } from '../errors/catalog.ts';
import { randomId } from '../internal/random.ts';
import type { Connection } from '../model/connection.ts';
import { instant } from '../model/calendar-date.ts';
import type { RecordWrite, StoredRecord } from '../store/records.ts';
import type { Ports } from '../sync/ports.ts';
import { LINK_SESSIONS, type StoredSession } from './session.ts';

/** Completes a link session. Safe to call again after a crash: a finished exchange is never repeated. */
export async function completeLink(
  ports: Ports,
  {
    userId,
    provider,
    sessionId,
    params,
    signal,
  }: { userId: string; provider: string; sessionId: string; params: unknown; signal: AbortSignal },
): Promise<Connection> {
  const { records, ledger } = ports.store;
  const record = await records.get({ userId }, LINK_SESSIONS, sessionId);
  const stored = record?.value as unknown as StoredSession | undefined;
  if (!record || !stored || stored.provider !== provider)
    throw new NotFoundError('There is no such link session.', { provider });
  const exchanged =
    stored.step === 'started' ? await exchange(ports, { userId, record, stored, params, signal }) : stored;
  const connectionId = exchanged.connectionId ?? exchanged.newConnectionId;
  if (exchanged.step === 'completed' && connectionId) {
    const done = await ledger.connection({ userId }, connectionId);
    if (done) return done.connection;
  }
  if (exchanged.step !== 'exchanged' || !connectionId)
    throw new ConflictError('This link session was used before; start a new one.', { provider });

  const adapter = ports.adapter(provider);
  const { credentials } = await ports.credentials.read(connectionId);
  const inspection = await adapter.connection.inspect({
    ...ports.call({ adapter, userId, connectionId, signal }),
    connectionId,
    credentials,
  });
  const existing = await ledger.connection({ userId }, connectionId);
  if (!existing) {
    const connection: Connection = {
      id: connectionId,
      userId,
      provider,
      institution: inspection.institution,
      status: 'active',
      health: {
        auth: inspection.auth,
        attempt: 'none',
        freshness: 'unknown',
        consent: inspection.consent.expiresAt === null ? 'none' : 'live',
      },
      consent: inspection.consent,
      createdAt: instant(ports.clock.now()),
      lastSyncedAt: null,
      nextSyncAt: null,
      ...(inspection.historyClosesAt && { historyClosesAt: inspection.historyClosesAt }),
    };
    const added = await ledger.addConnection({
      connection,
      providerConnectionId: exchanged.providerConnectionId ?? connectionId,
      failures: 0,
      version: 0,
    });
    if (!added)
      throw new ConflictError('This user has a connection to the same login already.', { provider });
  }
  await ledger.want(connectionId, ports.clock.now());
  await records.write([sessionWrite(userId, sessionId, { ...exchanged, step: 'completed' }, undefined)]);
  const row = await ledger.connection({ userId }, connectionId);
  if (!row) throw new NotFoundError('There is no such connection.', { connectionId });
  return row.connection;
}

async function exchange(
  ports: Ports,
  {
    userId,
    record,
    stored,
    params,
    signal,
  }: { userId: string; record: StoredRecord; stored: StoredSession; params: unknown; signal: AbortSignal },
): Promise<StoredSession> {
  const { records } = ports.store;
  const { provider, mode, state, codeVerifier, context } = stored;
  if (stored.expiresAt <= ports.clock.now())
    throw new ConflictError('This link session has expired; start a new one.', { provider });
  // Taken before the exchange, so that of two callers only one spends the one-time code.
  const claimed = await records.write([
    sessionWrite(userId, record.key, { ...stored, step: 'exchanging' }, record.version),
  ]);
  if (!claimed) throw new ConflictError('This link session is being completed already.', { provider });
  const adapter = ports.adapter(provider);
  const session: LinkSession = {
    id: record.key,
    mode,
    state,
    codeVerifier,
    codeChallenge: hash('sha256', codeVerifier, 'base64url'),
    context,
  };
  const { credentials, providerConnectionId } = await adapter.link.exchange(
    { session, params: params as never },
    ports.call({ adapter, userId, signal }),
  );
  const connectionId = stored.connectionId ?? randomId(ports.random, 'con');
  const next: StoredSession = {
    ...stored,
    step: 'exchanged',
    newConnectionId: connectionId,
    providerConnectionId,
  };
  await records.write([
    await ports.credentials.write({ userId, connectionId }, credentials),
    sessionWrite(userId, record.key, next, undefined),
  ]);
  return next;
}

function sessionWrite(
  userId: string,
  key: string,
  session: StoredSession,
  ifVersion: number | undefined,
): RecordWrite {
  return {
    namespace: LINK_SESSIONS,
    key,
    userId,
    value: { ...session },
    dueAt: session.expiresAt,
    ...(ifVersion !== undefined && { ifVersion }),
  };
}
