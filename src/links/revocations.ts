import { type AnyBankweaveError, isBankweaveError, ProviderUnavailableError } from '../errors/catalog.ts';
import { raceAbort } from '../internal/race-abort.ts';
import { instant } from '../model/calendar-date.ts';
import type { StoredRecord } from '../store/records.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';
import { REVOKE_TICKETS } from '../vault/credentials.ts';
import { orphanWrite } from './orphans.ts';
import { revokeAtProvider } from './revoke.ts';
import { type HeldTicket, madeAt, TICKET_LIFE, ticketIn, ticketWrite } from '../sync/ticket.ts';

const FIRST_PAUSE = 60_000;
const LONGEST_PAUSE = 6 * 3_600_000;
// An adapter that does not come back must not hold up what comes after it.
const LONGEST_CALL = 45_000;
const PAGE = 100;

/** Goes on with what providers did not answer; after three days and one last attempt a ticket is destroyed. */
export async function revokeWaiting(ports: Ports, signal: AbortSignal): Promise<void> {
  for (const record of await ports.store.records.due(REVOKE_TICKETS, ports.clock.now(), PAGE)) {
    signal.throwIfAborted();
    await redeemRecord(ports, record, signal);
  }
}

/** Redeems one ticket now, where nobody else does; what fails is tried again later, and nothing is thrown for it. */
export async function redeem(ports: Ports, id: string, signal: AbortSignal): Promise<void> {
  const record = await ports.store.records.get(EVERY_USER, REVOKE_TICKETS, id);
  if (record && record.dueAt !== null && record.dueAt <= ports.clock.now())
    await redeemRecord(ports, record, signal);
}

async function redeemRecord(ports: Ports, record: StoredRecord, signal: AbortSignal): Promise<void> {
  const { records } = ports.store;
  const now = ports.clock.now();
  let held: HeldTicket;
  try {
    held = await ticketIn(ports, record);
  } catch (error) {
    if (!isBankweaveError(error)) throw error;
    ports.logger.warn('A revocation does not open.', { ticket: record.key, code: error.code });
    return shut(ports, record, error);
  }
  const { ticket } = held;
  const deadline = ticket.since + TICKET_LIFE;
  const isLast = now >= deadline;
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(ticket.attempts, 20));
  const next = isLast ? now + FIRST_PAUSE : Math.min(deadline, now + pause);
  // The next attempt is durable before this one, so that of several processes one makes it, and a crash ends nothing.
  const claimed = { ...held, ticket: { ...ticket, attempts: ticket.attempts + 1 } };
  if (!(await records.write([await ticketWrite(ports, claimed, next)]))) return;
  const failure = await attempt(ports, { ...claimed, version: held.version + 1 }, next, signal);
  if (failure === undefined) await destroy(ports, held);
  else if (isLast) await giveUp(ports, claimed, failure);
}

/** Asks the provider; what failed, or `undefined` where the connection has ended there. */
async function attempt(
  ports: Ports,
  held: HeldTicket,
  next: number,
  signal: AbortSignal,
): Promise<AnyBankweaveError | undefined> {
  const enough = new AbortController();
  const until = AbortSignal.any([signal, enough.signal]);
  const done = new AbortController();
  const { provider } = held.ticket;
  const tooLong = ports.clock.sleep(LONGEST_CALL, { signal: done.signal }).then(
    () => enough.abort(new ProviderUnavailableError('The provider took too long to answer.', { provider })),
    () => {},
  );
  try {
    await raceAbort(revokeAtProvider(ports, held, next, until), until);
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (!isBankweaveError(error) || error.code === 'store_unavailable') throw error;
    const { code } = error;
    ports.logger.warn('A connection could not be ended at its provider yet.', {
      ticket: held.id,
      provider,
      code,
    });
    return error;
  } finally {
    done.abort();
    await tooLong;
  }
}

/** A ticket that does not open waits for its key to come back, and ends in its time like any other. */
async function shut(ports: Ports, record: StoredRecord, { code }: AnyBankweaveError): Promise<void> {
  const { namespace, key, userId, version } = record;
  const now = ports.clock.now();
  const since = madeAt(key);
  const write = { namespace, key, userId, ifVersion: version };
  // The value is sealed for the version it has, so only a ticket that ends is written.
  if (now < since + TICKET_LIFE) return;
  const orphan = orphanWrite({
    id: key,
    provider: '',
    ...(userId !== '' && { userId }),
    since: instant(since),
    givenUpAt: instant(now),
    attempts: 0,
    reason: code,
  });
  await ports.store.records.write([{ ...write, value: undefined }, orphan]);
}

async function giveUp(ports: Ports, held: HeldTicket, { code }: AnyBankweaveError): Promise<void> {
  const { id, userId, ticket } = held;
  const { provider, since, attempts, connectionId } = ticket;
  const orphan = orphanWrite({
    id,
    provider,
    ...(userId !== '' && { userId }),
    ...(connectionId !== undefined && { connectionId }),
    since: instant(since),
    givenUpAt: instant(ports.clock.now()),
    attempts,
    reason: code,
  });
  await ports.store.records.write([gone(held), orphan]);
  ports.vault.forget({ userId, connectionId: id });
}

async function destroy(ports: Ports, held: HeldTicket): Promise<void> {
  await ports.store.records.write([gone(held)]);
  ports.vault.forget({ userId: held.userId, connectionId: held.id });
}

function gone({ id, userId }: HeldTicket) {
  return { namespace: REVOKE_TICKETS, key: id, userId, value: undefined };
}
