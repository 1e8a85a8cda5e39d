import type { Ledger } from '../ledger.ts';
import { sqliteAccounts } from './accounts.ts';
import { sqliteConnections } from './connections.ts';
import type { Database } from './database.ts';
import { sqliteDecisions } from './decisions.ts';
import { sqliteErase } from './erase.ts';
import { sqliteFeed } from './feed.ts';
import { sqliteGenerations } from './generations.ts';
import { sqliteKnownRows } from './known-rows.ts';
import { sqliteLeases } from './leases.ts';
import { sqliteRuns } from './runs.ts';
import { sqliteTransactions } from './transactions.ts';
import { sqliteUpdates } from './update.ts';

/** The ledger facet over one file. */
export function sqliteLedger(database: Database): Ledger {
  return {
    ...sqliteConnections(database),
    ...sqliteAccounts(database),
    ...sqliteTransactions(database),
    ...sqliteDecisions(database),
    ...sqliteKnownRows(database),
    ...sqliteUpdates(database),
    ...sqliteRuns(database),
    ...sqliteLeases(database),
    ...sqliteGenerations(database),
    ...sqliteFeed(database),
    ...sqliteErase(database),
  };
}
