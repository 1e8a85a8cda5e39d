import type { TestFunction } from 'bankweave/testing';
import { test } from 'vitest';

/** The runner's `test` with the time that a law may take on a busy machine. */
export const patient: TestFunction = Object.assign(
  (name: string, run: () => Promise<void>) => test(name, run, 60_000),
  { skip: (name: string, run: () => Promise<void>) => test.skip(name, run) },
);
