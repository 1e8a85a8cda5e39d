import type { Credentials } from '../adapter-kit/call.ts';
import type { LinkExchanged } from '../adapter-kit/contract.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { hasFallen } from '../audit/generation.ts';
import type { Trail } from '../audit/log.ts';
import { ConflictError, NotFoundError } from '../errors/catalog.ts';
import { randomId } from '../internal/random.ts';
import type { StoredRecord } from '../store/records.ts';
import type { Ports } from '../sync/ports.ts';
import { type Completion, sessionFor, sessionWrite, type StoredSession } from './session.ts';
import { checkCallback } from './callback.ts';
import { refuseDuplicate } from './duplicate.ts';
import { oldCredentials } from './old-credentials.ts';
import { secretsGone, secretsOf } from './secrets.ts';
import { newTicket } from '../sync/ticket.ts';

// Longer than any exchange can take: who began one so long ago is gone.
const ABANDONED_AFTER = 120_000;

/**
 * Spends what came back from the provider, by one caller only, and stores the credentials before anything else happens.
 * Answers with the session as it then is, or with nothing where another caller is at it.
 */
export async function exchange(
  ports: Ports,
  trail: Trail,
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
  const adapter = ports.adapter(provider);
  const { state, refusal } = checkCallback(adapter, params, stored.stateHash);
  if (refusal) {
    const ended = sessionWrite(userId, record.key, { ...stored, step: 'refused' }, record.version);
    if (!(await trail.write([], [ended, secretsGone(userId, record.key)]))) return undefined;
    throw refusal;
  }
  if (stored.connectionId === undefined) await refuseDuplicate(ports, adapter, userId, params);
  const secrets = await secretsOf(ports, userId, record.key);
  // Somebody exchanged it a moment ago.
  if (!secrets) return undefined;
  const old =
    stored.connectionId === undefined ? undefined : await oldCredentials(ports, stored.connectionId);
  const claimed: StoredSession = { ...stored, step: 'exchanging', claimedAt: now };
  const { records } = ports.store;
  const claim = sessionWrite(userId, record.key, claimed, record.version);
  if (!(await trail.write(linesOf(stored), [claim]))) return undefined;
  const version = record.version + 1;
  let given: Credentials | undefined;
  try {
    const answer = await adapter.link.exchange(
      {
        session: sessionFor(record.key, stored.mode, state, secrets),
        params: params as never,
        ...(old && { connection: { credentials: old } }),
      },
      ports.call({ adapter, userId, signal, fence: trail.fence }),
    );
    const { credentials, providerConnectionId } = answer;
    given = credentials;
    const connectionId = stored.connectionId ?? randomId(ports.random, 'con');
    if (stored.connectionId !== undefined) await sameLogin(ports, userId, stored.connectionId, answer);
    const next: StoredSession = {
      ...claimed,
      step: 'exchanged',
      newConnectionId: connectionId,
      providerConnectionId,
    };
    const kept = await ports.credentials.put({ userId, connectionId }, credentials, [
      sessionWrite(userId, record.key, next, version),
      secretsGone(userId, record.key),
    ]);
    if (!kept) await endIfErased(ports, trail, provider, credentials);
    // Taken over by somebody who thought us gone: theirs counts.
    return kept ? next : undefined;
  } catch (error) {
    if (given) await endIfErased(ports, trail, provider, given);
    // What failed may be tried again as long as the session lives; the provider itself refuses a code that is spent.
    await records
      .write([sessionWrite(userId, record.key, { ...stored, step: 'started' }, version)])
      .catch(() => {});
    throw error;
  }
}

/** What is about to be done, written with the claim: nothing may stand between the exchange and storing what it gave. */
function linesOf({ provider, mode, connectionId }: StoredSession): readonly AuditEntry[] {
  const about = { actor: 'user', ...(connectionId !== undefined && { connectionId }) } as const;
  return [
    { action: 'link.complete', ...about, facts: { provider, mode } },
    ...(connectionId === undefined
      ? []
      : [{ action: 'credentials.read', ...about, facts: { provider, class: 'exchange' } } as const]),
    { action: 'provider.call', ...about, facts: { provider, class: 'exchange' } },
    { action: 'credentials.write', ...about, facts: { provider } },
  ];
}

/** A person who was erased while the provider gave its permission leaves only the wish to end that again. */
async function endIfErased(
  ports: Ports,
  { fence }: Trail,
  provider: string,
  credentials: Credentials,
): Promise<void> {
  if (!fence || !(await hasFallen(ports.store.records, fence))) return;
  const ticket = { provider, credentials, since: ports.clock.now(), attempts: 0 };
  await ports.store.records.write([(await newTicket(ports, '', ticket)).write]);
}

/** A repair must come back from the login it was begun for, or rows of two people would meet in one connection. */
async function sameLogin(
  { store }: Ports,
  userId: string,
  connectionId: string,
  { providerConnectionId, replaces }: Omit<LinkExchanged, 'credentials'>,
): Promise<void> {
  const row = await store.ledger.connection({ userId }, connectionId);
  if (!row) throw new NotFoundError('There is no such connection.', { connectionId });
  if (row.connection.status === 'removed')
    throw new ConflictError('This connection was removed meanwhile; link the bank anew.', { connectionId });
  if (row.providerConnectionId === providerConnectionId) return;
  if (row.providerConnectionId !== replaces)
    throw new ConflictError(
      'The person signed in to another login than the one to repair; nothing was changed.',
      {
        connectionId,
      },
    );
  const owners = await store.ledger.connectionsOf(row.connection.provider, providerConnectionId);
  const twin = owners.find((owner) => owner.userId === userId);
  if (twin)
    throw new ConflictError('The login that came back is another connection already; nothing was changed.', {
      connectionId,
      existingConnectionId: twin.connectionId,
    });
}
