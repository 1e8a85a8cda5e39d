import { StoreFormatError } from '../../errors/catalog.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';
import type { Session } from './session.ts';

/** Brings the file to this version's shape. Each step is one transaction, so that it may die anywhere and run again. */
export function migrate(session: Session): void {
  if (session.get<{ journal_mode: string }>('PRAGMA journal_mode')?.journal_mode !== 'wal') {
    session.exec('PRAGMA journal_mode = WAL');
  }
  while (shapeOf(session) < MIGRATIONS.length) step(session);
}

function step(session: Session): void {
  session.exec('BEGIN IMMEDIATE');
  try {
    // Asked again under the lock: another process may have been here.
    const done = shapeOf(session);
    const sql = MIGRATIONS[done];
    if (sql)
      session.exec(`${sql}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${done + 1}`);
    session.exec('COMMIT');
  } catch (error) {
    try {
      session.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back already.
    }
    throw error;
  }
}

function shapeOf(session: Session): number {
  const { user_version: shape } = session.get<{ user_version: number }>('PRAGMA user_version') ?? {
    user_version: 0,
  };
  const { application_id: mark } = session.get<{ application_id: number }>('PRAGMA application_id') ?? {
    application_id: 0,
  };
  if (shape > 0 && mark !== APPLICATION_ID) {
    throw new StoreFormatError('The database file belongs to another program.');
  }
  if (shape > MIGRATIONS.length) {
    throw new StoreFormatError('The database file was written by a newer version of this library.');
  }
  return shape;
}
