import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';

/** Things that must never be seen where they do not belong. Plant them in a test; the suite looks for them everywhere. */
export const CANARIES = {
  token: 'canary-token-7Qm2vX9sKp41',
  secret: 'canary-secret-Zt83hWc60RbY',
  iban: 'GB94CNRY20264477310915',
  card: '4929774410238816',
  name: 'Quintessa Canarywood',
  email: 'quintessa@canarywood.example',
} as const;

export type Canary = keyof typeof CANARIES;

const ALL = Object.keys(CANARIES) as Canary[];

/** How a canary may be dressed. */
function spellings(canary: Canary): string[] {
  const plain = CANARIES[canary];
  const base64 = Buffer.from(plain).toString('base64');
  return [...new Set([plain, encodeURIComponent(plain), base64, Buffer.from(plain).toString('hex')])];
}

/** The canaries in a text or in bytes. */
export function canariesIn(where: string | Buffer, which: readonly Canary[] = ALL): Canary[] {
  return which.filter((canary) => spellings(canary).some((spelling) => where.includes(spelling)));
}

/** Everything that a person, a log or a crash report could make of a value. */
export function everyLook(value: unknown): string {
  const looks: string[] = [];
  const seen = new Set<unknown>();
  const look = (one: unknown): void => {
    if (one === undefined || seen.has(one)) return;
    seen.add(one);
    looks.push(
      attempt(() => (one instanceof Error ? `${one.name} ${one.message} ${one.stack}` : '')),
      attempt(() => JSON.stringify(one) ?? ''),
      attempt(() =>
        inspect(one, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null }),
      ),
    );
    if (typeof one !== 'object' || one === null) return;
    for (const key of Reflect.ownKeys(one)) {
      looks.push(String(key));
      const member = attemptTo(() => Reflect.get(one, key) as unknown);
      if (typeof member === 'string') looks.push(member);
      else if (member instanceof Error || key === 'cause' || key === 'errors') look(member);
    }
  };
  look(value);
  return looks.join('\n');
}

/** Canaries in the SQLite files below a folder, and in the logs beside them. */
export function canariesInFiles(folder: string, which: readonly Canary[] = ALL): string[] {
  return databaseFiles(folder).flatMap((path) =>
    canariesIn(readFileSync(path), which).map((canary) => `${canary} in ${path}`),
  );
}

const HEADER = Buffer.from('SQLite format 3\0');
const BESIDE = /-(wal|journal|shm)$/;

/** SQLite files, known by their first bytes, and what stands beside them. */
function databaseFiles(folder: string): string[] {
  let names: string[];
  try {
    names = statSync(folder).isDirectory() ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  } catch {
    return [];
  }
  return names
    .map((name) => join(folder, name))
    .filter((path) => {
      try {
        if (!statSync(path).isFile()) return false;
        return BESIDE.test(path) || readFileSync(path).subarray(0, HEADER.length).equals(HEADER);
      } catch {
        return false;
      }
    });
}

function attempt(make: () => string): string {
  return attemptTo(make) ?? '';
}

function attemptTo<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
