import { stream } from '../random.ts';
import type { Draft, Plan } from './draft.ts';
import { spending } from './spending.ts';

const returned = new Set(['general_merchandise.online_marketplaces', 'general_merchandise.clothing']);
const AFTER_DAYS = 9;

/** Money back for things bought nine days before, from the same shop to the same account. */
export const refunds: Plan = (context, day) => {
  const { login, epochDay } = context;
  const chance = stream(login.seed, login.id, 'refund', day);
  if (day - AFTER_DAYS < epochDay || !chance.chance(180)) return [];
  const bought = spending(context, day - AFTER_DAYS).find((draft) => returned.has(draft.detailed));
  if (!bought) return [];
  const { location: _, ...rest } = bought;
  const back: Draft = {
    ...rest,
    minute: chance.between(600, 1000),
    amount: -bought.amount,
    description: `Refund from ${bought.description}`,
    raw: `REFUND ${bought.raw}`.slice(0, 40),
    kind: 'refund',
    channel: 'other',
    card: {},
  };
  return [back];
};
