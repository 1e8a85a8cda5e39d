import { priceIn } from '../amount.ts';
import { businessDayFrom, civil, type Day } from '../days.ts';
import type { Person } from '../bank/person.ts';
import type { MerchantContent, Need } from '../content/source.ts';
import { stream } from '../random.ts';
import { needs } from './needs.ts';
import { accountWith, type Draft, type Plan, type PlanContext } from './draft.ts';
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

interface Contract {
  readonly need: Need;
  readonly dayOfMonth: number;
  readonly minute: number;
  readonly shop: MerchantContent;
  /** US cents; left out where each month has its own price. */
  readonly cents?: number;
}

// Worked out once for each person at a bank, since every day of theirs asks for them.
const signed = new WeakMap<Person, readonly Contract[]>();

function subscriptions(context: PlanContext, day: Day): Draft[] {
  const { login } = context;
  const account = accountWith(login, 'card') ?? accountWith(login, 'checking');
  if (!account) return [];
  const held = signed.get(login.person) ?? contractsOf(context);
  signed.set(login.person, held);
  const { dayOfMonth } = civil(day);
  return held
    .filter((contract) => contract.dayOfMonth === dayOfMonth)
    .map(({ need, minute, shop, cents }) => {
      const chance = stream(login.seed, login.id, need, shop.name, day);
      return purchase(
        context,
        chance,
        account,
        need,
        minute,
        cents === undefined ? { shop } : { shop, cents },
      );
    });
}

function contractsOf({ login, content }: PlanContext): readonly Contract[] {
  const all: Contract[] = [];
  for (const [need, count, share, fixed] of contracts) {
    const shops = content.merchants(login.person.country, need);
    for (let n = 0; n < count; n++) {
      const own = stream(login.seed, login.id, 'contract', need, n);
      const shop = shops[(own.below(shops.length) + n) % shops.length];
      if (!shop || !own.chance(share)) continue;
      const price = fixed ? { cents: own.between(...needs[need].price) } : {};
      all.push({ need, dayOfMonth: own.between(1, 28), minute: own.between(120, 300), shop, ...price });
    }
  }
  return all;
}

function rent({ login }: PlanContext, day: Day): Draft[] {
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
