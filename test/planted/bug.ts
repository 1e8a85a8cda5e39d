/** One replacement in one file. The text must stand there exactly once. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A bug to plant, and the tests that have to notice it. */
export interface Bug {
  readonly number: number;
  readonly name: string;
  readonly edits: readonly Edit[];
  /** What vitest is given: test files or folders, and `-t` with a name where one test is enough. */
  readonly battery: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A bug that has nowhere to be planted here. */
export interface Unplantable {
  readonly number: number;
  readonly name: string;
  readonly reason: string;
}
