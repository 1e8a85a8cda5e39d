import type { LoginFrame } from '../bank/account.ts';
import type { ContentSource } from '../content/source.ts';
import type { Day } from '../days.ts';
import type { Draft, Plan, PlanContext } from '../plan/draft.ts';
import { dailyPlans, settlementPlans } from '../plan/plans.ts';
import { BoundedMap } from './bounded-map.ts';
import type { Item } from './item.ts';
import { lifeOf } from './life.ts';

// Days of all logins together; a day of an active person is about ten kilobytes.
const DAYS_HELD = 4096;

/** Makes what happens to a login on a day, each day alone, and holds the ones used last. */
export function createDays(
  content: ContentSource,
  epochDay: Day,
): (login: LoginFrame, day: Day) => readonly Item[] {
  const daily = new BoundedMap<string, readonly Item[]>(DAYS_HELD);
  const whole = new BoundedMap<string, readonly Item[]>(DAYS_HELD);
  const dailyItems = (login: LoginFrame, day: Day): readonly Item[] =>
    day < epochDay
      ? []
      : daily.get(`${login.id}|${day}`, () => make({ login, content, epochDay }, day, dailyPlans, ''));
  return (login, day) => {
    if (day < epochDay) return [];
    return whole.get(`${login.id}|${day}`, () => {
      const first = dailyItems(login, day);
      const plans = settlementPlans((other) => dailyItems(login, other));
      return [...first, ...make({ login, content, epochDay }, day, plans, 's')];
    });
  };
}

function make(context: PlanContext, day: Day, plans: readonly Plan[], mark: string): readonly Item[] {
  const { login } = context;
  const count = new Map<string, number>();
  return plans
    .flatMap((plan): readonly Draft[] => plan(context, day))
    .map((draft) => {
      const n = (count.get(draft.account.id) ?? 0) + 1;
      count.set(draft.account.id, n);
      return lifeOf(draft, login.institution, login.seed, day, `${mark}${n}`);
    });
}
