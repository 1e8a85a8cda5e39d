import { addDays, type CalendarDate, daysBetween } from '../../model/calendar-date.ts';
import type { Connection } from '../../model/connection.ts';
import type { Ports } from '../../sync/ports.ts';
import type { Found } from './finding.ts';
import type { ReadRows } from './rows.ts';

const DAY = 86_400_000;
const TOLERATED_DAYS = 60;

/** Whether the ledger reaches back as far as the provider was asked for. A person new at the bank looks the same. */
export async function shortHistory(
  { store, clock }: Ports,
  { id, createdAt, lastSyncedAt }: Connection,
  accounts: readonly ReadRows[],
): Promise<Found[]> {
  const scopes = await store.ledger.checkpoints(id);
  const loading = scopes.filter(
    ({ state }) => state['readiness'] === 'not_ready' || state['complete'] === false,
  );
  if (loading.length > 0 && clock.now() - Date.parse(createdAt) > DAY)
    return [{ type: 'short_history', message: 'A day after linking, history is still not there.' }];
  if (lastSyncedAt === null) return [];
  const asked = earliest(scopes.map(({ state }) => state['from'] as CalendarDate | undefined));
  const held = earliest(accounts.map(({ oldest }) => oldest));
  if (!asked || !held || daysBetween(asked, held) <= TOLERATED_DAYS) return [];
  return [
    {
      type: 'short_history',
      from: asked,
      to: addDays(held, -1),
      count: daysBetween(asked, held),
      message: 'The oldest row is much younger than the history that was asked for.',
    },
  ];
}

function earliest(dates: readonly (CalendarDate | undefined)[]): CalendarDate | undefined {
  return dates.filter((date) => date !== undefined).sort()[0];
}
