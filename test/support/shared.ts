import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './source-files.ts';

/**
 * The path of reference material that lives beside a checkout and is no part of it, or `undefined` where it is not
 * there; say so then with `test.skipIf`. Under CI its absence is an error, so that no check is lost in silence.
 */
export function sharedPath(...segments: readonly string[]): string | undefined {
  const path = join(root, '..', 'shared', ...segments);
  if (existsSync(path)) return path;
  if (process.env['CI']) throw new Error(`${segments.join('/')} is missing beside the checkout`);
  return undefined;
}
