/** What a command works with. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Aborted when the person has had enough. */
  readonly signal: AbortSignal;
}
