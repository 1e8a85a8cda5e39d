import { isMarked } from '../../errors/base.ts';
import {
  InvalidInputError,
  StaleUpdateError,
  StoreFormatError,
  StoreUnavailableError,
} from '../../errors/catalog.ts';

const BUSY = 5;
const LOCKED = 6;
const TOO_BIG = 18;
const CONSTRAINT = 19;

// The primary result codes of SQLite, in words that hold no path, no SQL and no value.
const passing: Readonly<Record<number, string>> = {
  [BUSY]: 'another process is writing to the database',
  [LOCKED]: 'the database is locked',
  7: 'there is no memory left for the database',
  8: 'the database cannot be written to',
  9: 'the database call was interrupted',
  10: 'the disk of the database failed to read or write',
  13: 'the disk of the database is full',
  14: 'the database file cannot be opened; its folder has to exist and be writable',
  15: 'the lock of the database cannot be taken',
  23: 'access to the database was refused',
};

/** An error of SQLite in this library's own words; every other error as it is. */
export function storeFailure(error: unknown): unknown {
  const code = sqliteCode(error);
  if (isMarked(error) || code === null) return error;
  if (code in passing) return new StoreUnavailableError(sentence(passing[code] ?? ''));
  if (code === CONSTRAINT) return new StaleUpdateError('A row that was to be added is there already.');
  if (code === TOO_BIG) return new InvalidInputError('A value is too large for the database.');
  return new StoreFormatError('The database file is damaged, or not one of this library.');
}

/** Whether somebody else is at work, so that the same call may succeed a moment later. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === BUSY || code === LOCKED;
}

/** Runs `work` and turns what SQLite throws into an error of this library. */
export function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeFailure(error);
  }
}

function sqliteCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
