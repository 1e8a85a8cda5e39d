import { CONSENT_REMINDERS, reminderIn, reminderWrite } from '../consent/reminder.ts';
import { LeaseHeldError } from '../errors/catalog.ts';
import type { Connection } from '../model/connection.ts';
import { hostWrite } from '../sync/host-write.ts';
import { healthOf, statusOf } from '../sync/health.ts';
import type { Ports } from '../sync/ports.ts';

const PAGE = 200;

/**
 * Reminds of consents that end soon: each reminder once, by whichever process takes it. Where several were missed, only
 * the closest one is told. At the end itself the connection is looked at, so that it shows.
 */
export async function remindOfConsents(ports: Ports, signal: AbortSignal): Promise<void> {
  const { records, ledger } = ports.store;
  for (;;) {
    signal.throwIfAborted();
    const now = ports.clock.now();
    const due = await records.due(CONSENT_REMINDERS, now, PAGE);
    for (const record of due) {
      const { key: connectionId, userId, version } = record;
      const { expiresAt, days } = reminderIn(record, now);
      const row = await ledger.connection({ userId }, connectionId);
      const isOver = !row || row.connection.status === 'removed';
      const next = reminderWrite(userId, connectionId, isOver ? null : expiresAt, now, version);
      // Taken before it is told, so that it is told by one process only.
      if (!(await records.write([next])) || isOver) continue;
      const connection = (await shown(ports, connectionId, signal)) ?? row.connection;
      if (days === 0) await ledger.want(connectionId, now);
      else ports.publish({ type: 'consent.expiring', userId, connection, expiresAt, days });
    }
    if (due.length < PAGE) return;
  }
}

/** The connection with a health that shows the end to come. A sync under way will write it itself. */
async function shown(
  ports: Ports,
  connectionId: string,
  signal: AbortSignal,
): Promise<Connection | undefined> {
  let result: Connection | undefined;
  const now = ports.clock.now();
  try {
    await hostWrite(
      ports,
      connectionId,
      signal,
      async ({ connection, failures }) => {
        const { consent } = healthOf(connection, { failures, partial: false }, now);
        // That it has run out is for the run to write, with the event that tells of it.
        if (consent === 'expired') return {};
        const health = { ...connection.health, consent };
        result = { ...connection, health, status: statusOf(health, connection.status === 'degraded') };
        return { seal: { connection: result } };
      },
      { action: 'consent.change', actor: 'engine', facts: { class: 'reminder' } },
    );
  } catch (error) {
    if (!(error instanceof LeaseHeldError)) throw error;
  }
  return result;
}
