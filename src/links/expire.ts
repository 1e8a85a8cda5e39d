import type { RecordWrite } from '../store/records.ts';
import type { Ports } from '../sync/ports.ts';
import { secretsGone } from './secrets.ts';
import { LINK_SESSIONS, type StoredSession } from './session.ts';
import { settledCredentials } from './settled-credentials.ts';
import { newTicket } from '../sync/ticket.ts';

const PAGE = 200;

/**
 * Forgets link sessions whose time is over. One that was exchanged but never became a connection leaves a ticket to end
 * it at the provider, so that no permission stays behind that nobody uses.
 */
export async function expireSessions(ports: Ports, signal: AbortSignal): Promise<void> {
  const { records, ledger } = ports.store;
  for (;;) {
    signal.throwIfAborted();
    const now = ports.clock.now();
    const expired = await records.due(LINK_SESSIONS, now, PAGE);
    for (const { key, userId, version, value } of expired) {
      const { step, provider, connectionId, newConnectionId } = value as unknown as StoredSession;
      const writes: RecordWrite[] = [
        { namespace: LINK_SESSIONS, key, userId, value: undefined, ifVersion: version },
        secretsGone(userId, key),
      ];
      const orphan = step === 'exchanged' && connectionId === undefined ? newConnectionId : undefined;
      if (orphan !== undefined && !(await ledger.connection({ userId }, orphan))) {
        const held = await settledCredentials(ports, orphan, signal);
        if (held) {
          const { credentials } = held;
          const ticket = { provider, credentials, since: now, attempts: 0 };
          writes.push((await newTicket(ports, userId, ticket)).write);
          writes.push(...ports.credentials.forgetting({ userId, connectionId: orphan }, held.version));
        }
      }
      // Where it moved on meanwhile, somebody is completing it.
      await records.write(writes);
    }
    if (expired.length < PAGE) return;
  }
}
