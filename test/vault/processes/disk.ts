import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of its own for one test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'bankweave-vault-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Which files under a folder hold a text, in the encodings it could have. */
export function filesWith(path: string, text: string): string[] {
  const needles = [
    Buffer.from(text),
    Buffer.from(text, 'utf16le'),
    Buffer.from(Buffer.from(text).toString('hex')),
  ];
  return readdirSync(path).filter((name) => {
    const bytes = readFileSync(join(path, name));
    return needles.some((needle) => bytes.includes(needle));
  });
}
