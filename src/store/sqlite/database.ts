import { resolve } from 'node:path';
import { ClosedError, StoreUnavailableError } from '../../errors/catalog.ts';
import type { Clock } from '../../internal/clock.ts';
import { type Instant, instant } from '../../model/calendar-date.ts';
import { connectReader, connectWriter, createFile } from './connect.ts';
import { isBusy, storeFailure } from './failure.ts';
import { migrate } from './migrate.ts';
import type { SqliteOptions } from './options.ts';
import { scratchFile } from './scratch-file.ts';
import type { Session } from './session.ts';
import { commit, rollback } from './transaction-end.ts';
import { WriteQueue } from './write-queue.ts';

interface Open {
  readonly clock: Clock;
  readonly writer: Session;
  readonly reader: Session;
  readonly removeFile: (() => void) | undefined;
}

const PATIENCE_MS = 60_000;
const READ_PATIENCE_MS = 5_000;

/**
 * The file with one connection that writes and one that reads. A write transaction may stay open over many turns of
 * the event loop; readers see the state before it until it is committed.
 */
export class Database {
  readonly #path: string;
  readonly #options: SqliteOptions;
  readonly #queue = new WriteQueue();
  #opening: Promise<Open> | undefined;
  #open: Open | undefined;
  #closed = false;
  /** Whether a write transaction may be open. */
  #writing = false;

  constructor(path: string, options: SqliteOptions) {
    this.#path = path;
    this.#options = options;
  }

  async open(clock: Clock): Promise<void> {
    if (this.#closed) throw new ClosedError('The store was closed; make a new one.');
    this.#opening ??= this.#connect(clock);
    try {
      this.#open = await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  /** The store's clock. */
  get clock(): Clock {
    return this.#opened().clock;
  }

  /** Now, as it is stored. */
  instant(): Instant {
    return instant(this.clock.now());
  }

  /** Reads what is committed. */
  read<T>(work: (session: Session) => T): Promise<T> {
    const { clock } = this.#opened();
    return patiently(clock, READ_PATIENCE_MS, () => {
      const { reader, writer } = this.#opened();
      // The connection that wrote last has the newest pages at hand; the other one reads them anew after each commit.
      return work(this.#writing ? reader : writer);
    });
  }

  /** Runs `work` in a write transaction, alone; whatever it throws takes everything back. */
  write<T>(work: (session: Session) => T | Promise<T>): Promise<T> {
    const { clock } = this.#opened();
    const patienceMs = this.#options.patienceMs ?? PATIENCE_MS;
    return this.#queue.run(clock, patienceMs, async () => {
      const { writer } = this.#opened();
      const begin = (): void => writer.exec('BEGIN IMMEDIATE');
      if (!atOnce(begin)) await patiently(clock, patienceMs, begin);
      this.#writing = true;
      let result: T;
      try {
        // Without a pause where none is needed, so that nobody reads beside it.
        const done = work(writer);
        result = done instanceof Promise ? await done : done;
      } catch (error) {
        if (rollback(writer)) this.#writing = false;
        throw storeFailure(error);
      }
      // Where this throws, nobody reads what may still be open: the reader sees what is committed.
      commit(writer, clock);
      this.#writing = false;
      return result;
    });
  }

  /** Moves everything into the file itself and empties the log beside it, so that no erased byte stays there. */
  async emptyLog(): Promise<void> {
    const { clock } = this.#opened();
    const patienceMs = this.#options.patienceMs ?? PATIENCE_MS;
    await this.#queue.run(clock, patienceMs, () =>
      patiently(clock, Math.min(patienceMs, READ_PATIENCE_MS), () => {
        const row = this.#opened().writer.get<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)');
        if (row?.busy)
          throw new StoreUnavailableError(
            'It is erased, but another reader keeps the log of the database; erase again.',
          );
      }),
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const open = this.#open ?? (await this.#opening?.catch(() => undefined));
    if (!open) return;
    await this.#queue.run(open.clock, PATIENCE_MS, async () => {
      this.#open = undefined;
      open.reader.close();
      open.writer.close();
      open.removeFile?.();
    });
  }

  #opened(): Open {
    if (!this.#open)
      throw new ClosedError(this.#closed ? 'The store was closed.' : 'The store was not opened.');
    return this.#open;
  }

  async #connect(clock: Clock): Promise<Open> {
    const scratch = this.#path === ':memory:' ? scratchFile() : undefined;
    // An absolute path cannot be read as a URI or as an option.
    const path = scratch?.path ?? resolve(this.#path);
    createFile(path);
    const durability = this.#options.synchronous === 'normal' ? 'NORMAL' : 'FULL';
    return patiently(clock, READ_PATIENCE_MS, () => {
      const writer = connectWriter(path, { synchronous: scratch ? 'OFF' : durability });
      try {
        migrate(writer);
        return { clock, writer, reader: connectReader(path), removeFile: scratch?.remove };
      } catch (error) {
        writer.close();
        throw error;
      }
    });
  }
}

/** Whether it worked without waiting; anything but being busy is thrown. */
function atOnce(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw storeFailure(error);
  }
}

/** Tries again while others are at work, with growing pauses, until patience ends. */
async function patiently<T>(clock: Clock, patienceMs: number, work: () => T): Promise<T> {
  const until = clock.monotonic() + patienceMs;
  for (let pause = 2; ; pause = Math.min(pause * 2, 100)) {
    try {
      return work();
    } catch (error) {
      const again = isBusy(error) || (error instanceof StoreUnavailableError && clock.monotonic() < until);
      if (!again || clock.monotonic() >= until) throw storeFailure(error);
    }
    await clock.sleep(pause);
  }
}
