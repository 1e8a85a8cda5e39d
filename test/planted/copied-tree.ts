import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NEEDED = ['src', 'adapters', 'test', 'examples', 'package.json', 'tsconfig.json', '.config'];

/** A copy of the project in a folder of its own, gone when it is disposed of. */
export function copiedTree(root: string): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'bankweave-planted-'));
  for (const part of NEEDED) cpSync(join(root, part), join(path, part), { recursive: true });
  symlinkSync(realpathSync(join(root, 'node_modules')), join(path, 'node_modules'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
