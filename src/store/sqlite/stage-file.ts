import type { StagedRow } from '../ledger.ts';
import { fromText } from '../sql/text.ts';
import { connectTemporary } from './connect.ts';
import { translated } from './failure.ts';
import { merge } from './merge.ts';
import type { Session } from './session.ts';

/** Rows of a block lie next to each other as one text, so that a block costs one write and one read. */
interface Block {
  readonly keys: string;
  readonly sizes: string;
  readonly rows: string;
}

const BLOCK = 32;

/** Sorted runs in a temporary file, read together as one sorted list. */
export class StageFile {
  readonly #session: Session;
  /** The number of each run's first block. */
  readonly #starts: number[] = [];
  #blocks = 0;

  constructor() {
    this.#session = translated(() => {
      const session = connectTemporary();
      session.exec(
        'CREATE TABLE block (n INTEGER PRIMARY KEY, keys TEXT NOT NULL, sizes TEXT NOT NULL, rows TEXT NOT NULL)',
      );
      return session;
    });
  }

  /** Adds a run; its rows are sorted by key, and no key is in it twice. */
  add(run: readonly StagedRow[]): void {
    this.#starts.push(this.#blocks + 1);
    translated(() => {
      this.#session.exec('BEGIN');
      for (let start = 0; start < run.length; start += BLOCK) this.#write(run.slice(start, start + BLOCK));
      this.#session.exec('COMMIT');
    });
  }

  /** All rows, sorted by key; of several with one key the last that was added. */
  merged(): Generator<StagedRow> {
    const ends = [...this.#starts.slice(1), this.#blocks + 1];
    return merge(this.#starts.map((start, run) => this.#run(start, ends[run] ?? start)));
  }

  close(): void {
    this.#session.close();
  }

  #write(rows: readonly StagedRow[]): void {
    this.#session.run(
      'INSERT INTO block (n, keys, sizes, rows) VALUES (?, ?, ?, ?)',
      ++this.#blocks,
      JSON.stringify(rows.map(({ key }) => key)),
      JSON.stringify(rows.map(({ value }) => value.length)),
      rows.map(({ value }) => value).join(''),
    );
  }

  *#run(start: number, end: number): Generator<StagedRow> {
    for (let block = start; block < end; block++) yield* this.#read(block);
  }

  #read(n: number): StagedRow[] {
    const block = translated(() =>
      this.#session.get<Block>('SELECT keys, sizes, rows FROM block WHERE n = ?', n),
    );
    if (!block) return [];
    const sizes = JSON.parse(block.sizes) as number[];
    const text = fromText(block.rows);
    let at = 0;
    return (JSON.parse(fromText(block.keys)) as string[]).map((key, index) => {
      const start = at;
      at += sizes[index] ?? 0;
      return { key, value: text.slice(start, at) };
    });
  }
}
