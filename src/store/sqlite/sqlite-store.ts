import { ConfigurationError } from '../../errors/fix-code.ts';
import type { Store } from '../contract.ts';
import { Database } from './database.ts';
import { sqliteLedger } from './ledger.ts';
import type { SqliteOptions } from './options.ts';
import { sqliteRecords } from './records.ts';

/**
 * A ledger in one SQLite file, over Node's own `node:sqlite`. The file is created for its owner only, and its folder
 * has to exist. Several processes of one machine may work on it.
 *
 * @param path The file; `':memory:'` for a ledger that ends with the store.
 * @example
 * ```ts
 * const bank = createBankweave({ adapters: [faker()], store: sqliteStore('bank.db') })
 * ```
 */
export function sqliteStore(path: string, options: SqliteOptions = {}): Store {
  if (typeof path !== 'string' || path === '')
    throw new ConfigurationError(
      "sqliteStore needs a path: sqliteStore('bank.db'), or ':memory:' for a private one.",
      {
        field: 'path',
        expected: 'the path of a file',
      },
    );
  const database = new Database(path, options);
  const kept = path !== ':memory:';
  return {
    traits: { durable: kept, shared: kept },
    ledger: sqliteLedger(database),
    records: sqliteRecords(database),
    open: ({ clock }) => database.open(clock),
    close: () => database.close(),
  };
}
