import type { Day } from '../days.ts';
import type { Item } from '../log/item.ts';
import type { Plan } from './draft.ts';
import { income } from './income.ts';
import { settlements } from './settlements.ts';
import { spending } from './spending.ts';

/** What happens by itself, each day from its own stream. */
export const dailyPlans: readonly Plan[] = [spending, income];

/** What follows from the days before: card bills and what is left over at the end of a month. */
export function settlementPlans(daily: (day: Day) => readonly Item[]): readonly Plan[] {
  return [settlements(daily)];
}
