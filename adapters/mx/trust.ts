import type { ConnectionCall } from 'bankweave/adapter-kit';
import type { Checkpoint } from './checkpoint.ts';
import { statusOf } from './jobs.ts';
import type { Seen } from './listing.ts';
import { jobOf, readinessOf } from './readiness.ts';
import type { Member, Transport } from './transport.ts';
import type { Status } from './wire.ts';

/** How often a list may shrink by more than half before it is believed. */
const MOST_SHRUNK = 3;
/** Below that many rows a half is nothing. */
const MANY = 10;

/** Whether absence from a list means anything, and what to remember of it. */
export interface Trust {
  readonly isTrusted: boolean;
  readonly remember: Pick<Checkpoint, 'recent' | 'shrunk'>;
}

/**
 * Judges a list that was just read. It is worth nothing where it moved while it was read, where a job was or came
 * under way, and for a while where much of what was there a moment ago is gone from it.
 */
export async function trustIn(
  { mx, of, call, status }: { mx: Transport; of: Member; call: ConnectionCall; status: Status },
  { recent: before, shrunk = 0 }: Checkpoint,
  { coherent, recent }: Pick<Seen, 'coherent' | 'recent'>,
  /** Whether `recent` was counted. */
  isNewest: boolean,
): Promise<Trust> {
  const keep = { recent: before, shrunk };
  const after = coherent ? await statusOf(mx, of) : undefined;
  if (!after || !readinessOf(after).isQuiet || !readinessOf(status).isQuiet || jobOf(after) !== jobOf(status))
    return { isTrusted: false, remember: only(keep) };
  if (!isNewest) return { isTrusted: true, remember: only(keep) };
  const halved = before !== undefined && before > MANY && recent * 2 < before;
  if (!halved || shrunk >= MOST_SHRUNK) return { isTrusted: true, remember: { recent } };
  call.logger.warn('MX lists far fewer rows than before; nothing is taken for gone yet.', {
    provider: 'mx',
    connectionId: call.connectionId,
    before,
    now: recent,
  });
  return { isTrusted: false, remember: only({ recent: before, shrunk: shrunk + 1 }) };
}

function only({ recent, shrunk }: { recent: number | undefined; shrunk: number }): Trust['remember'] {
  return { ...(recent !== undefined && { recent }), ...(shrunk > 0 && { shrunk }) };
}
