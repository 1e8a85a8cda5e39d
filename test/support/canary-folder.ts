import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canariesInFiles } from './canaries.ts';

const NAME = 'BANKWEAVE_CANARY_FOLDER';

/** A folder for database files that a test leaves on purpose; looked through when the whole suite is over. */
export function leftFile(name: string): string {
  const folder = process.env[NAME] ?? tmpdir();
  return join(mkdtempSync(join(folder, 'left-')), name);
}

/** Run once around the whole suite. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'bankweave-canaries-'));
  process.env[NAME] = folder;
  return () => {
    const hits = canariesInFiles(folder);
    rmSync(folder, { recursive: true, force: true });
    if (hits.length > 0) throw new Error(`Canaries were left in files:\n${hits.join('\n')}`);
  };
}
