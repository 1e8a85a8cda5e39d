import { closeSync, constants, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { UnsupportedError } from '../../errors/catalog.ts';
import { Session } from './session.ts';

/** How the connections of a store are set up. */
export interface Tuning {
  readonly synchronous: 'FULL' | 'NORMAL' | 'OFF';
}

// The lock is waited for asynchronously; SQLite itself waits only for moments, because it keeps the thread meanwhile.
const MOMENT_MS = 50;

/** Creates the file where there is none, for its owner only. SQLite gives its side files the same mode. */
export function createFile(path: string): void {
  try {
    closeSync(openSync(path, constants.O_CREAT | constants.O_RDWR, 0o600));
  } catch {
    // Opening it says what is wrong, in the words of SQLite.
  }
}

/** A connection that writes. */
export function connectWriter(path: string, { synchronous }: Tuning): Session {
  const session = connect(path);
  session.exec(
    `PRAGMA synchronous = ${synchronous}; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 10000; PRAGMA foreign_keys = OFF`,
  );
  return session;
}

/** A connection that only reads, and sees what is committed. */
export function connectReader(path: string): Session {
  const session = connect(path);
  session.exec('PRAGMA query_only = ON');
  return session;
}

/** A file without a name that is gone with the process; SQLite keeps small ones in memory. */
export function connectTemporary(): Session {
  const session = new Session(new (sqlite())(''));
  session.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192');
  return session;
}

function connect(path: string): Session {
  const session = new Session(new (sqlite())(path));
  session.exec(`PRAGMA busy_timeout = ${MOMENT_MS}; PRAGMA cache_size = -65536; PRAGMA temp_store = FILE`);
  return session;
}

// Loaded when a store is opened: an app without SQLite pays nothing, and an old Node can still import the library.
function sqlite(): typeof DatabaseSync {
  const module = process.getBuiltinModule('node:sqlite');
  if (!module) throw new UnsupportedError('This Node has no node:sqlite; 22.13 or newer has it.');
  return module.DatabaseSync;
}
