import type { Clock } from '../../internal/clock.ts';
import { storeFailure } from './failure.ts';
import type { Session } from './session.ts';

let commits = 0;

/** Commits; an error on the way is judged by what the file says, so that nothing is lost or done twice. */
export function commit(session: Session, clock: Clock): void {
  const mark = `${process.pid}-${clock.now()}-${++commits}`;
  try {
    session.run(`UPDATE feed_state SET value = ? WHERE name = 'last_commit'`, mark);
    session.exec('COMMIT');
  } catch (error) {
    rollback(session);
    if (!holds(session, mark)) throw storeFailure(error);
  }
}

/** Takes everything back. `false` where SQLite says that there is nothing to take back, or cannot. */
export function rollback(session: Session): boolean {
  try {
    session.exec('ROLLBACK');
    return true;
  } catch {
    // Some errors end the transaction by themselves.
    return false;
  }
}

function holds(session: Session, mark: string): boolean {
  try {
    return (
      session.get<{ value: string }>(`SELECT value FROM feed_state WHERE name = 'last_commit'`)?.value ===
      mark
    );
  } catch {
    return false;
  }
}
