import type { Connection } from '../../model/connection.ts';
import type { AccountRow } from '../../store/rows.ts';
import { EVERY_USER } from '../../store/scope.ts';
import type { Ports } from '../../sync/ports.ts';
import { QUARANTINE } from '../../sync/quarantine.ts';
import type { Found } from './finding.ts';

const HOUR = 3_600_000;
const STALE_AFTER = 72 * HOUR;
const MOST_COUNTED = 1_000;

/** How current a connection is, and what of it could not be read. */
export async function freshness(
  { store, clock }: Ports,
  { id, createdAt, lastSyncedAt, health }: Connection,
  accounts: readonly AccountRow[],
): Promise<Found[]> {
  const found: Found[] = [];
  const age = (at: string): number => clock.now() - Date.parse(at);
  if (lastSyncedAt === null) {
    if (age(createdAt) > HOUR)
      found.push({ type: 'never_synced', message: 'No sync of this connection has come to its end yet.' });
  } else if (age(lastSyncedAt) > STALE_AFTER) {
    found.push({
      type: 'stale_data',
      count: Math.floor(age(lastSyncedAt) / (24 * HOUR)),
      message: 'No sync of this connection has come to its end for days.',
    });
  } else if (health.freshness === 'stale' || isBehind(accounts, age)) {
    found.push({
      type: 'stale_data',
      message: 'Syncs succeed, but the provider has not heard from the bank for days.',
    });
  }
  const page = { prefix: `${id}/`, limit: MOST_COUNTED };
  const held = await store.records.list(EVERY_USER, QUARANTINE, page);
  if (held.length > 0)
    found.push({
      type: 'quarantined',
      count: held.length,
      message: 'Records could not be read and wait in quarantine.',
    });
  return found;
}

/** Whether every account that says of when its balance is says so of days ago. */
function isBehind(accounts: readonly AccountRow[], age: (at: string) => number): boolean {
  const told = accounts.flatMap(({ account }) =>
    account.status === 'active' && account.enabled ? (account.balances.asOf ?? []) : [],
  );
  return told.length > 0 && told.every((asOf) => age(asOf) > STALE_AFTER);
}
