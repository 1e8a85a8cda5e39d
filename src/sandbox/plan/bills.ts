import { priceIn } from '../amount.ts';
import { businessDayFrom, civil, type Day } from '../days.ts';
import type { Need } from '../content/source.ts';
import { stream } from '../random.ts';
import { needs } from './needs.ts';
import { accountWith, type Draft, type Plan } from './draft.ts';
import { purchase } from './purchase.ts';

// Need, how many of them, per mille of people who have it, whether the price is the same each month.
const contracts: readonly (readonly [Need, number, number, boolean])[] = [
  ['streaming', 2, 900, true],
  ['phone', 1, 950, true],
  ['utilities', 1, 900, false],
  ['gym', 1, 500, true],
  ['insurance', 1, 700, true],
  ['charity', 1, 350, true],
];

/** Rent, and what is paid once a month under a contract; each contract keeps its shop, its day and mostly its price. */
export const bills: Plan = (context, day) => [...rent(context, day), ...subscriptions(context, day)];

function subscriptions(context: Parameters<Plan>[0], day: Day): Draft[] {
  const { login, content } = context;
  const account = accountWith(login, 'card') ?? accountWith(login, 'checking');
  if (!account) return [];
  const { dayOfMonth } = civil(day);
  const drafts: Draft[] = [];
  for (const [need, count, share, fixed] of contracts) {
    for (let n = 0; n < count; n++) {
      const own = stream(login.seed, login.id, 'contract', need, n);
      if (!own.chance(share) || own.between(1, 28) !== dayOfMonth) continue;
      const shops = content.merchants(login.person.country, need);
      const shop = shops[(own.below(shops.length) + n) % shops.length];
      const cents = (fixed ? own : stream(login.seed, login.id, need, day)).between(...needs[need].price);
      const minute = own.between(120, 300);
      drafts.push(purchase(context, own, account, need, minute, shop ? { cents, shop } : { cents }));
    }
  }
  return drafts;
}

function rent({ login }: Parameters<Plan>[0], day: Day): Draft[] {
  const account = accountWith(login, 'checking');
  const { year, month, dayOfMonth } = civil(day);
  // Due on the first, on the next working day where that is a weekend.
  if (!account || dayOfMonth > 3 || businessDayFrom(day - dayOfMonth + 1) !== day) return [];
  const { person } = login;
  const check = person.paysRentByCheck ? { checkNumber: String(1000 + (year - 2000) * 12 + month) } : {};
  return [
    {
      account,
      minute: 380,
      amount: -priceIn(account.currency, person.rent),
      description: `Rent to ${person.landlord}`,
      raw: person.paysRentByCheck
        ? `CHECK ${check.checkNumber}`
        : `STANDING ORDER ${person.landlord.toUpperCase()}`,
      counterparty: { name: person.landlord, type: 'person' },
      detailed: 'rent_and_utilities.rent',
      kind: 'payment',
      channel: 'other',
      reference: `RENT ${year}-${String(month).padStart(2, '0')}`,
      ...check,
    },
  ];
}
