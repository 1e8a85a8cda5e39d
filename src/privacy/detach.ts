import { isBankweaveError, StaleUpdateError } from '../errors/catalog.ts';
import { type Orphan, ORPHANS, orphanWrite } from '../links/orphans.ts';
import { LINK_SESSIONS, type StoredSession } from '../links/session.ts';
import { settledCredentials } from '../links/settled-credentials.ts';
import { newTicket, type Ticket, ticketIn } from '../sync/ticket.ts';
import { instant } from '../model/calendar-date.ts';
import type { RecordWrite } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';
import { CREDENTIALS, REVOKE_TICKETS } from '../vault/credentials.ts';
import { ERASING, type Erasing, erasingIn, erasingWrite, type HeldErasing } from './erasure.ts';
import { everyConnection, everyRecord } from './every.ts';

type Entry = Erasing['connections'][number];

/**
 * Takes a person's connections out of use: the credentials of each become a ticket that names nobody, in the write that
 * forgets them. Tickets of connections removed earlier become such tickets too.
 */
export async function detach(ports: Ports, started: HeldErasing, signal: AbortSignal): Promise<HeldErasing> {
  const { userId } = started;
  let erasing = started;
  const providers = new Map<string, string>();
  for await (const { connection } of everyConnection(ports, { userId }))
    providers.set(connection.id, connection.provider);
  for await (const { value } of everyRecord(ports, { userId }, LINK_SESSIONS)) {
    const { provider, newConnectionId } = value as unknown as StoredSession;
    if (newConnectionId !== undefined && !providers.has(newConnectionId))
      providers.set(newConnectionId, provider);
  }
  for await (const { key } of everyRecord(ports, { userId }, CREDENTIALS)) {
    signal.throwIfAborted();
    erasing = await take(ports, erasing, { id: key, provider: providers.get(key) ?? '' }, signal);
    ports.vault.forget({ userId, connectionId: key });
  }
  for await (const { key } of everyRecord(ports, { userId }, REVOKE_TICKETS)) {
    signal.throwIfAborted();
    erasing = await rename(ports, erasing, key);
  }
  for await (const { value } of everyRecord(ports, { userId }, ORPHANS)) {
    const { userId: _user, connectionId: _connection, ...rest } = value as unknown as Orphan;
    erasing = await note(ports, erasing, [], [orphanWrite(rest)]);
  }
  // What ended before is in the receipt as well.
  const known = new Set(erasing.connections.map(({ id }) => id));
  const ended: Entry[] = [...providers].flatMap(([id, provider]) =>
    known.has(id) ? [] : [{ id, provider, ticket: null }],
  );
  return ended.length === 0 ? erasing : note(ports, erasing, ended, []);
}

/** Turns the credentials of one connection into a ticket. */
async function take(
  ports: Ports,
  erasing: HeldErasing,
  { id, provider }: Omit<Entry, 'ticket'>,
  signal: AbortSignal,
): Promise<HeldErasing> {
  const { userId } = erasing;
  const owner = { userId, connectionId: id };
  for (let current = erasing; ; ) {
    let ticket: { id: string; write: RecordWrite } | undefined;
    let version: number;
    try {
      const held = await settledCredentials(ports, id, signal);
      if (!held) return current;
      version = held.version;
      ticket = await newTicket(ports, '', {
        provider,
        credentials: held.credentials,
        since: ports.clock.now(),
        attempts: 0,
      });
    } catch (error) {
      if (!isBankweaveError(error) || error.code !== 'vault' || error.fault === 'key_unavailable')
        throw error;
      return lost(ports, current, { id, provider }, error.code);
    }
    const writes = [ticket.write, ...ports.credentials.forgetting(owner, version)];
    const next = await tryNote(ports, current, [{ id, provider, ticket: ticket.id }], writes);
    if (next) return next;
    // A renewal stored newer tokens, or another process is at it too.
    current = await readAgain(ports, current);
  }
}

/** Credentials that nobody can open any more cannot end anything: the connection may be open at its provider. */
async function lost(
  ports: Ports,
  erasing: HeldErasing,
  { id, provider }: Omit<Entry, 'ticket'>,
  reason: string,
): Promise<HeldErasing> {
  const { id: ticket } = await newTicket(ports, '', emptyTicket(provider, ports.clock.now()));
  const now = instant(ports.clock.now());
  const orphan = orphanWrite({ id: ticket, provider, since: now, givenUpAt: now, attempts: 0, reason });
  const owner = { userId: erasing.userId, connectionId: id };
  return note(ports, erasing, [{ id, provider, ticket }], [orphan, ...ports.credentials.forgetting(owner)]);
}

function emptyTicket(provider: string, since: number): Ticket {
  return { provider, credentials: {}, since, attempts: 0 };
}

/** A ticket that named its person is replaced by one that does not. */
async function rename(ports: Ports, erasing: HeldErasing, key: string): Promise<HeldErasing> {
  for (let current = erasing; ; ) {
    const record = await ports.store.records.get(EVERY_USER, REVOKE_TICKETS, key);
    if (!record) return current;
    const { namespace, userId, version } = record;
    const gone: RecordWrite = { namespace, key, userId, value: undefined, ifVersion: version };
    let opened: Ticket;
    try {
      opened = (await ticketIn(ports, record)).ticket;
    } catch (error) {
      if (!isBankweaveError(error) || error.code !== 'vault' || error.fault === 'key_unavailable')
        throw error;
      return note(ports, current, [], [gone]);
    }
    const { connectionId = '', ...rest } = opened;
    const { id, write } = await newTicket(ports, '', rest);
    ports.vault.forget({ userId, connectionId: key });
    const entry = { id: connectionId, provider: rest.provider, ticket: id };
    const next = await tryNote(ports, current, connectionId === '' ? [] : [entry], [write, gone]);
    if (next) return next;
    current = await readAgain(ports, current);
  }
}

/** Writes what was done into the erasure, with whatever did it. */
async function tryNote(
  { store, clock }: Ports,
  erasing: HeldErasing,
  entries: readonly Entry[],
  writes: readonly RecordWrite[],
): Promise<HeldErasing | undefined> {
  const next = { ...erasing, connections: [...erasing.connections, ...entries] };
  const written = await store.records.write([erasingWrite(next, clock.now()), ...writes]);
  return written ? { ...next, version: erasing.version + 1 } : undefined;
}

async function note(
  ports: Ports,
  erasing: HeldErasing,
  entries: readonly Entry[],
  writes: readonly RecordWrite[],
): Promise<HeldErasing> {
  for (let current = erasing; ; current = await readAgain(ports, current)) {
    const known = new Set(current.connections.map(({ id }) => id));
    const missing = entries.filter(({ id }) => !known.has(id));
    const next = await tryNote(ports, current, missing, writes);
    if (next) return next;
  }
}

async function readAgain({ store }: Ports, erasing: HeldErasing): Promise<HeldErasing> {
  const record = await store.records.get(EVERY_USER, ERASING, erasing.subject);
  const current = record ? erasingIn(record) : undefined;
  if (current?.id !== erasing.id)
    throw new StaleUpdateError('This erasure was completed by another process.');
  return current;
}
