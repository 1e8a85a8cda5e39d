import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteStore } from 'bankweave/store/sqlite';
import { afterAll } from 'vitest';
import { storeContract } from './contract/store-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'bankweave-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
storeContract({
  name: 'sqliteStore',
  create: () => sqliteStore(join(folder, `${++files}.db`), { synchronous: 'normal' }),
});
