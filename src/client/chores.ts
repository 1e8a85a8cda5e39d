import { trimChanges } from '../changes/trim.ts';
import { expireSessions } from '../links/expire.ts';
import { remindOfConsents } from '../links/remind.ts';
import { revokeWaiting } from '../links/revocations.ts';
import { resumeErasures } from '../privacy/resume.ts';
import type { Chore } from '../schedule/work.ts';
import { sweepLetters } from '../webhooks/dead-letters.ts';

const DAY = 86_400_000;

/** How the chores are done. */
export interface ChoreOptions {
  readonly keepChangesForDays?: number;
}

/** What `runDue` and `work` see to beside the syncs: what expires, what is too old, what waits for a provider. */
export function choresOf({ keepChangesForDays }: ChoreOptions): Chore {
  return async (ports, signal) => {
    await resumeErasures(ports, signal);
    await expireSessions(ports, signal);
    await remindOfConsents(ports, signal);
    await revokeWaiting(ports, signal);
    await sweepLetters(ports);
    if (keepChangesForDays !== undefined)
      await trimChanges(ports.store.ledger, ports.clock.now() - keepChangesForDays * DAY, signal);
  };
}
