import { instant } from '../../model/calendar-date.ts';
import type { WorldInstitution } from '../bank/institutions.ts';
import { businessDayFrom, type Day, DAY_MS, localDay, momentOf, toDate } from '../days.ts';
import type { Draft } from '../plan/draft.ts';
import { worldPosition } from '../position.ts';
import { type Stream, stream } from '../random.ts';
import type { EventKind, WorldRow } from '../row.ts';
import { firstRow, postedFrom } from './face.ts';
import type { Item, Step } from './item.ts';

/** Works out everything that will ever happen to a draft by itself. */
export function lifeOf(draft: Draft, bank: WorldInstitution, seed: string, day: Day, n: string): Item {
  const key = `${draft.account.id}.${toDate(day).replaceAll('-', '')}-${n}`;
  const chance = stream(seed, 'life', key);
  const steps: Step[] = [];
  const add = (at: number, kind: EventKind, row: WorldRow | null) => {
    const shown = row && { ...row, updatedAt: instant(at) };
    steps.push({ position: worldPosition(at, key, steps.length), at, kind, row: shown });
    return shown;
  };
  const start = momentOf(day, draft.minute, bank.zoneOffset) + chance.below(60) * 1000;
  const item = { key, accountId: draft.account.id, day, steps };

  if (!draft.card) {
    const date = toDate(day);
    const posted = add(start, 'posted', { ...firstRow(draft, key, day, start), status: 'posted', date, postedDate: date });
    if (posted) afterwards(posted, start, chance, add, false);
    return item;
  }

  const pending = bank.pending ? add(start, 'authorized', firstRow(draft, key, day, start)) : null;
  if (pending && chance.chance(22)) {
    add(start + chance.between(2, 6) * DAY_MS, 'voided', null);
    return item;
  }
  // A few rows reach the ledger more than a week late, dated back.
  const late = chance.chance(8) ? chance.between(6, 9) : 0;
  const bookedOn = businessDayFrom(day + chance.between(1, 2));
  const at = momentOf(bookedOn + late, chance.between(240, 470), bank.zoneOffset) + chance.below(60) * 1000;
  const linked = !chance.chance(15);
  const posted = add(at, 'posted', postedFrom(draft, pending ?? firstRow(draft, key, day, at), bookedOn, pending !== null, linked));
  if (posted) afterwards(posted, at, chance, add, true);
  return item;
}

/** What banks do to booked rows. Only purchases are taken back by themselves, so that transfers keep both legs. */
function afterwards(
  posted: WorldRow,
  at: number,
  chance: Stream,
  add: (at: number, kind: EventKind, row: WorldRow | null) => WorldRow | null,
  purchase: boolean,
): void {
  const later = (low: number, high: number) => at + chance.between(low * 24, high * 24) * 3_600_000;
  const lot = chance.below(1000);
  if (lot < 18) add(later(1, 8), 'renamed', { ...posted, description: tidied(posted), originalDescription: `${posted.originalDescription} *` });
  else if (lot < 24) add(later(1, 4), 'renumbered', { ...posted, id: `${posted.key}r` });
  else if (!purchase) return;
  else if (lot < 29) add(later(2, 8), 'removed', null);
  else if (lot < 35) {
    const gone = later(1, 6);
    add(gone, 'removed', null);
    add(gone + chance.between(8, 60) * 3_600_000, 'readded', posted);
  }
}

function tidied(row: WorldRow): string {
  return row.location?.city ? `${row.description}, ${row.location.city}` : `${row.description} (updated)`;
}

/** The bank's own day of a moment. */
export function bankDay(bank: WorldInstitution, at: number): Day {
  return localDay(at, bank.zoneOffset);
}
