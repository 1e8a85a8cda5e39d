/** A law as data: what a conformance kit holds a subject to. */
export interface Law {
  /** Stable, such as `COMMIT-04`: for badges, tables and bug reports. */
  readonly id: string;
  /** What holds, in one line. */
  readonly reason: string;
}

/**
 * Registers one test: vitest's, jest's or `node:test`'s own `test`, or anything shaped alike. Where it has a `skip`,
 * laws that do not apply go there; otherwise they are tests that pass. Their name says why either way.
 */
export interface TestFunction {
  (name: string, run: () => Promise<void>): unknown;
  readonly skip?: (name: string, run: () => Promise<void>) => unknown;
}

/** Registers a law as a test, or as a skipped one that says why. */
export function register(
  test: TestFunction,
  { id, reason }: Law,
  run: () => Promise<void>,
  skipped?: string,
): void {
  if (skipped === undefined) test(`${id} ${reason}`, run);
  else (test.skip ?? test)(`${id} ${reason} (skipped: ${skipped})`, async () => {});
}

/** Laws without what checks them. */
export function lawsAsData(laws: readonly Law[]): readonly Law[] {
  return Object.freeze(laws.map(({ id, reason }) => Object.freeze({ id, reason })));
}
