import { stream } from '../random.ts';
import { priceIn } from '../amount.ts';
import type { Need } from '../content/source.ts';
import { weekday } from '../days.ts';
import { accountWith, type Draft, type Plan } from './draft.ts';
import { purchase } from './purchase.ts';

// Per mille of a weekday and of a day at the weekend, and the hour it usually happens.
const habits: readonly (readonly [Need, number, number, number])[] = [
  ['groceries', 450, 650, 17],
  ['restaurant', 450, 600, 19],
  ['fuel', 120, 120, 16],
  ['online', 320, 380, 21],
  ['clothing', 40, 90, 15],
  ['pharmacy', 70, 50, 12],
  ['entertainment', 60, 160, 20],
  ['travel', 10, 12, 10],
];

/** What a person buys on one day: by card where there is one, otherwise from the current account. */
export const spending: Plan = (context, day) => {
  const { login } = context;
  const checking = accountWith(login, 'checking');
  const card = accountWith(login, 'card');
  const usual = card ?? checking;
  if (!usual) return [];
  const chance = stream(login.seed, login.id, 'spending', day);
  const weekend = weekday(day) % 6 === 0;
  const drafts: Draft[] = [];
  const wallet = () => (checking && chance.chance(400) ? checking : usual);

  if (chance.chance(weekend ? 500 : 720)) {
    const first = purchase(context, chance, wallet(), 'coffee', chance.between(430, 560));
    drafts.push(first);
    // The second cup: often the same one again, which is how two equal rows on one day come about.
    if (chance.chance(280)) {
      const minute = chance.between(780, 930);
      const same = chance.chance(600);
      drafts.push(same ? { ...first, minute } : purchase(context, chance, wallet(), 'coffee', minute));
    }
  }
  if (!weekend && chance.chance(380)) {
    const there = purchase(context, chance, wallet(), 'transit', chance.between(420, 520));
    drafts.push(there, { ...there, minute: chance.between(1020, 1120) });
  }
  for (const [need, weekdays, weekends, hour] of habits) {
    if (!chance.chance(weekend ? weekends : weekdays)) continue;
    const bought = purchase(context, chance, wallet(), need, hour * 60 + chance.between(-55, 55));
    drafts.push(settledOtherwise(bought, need, chance));
  }
  return drafts;
};

/** Restaurants book the tip later, fuel pumps reserve a round sum first. */
function settledOtherwise(draft: Draft, need: Need, chance: ReturnType<typeof stream>): Draft {
  if (need === 'restaurant' && chance.chance(550)) {
    const tip = Math.round((draft.amount * chance.between(12, 22)) / 100);
    return { ...draft, amount: draft.amount + tip, card: { shown: draft.amount } };
  }
  if (need === 'fuel' && chance.chance(600)) {
    const hold = priceIn(draft.account.currency, chance.pick([10_000, 12_500, 15_000]));
    return { ...draft, card: { shown: -hold } };
  }
  return draft;
}
