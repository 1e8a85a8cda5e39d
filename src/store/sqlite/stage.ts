import type { StagedRow } from '../ledger.ts';
import { fromText } from '../sql/text.ts';
import { connectTemporary } from './connect.ts';
import { translated } from './failure.ts';
import { nextTurn } from './next-turn.ts';
import type { Session } from './session.ts';

// Up to here rows are held in memory, so that a small update touches no file.
const MOST_ROWS = 2_000;
const MOST_CHARACTERS = 2_000_000;
const SET = 500;

/**
 * Holds the rows of one update where no reader sees them: in memory, and beyond a bound in a file without a name that
 * is this stage's alone. The ledger's file, its log and its write lock are not touched, and what a killed process
 * leaves behind is nothing.
 */
export class Stage {
  readonly #rows = new Map<string, string>();
  #characters = 0;
  #file: Session | undefined;

  async append(rows: readonly StagedRow[]): Promise<void> {
    for (let start = 0; start < rows.length; start += SET) {
      if (start > 0) await nextTurn();
      this.#hold(rows.slice(start, start + SET));
    }
  }

  async *sets(): AsyncGenerator<readonly StagedRow[]> {
    if (!this.#file) {
      const keys = [...this.#rows.keys()].sort();
      for (let start = 0; start < keys.length; start += SET) {
        yield keys.slice(start, start + SET).map((key) => ({ key, value: this.#rows.get(key) ?? '' }));
      }
      return;
    }
    this.#spill();
    const first = 'SELECT key, value FROM stage ORDER BY key LIMIT ?';
    const next = 'SELECT key, value FROM stage WHERE key > ? ORDER BY key LIMIT ?';
    for (let after: string | undefined; this.#file; await nextTurn()) {
      const file: Session = this.#file;
      const rows: StagedRow[] = translated(() =>
        after === undefined ? file.all<StagedRow>(first, SET) : file.all<StagedRow>(next, after, SET),
      ).map(({ key, value }) => ({ key: fromText(key), value: fromText(value) }));
      if (rows.length > 0) yield rows;
      if (rows.length < SET) return;
      after = rows.at(-1)?.key;
    }
  }

  discard(): void {
    this.#rows.clear();
    this.#file?.close();
    this.#file = undefined;
  }

  #hold(rows: readonly StagedRow[]): void {
    for (const { key, value } of rows) {
      this.#rows.set(key, value);
      this.#characters += value.length;
    }
    if (this.#rows.size > MOST_ROWS || this.#characters > MOST_CHARACTERS) this.#spill();
  }

  #spill(): void {
    const file = (this.#file ??= createStage());
    const sql =
      'INSERT INTO stage (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value';
    translated(() => {
      file.exec('BEGIN');
      for (const [key, value] of this.#rows) file.run(sql, key, value);
      file.exec('COMMIT');
    });
    this.#rows.clear();
    this.#characters = 0;
  }
}

function createStage(): Session {
  return translated(() => {
    const file = connectTemporary();
    file.exec('CREATE TABLE stage (key TEXT NOT NULL UNIQUE, value TEXT NOT NULL) STRICT');
    return file;
  });
}
