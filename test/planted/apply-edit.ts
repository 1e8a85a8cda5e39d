import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from './bug.ts';

/** How often the text to be replaced stands in its file. */
export function places(tree: string, { file, find }: Edit): number {
  return readFileSync(join(tree, file), 'utf8').split(find).length - 1;
}

/** Makes the edit in a copy of the project. */
export function applyEdit(tree: string, edit: Edit): void {
  const count = places(tree, edit);
  if (count !== 1) throw new Error(`${edit.file} holds the text of this edit ${count} times, not once`);
  const path = join(tree, edit.file);
  // As a function, so that no `$` of the text means anything.
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(edit.find, () => edit.replace),
  );
}
