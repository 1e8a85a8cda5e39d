import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, root } from '../support/source-files.ts';
import { instrument, type Mutant } from './instrument.ts';

/** What is mutated. */
export const FOLDERS = ['src/sync', 'src/vault', 'src/webhooks'];

export interface Plan {
  /** By path: the text with all mutants in it. */
  readonly texts: ReadonlyMap<string, string>;
  readonly mutants: readonly Mutant[];
}

/** All mutants of the folders, with the same ids every time. */
export function plan(): Plan {
  const texts = new Map<string, string>();
  const mutants: Mutant[] = [];
  for (const file of listFiles(...FOLDERS)) {
    const path = join(root, file);
    const made = instrument(file, readFileSync(path, 'utf8'), mutants.length + 1);
    texts.set(path, made.text);
    mutants.push(...made.mutants);
  }
  return { texts, mutants };
}
