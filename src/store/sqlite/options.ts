/** How a SQLite file is opened. */
export interface SqliteOptions {
  /**
   * `full` (as left out) keeps every commit through a loss of power; `normal` may lose the last ones, and never damages
   * the file.
   */
  readonly synchronous?: 'full' | 'normal';
  /** How long a write waits for others, in this process and elsewhere, before it gives up. 60,000 ms as left out. */
  readonly patienceMs?: number;
}
