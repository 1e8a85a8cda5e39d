import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';
import { endOf, served } from './window.ts';
import { NOTICE_WINDOWS, windowIn, windowWrite } from './windows.ts';

const PAGE = 200;

/** Asks for the syncs of connections whose notices have waited long enough, and forgets windows that are over. */
export async function promoteNotices(ports: Ports, signal: AbortSignal): Promise<void> {
  const { records, ledger } = ports.store;
  for (;;) {
    signal.throwIfAborted();
    const now = ports.clock.now();
    const due = await records.due(NOTICE_WINDOWS, now, PAGE);
    for (const record of due) {
      const { key: connectionId, userId, version } = record;
      const window = windowIn(record);
      const row = await ledger.connection(EVERY_USER, connectionId);
      const alive = row !== null && row.connection.status !== 'removed';
      const next = alive && window && endOf(window) > now ? served(window) : undefined;
      // Of several processes one moves it on, and only that one asks. Dies it in between, the wish of the first notice
      // stands.
      const ours = await records.write([
        windowWrite({ connectionId, userId }, version, next, next ? endOf(next) : null),
      ]);
      if (ours && alive && window?.first !== null) await ledger.want(connectionId, now);
    }
    if (due.length < PAGE) return;
  }
}
