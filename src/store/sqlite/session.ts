import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { toText } from '../sql/text.ts';

/** What can be bound to a statement. */
export type Value = string | number | null;

// Filters combine into many texts; a cache that only grows would keep them all.
const MOST_STATEMENTS = 300;

/** One connection to the file, with its prepared statements. */
export class Session {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Runs SQL without parameters or results. */
  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** Writes; returns how many rows it touched. */
  run(sql: string, ...values: Value[]): number {
    return Number(this.#prepared(sql).run(...bound(values)).changes);
  }

  /** The first row. The caller says what the columns are. */
  get<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#prepared(sql).get(...bound(values)) as Row | undefined;
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#prepared(sql).all(...bound(values)) as Row[];
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(sql: string): StatementSync {
    const kept = this.#statements.get(sql);
    if (kept) return kept;
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function bound(values: Value[]): Value[] {
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (typeof value === 'string') values[at] = toText(value);
  }
  return values;
}
