import type { CalendarDate } from '../../model/calendar-date.ts';
import type { KnownRow } from '../../store/rows.ts';
import type { Found } from './finding.ts';

// Two equal coffees on one day are no mistake, and neither is the same fare twice a day. Whole days twice are.
const FEWEST_ROWS_OF_A_DAY = 2;
const FEWEST_DOUBLED_DAYS = 3;

/** Looks for rows that are there twice, day by day, so that it holds only one day at a time. */
export class Doubles {
  #date: CalendarDate | undefined;
  readonly #day = new Map<string, number>();
  readonly #ids = new Map<string, number>();
  #doubledDays: CalendarDate[] = [];
  #doubledRows = 0;
  #sharedIds = 0;

  add({ row }: KnownRow): void {
    const { facts, providerIds } = row;
    if (facts.date !== this.#date) this.#closeDay();
    this.#date = facts.date;
    const text = JSON.stringify([facts.amount.value, facts.amount.currency, facts.originalDescription]);
    this.#day.set(text, (this.#day.get(text) ?? 0) + 1);
    for (const { scheme, value, stable } of providerIds) {
      if (!stable) continue;
      const id = JSON.stringify([scheme, value, text]);
      this.#ids.set(id, (this.#ids.get(id) ?? 0) + 1);
    }
  }

  findings(): Found[] {
    this.#closeDay();
    const found: Found[] = [];
    if (this.#sharedIds > 0)
      found.push({
        type: 'duplicate_rows',
        count: this.#sharedIds,
        message: 'Rows of one day agree in everything, an id of the provider included.',
      });
    const [from, to] = [this.#doubledDays[0], this.#doubledDays.at(-1)];
    if (from && to && this.#doubledDays.length >= FEWEST_DOUBLED_DAYS)
      found.push({
        type: 'duplicate_rows',
        count: this.#doubledRows,
        from,
        to,
        message:
          'On several days every row is there twice, as after a history that was read again under other ids.',
      });
    return found;
  }

  #closeDay(): void {
    const counts = [...this.#day.values()];
    if (counts.length >= FEWEST_ROWS_OF_A_DAY && counts.every((count) => count % 2 === 0) && this.#date) {
      this.#doubledDays.push(this.#date);
      this.#doubledRows += counts.reduce((sum, count) => sum + count / 2, 0);
    }
    for (const count of this.#ids.values()) if (count > 1) this.#sharedIds += count - 1;
    this.#day.clear();
    this.#ids.clear();
  }
}
