import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set<string>();
let watching = false;

/**
 * A private file for a ledger that nobody keeps. SQLite's own `:memory:` belongs to one connection, so a reader beside
 * an open write transaction could not have it.
 */
export function scratchFile(): { readonly path: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'bankweave-'));
  folders.add(folder);
  if (!watching) process.once('exit', () => folders.forEach(removeFolder));
  watching = true;
  return { path: join(folder, 'ledger'), remove: () => removeFolder(folder) };
}

function removeFolder(folder: string): void {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true });
}
