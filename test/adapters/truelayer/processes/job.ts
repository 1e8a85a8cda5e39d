/** What a child process is told to do. */
export interface Job {
  readonly role: 'ask' | 'sync';
  /** The SQLite file. */
  readonly file: string;
  /** Where TrueLayer is served. */
  readonly url: string;
  readonly keys: readonly { readonly id: string; readonly secret: string }[];
  /** How far its clock is from the machine's, in milliseconds. */
  readonly shift: number;
  readonly connectionId: string;
  readonly accountId: string;
  /** How many callers at once. */
  readonly callers: number;
  readonly attended: boolean;
}

/** How one caller fared: what it was given, or the code of the error. */
export type Outcome = string;
