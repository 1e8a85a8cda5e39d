import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Store } from 'bankweave/store';
import { sqliteStore } from 'bankweave/store/sqlite';
import { storeConformance } from 'bankweave/testing';
import { afterAll } from 'vitest';
import { patient } from '../testing/patient.ts';

const folder = mkdtempSync(join(tmpdir(), 'bankweave-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const paths = new WeakMap<Store, string>();
const open = (path: string): Store => {
  const store = sqliteStore(path, { synchronous: 'normal' });
  paths.set(store, path);
  return store;
};

let files = 0;
storeConformance({
  test: patient,
  create: () => open(join(folder, `${++files}.db`)),
  join: (store) => open(paths.get(store) ?? ''),
  // The file, its log and its index, each to the last byte.
  inspect(store) {
    const name = basename(paths.get(store) ?? '');
    const own = readdirSync(folder).filter((file) => file.startsWith(name));
    return Buffer.concat(own.map((file) => readFileSync(join(folder, file))));
  },
});
