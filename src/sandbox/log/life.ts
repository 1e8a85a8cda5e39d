import { instant } from '../../model/calendar-date.ts';
import { addMoney } from '../../model/money.ts';
import { amountOf, priceIn } from '../amount.ts';
import type { WorldInstitution } from '../bank/institutions.ts';
import { businessDayFrom, type Day, DAY_MS, momentOf, toDate } from '../days.ts';
import type { Draft } from '../plan/draft.ts';
import { worldPosition } from '../position.ts';
import { type Stream, stream } from '../random.ts';
import type { EventKind, WorldRow } from '../row.ts';
import { bookedRow, firstRow } from './face.ts';
import type { Item, Step } from './item.ts';

/** Works out everything that will ever happen to a draft by itself. */
export function lifeOf(draft: Draft, bank: WorldInstitution, seed: string, day: Day, n: string): Item {
  const key = `${draft.account.id}.${toDate(day).replaceAll('-', '')}-${n}`;
  const chance = stream(seed, 'life', key);
  const steps: Step[] = [];
  const add = (at: number, kind: EventKind, row: WorldRow | null) => {
    steps.push({ position: worldPosition(at, key, steps.length), at, kind, row });
    return row;
  };
  const start = momentOf(day, draft.minute, bank.zoneOffset) + chance.below(60) * 1000;
  const item = { key, accountId: draft.account.id, day, steps };

  if (!draft.card) {
    const posted = firstRow(draft, key, day, start);
    add(start, 'posted', posted);
    afterwards(posted, start, chance, add);
    return item;
  }

  const shown = firstRow(draft, key, day, start);
  if (bank.pending) add(start, 'authorized', shown);
  if (bank.pending && chance.chance(22)) {
    add(start + chance.between(2, 6) * DAY_MS, 'voided', null);
    return item;
  }
  // A few rows reach the ledger more than a week late, dated back.
  const late = chance.chance(8) ? chance.between(6, 9) : 0;
  const bookedOn = businessDayFrom(day + chance.between(1, 2));
  const at = momentOf(bookedOn + late, chance.between(240, 470), bank.zoneOffset) + chance.below(60) * 1000;
  const lost = chance.chance(15);
  const posted = bookedRow(draft, shown, bookedOn, at, bank.pending ? (lost ? 'lost' : 'linked') : 'none');
  add(at, 'posted', posted);
  afterwards(posted, at, chance, add);
  return item;
}

/** What banks do to booked rows. Only purchases are taken back by themselves, so that transfers keep both legs. */
function afterwards(
  posted: WorldRow,
  at: number,
  chance: Stream,
  add: (at: number, kind: EventKind, row: WorldRow | null) => void,
): void {
  const later = (low: number, high: number) => at + chance.between(low * 24, high * 24) * 3_600_000;
  const lot = chance.below(1000);
  if (lot >= 38) return;
  const then = later(1, 7);
  const changed = { ...posted, updatedAt: instant(then) };
  if (lot < 18) {
    const originalDescription = `${posted.originalDescription} *`;
    add(then, 'renamed', { ...changed, description: tidied(posted), originalDescription });
  } else if (lot < 24) {
    add(then, 'renumbered', { ...changed, id: `${posted.key}r` });
  } else if (posted.authorizedDate === undefined) {
    return;
  } else if (lot >= 35) {
    // The shop charged one dollar too little, or its like.
    const more = amountOf(-priceIn(posted.amount.currency, 100), posted.amount.currency);
    if (posted.kind === 'purchase')
      add(then, 'amended', { ...changed, amount: addMoney(posted.amount, more) });
  } else {
    add(then, 'removed', null);
    const back = then + chance.between(8, 60) * 3_600_000;
    if (lot >= 29) add(back, 'readded', { ...posted, updatedAt: instant(back) });
  }
}

function tidied(row: WorldRow): string {
  return row.location?.city ? `${row.description}, ${row.location.city}` : `${row.description} (updated)`;
}
