import type { Day } from '../days.ts';
import type { Item } from '../log/item.ts';
import { abroad } from './abroad.ts';
import { bills } from './bills.ts';
import { brokerage } from './brokerage.ts';
import { cash } from './cash.ts';
import type { Plan } from './draft.ts';
import { income } from './income.ts';
import { interest } from './interest.ts';
import { loans } from './loans.ts';
import { refunds } from './refunds.ts';
import { settlements } from './settlements.ts';
import { spending } from './spending.ts';

/** What happens by itself, each day from its own stream. */
export const dailyPlans: readonly Plan[] = [
  spending,
  refunds,
  abroad,
  bills,
  income,
  cash,
  interest,
  loans,
  brokerage,
];

/** What follows from the days before: card bills and what is left over at the end of a month. */
export function settlementPlans(daily: (day: Day) => readonly Item[]): readonly Plan[] {
  return [settlements(daily)];
}
