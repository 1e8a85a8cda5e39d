/** What a child process is told to do. */
export interface Job {
  readonly role: 'callers' | 'die' | 'recover' | 'worker' | 'rewrap';
  /** The SQLite file. */
  readonly file: string;
  /** The token server. */
  readonly url: string;
  readonly keys: readonly { readonly id: string; readonly secret: string }[];
  readonly primary?: string;
  readonly connectionId?: string;
  /** `callers`: how many at once. */
  readonly count?: number;
  /** `die`: where. */
  readonly point?: Point;
  /** `rewrap`: dies after so many writes. */
  readonly dieAfter?: number;
}

/** The named points of a renewal at which a process can die. */
export const POINTS = [
  'before-intent',
  'after-intent',
  'sent',
  'answered',
  'before-save',
  'after-save',
  'before-close',
  'after-close',
] as const;
export type Point = (typeof POINTS)[number];
