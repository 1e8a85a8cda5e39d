import type { Change } from '../changes.ts';
import type { Origin } from '../../model/transaction.ts';
import type { Session } from './session.ts';

/** What an entry says beside its number and its moment. */
export interface Entry {
  readonly type: Change['type'];
  readonly userId: string;
  readonly connectionId: string;
  readonly origin: Origin;
  /** The transaction it is about, by the number of the entry that added it. */
  readonly addedSeq?: number;
  readonly previous?: object;
  /** The account or connection as it is now; a transaction is read from its own table. */
  readonly document?: object;
}

/** Numbers and writes the entries of one write transaction. */
export class ChangeLog {
  readonly #session: Session;
  readonly #at: string;
  readonly #before: number;
  #last: number;
  /** Entries up to here are forgotten, so that nobody needs the rows they carried. */
  readonly trimmedTo: number;

  constructor(session: Session, at: string) {
    this.#session = session;
    this.#at = at;
    this.#before = feedState(session, 'last_seq');
    this.#last = this.#before;
    this.trimmedTo = feedState(session, 'trimmed_to');
  }

  get first(): number {
    return this.#before + 1;
  }

  get last(): number {
    return this.#last;
  }

  /** The number that the next entry gets. */
  get next(): number {
    return this.#last + 1;
  }

  /** Takes a number for an entry that is written elsewhere. */
  number(): number {
    return ++this.#last;
  }

  add({ type, userId, connectionId, origin, addedSeq, previous, document }: Entry): void {
    this.#session.run(
      `INSERT INTO changes (seq, user_id, connection_id, type, origin, at, added_seq, previous, document)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      this.number(),
      userId,
      connectionId,
      type,
      origin,
      this.#at,
      addedSeq ?? null,
      previous ? JSON.stringify(previous) : null,
      document ? JSON.stringify(document) : null,
    );
  }

  /** Keeps the last number, also when every entry is trimmed or erased later. */
  close(): void {
    if (this.#last === this.#before) return;
    this.#session.run(`UPDATE feed_state SET value = ? WHERE name = 'last_seq'`, this.#last);
  }
}

/** A number that belongs to the feed as a whole. */
export function feedState(session: Session, name: 'last_seq' | 'trimmed_to'): number {
  return session.get<{ value: number }>('SELECT value FROM feed_state WHERE name = ?', name)?.value ?? 0;
}
