/** How far a sync is. Totals are unknown to most providers, so this tells what is done, not what is left. */
export interface SyncProgress {
  readonly stage: 'accounts' | 'pulling' | 'committing' | 'done';
  /** The account being read, where the feed is read by account. */
  readonly accountId?: string;
  /** Batches and rows received so far in this run. */
  readonly batches: number;
  readonly rows: number;
}
