import type { StagedRow } from '../ledger.ts';
import { StageFile } from './stage-file.ts';
import { nextTurn } from './next-turn.ts';

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
  #file: StageFile | undefined;

  async append(rows: readonly StagedRow[]): Promise<void> {
    for (const { key, value } of rows) {
      this.#rows.set(key, value);
      this.#characters += value.length;
      if (this.#rows.size < MOST_ROWS && this.#characters < MOST_CHARACTERS) continue;
      this.#spill();
      await nextTurn();
    }
  }

  async *sets(): AsyncGenerator<readonly StagedRow[]> {
    if (this.#file && this.#rows.size > 0) this.#spill();
    const rows = this.#file ? this.#file.merged() : this.#sorted();
    let set: StagedRow[] = [];
    for (const row of rows) {
      if (set.push(row) < SET) continue;
      yield set;
      set = [];
      await nextTurn();
    }
    if (set.length > 0) yield set;
  }

  discard(): void {
    this.#rows.clear();
    this.#characters = 0;
    this.#file?.close();
    this.#file = undefined;
  }

  #spill(): void {
    this.#file ??= new StageFile();
    this.#file.add(this.#sorted());
    this.#rows.clear();
    this.#characters = 0;
  }

  #sorted(): StagedRow[] {
    const keys = [...this.#rows.keys()].sort();
    return keys.map((key) => ({ key, value: this.#rows.get(key) ?? '' }));
  }
}
