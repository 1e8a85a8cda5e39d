import { priceIn } from '../amount.ts';
import { civil, isBusinessDay } from '../days.ts';
import { stream } from '../random.ts';
import { accountWith, type Draft, type Plan } from './draft.ts';

/** Cash at a broker: contributions, dividends, the quarter's fee. The value of what is held does not move. */
export const brokerage: Plan = ({ login }, day) => {
  const account = accountWith(login, 'brokerage');
  if (!account || !isBusinessDay(day)) return [];
  const chance = stream(login.seed, login.id, 'brokerage', day);
  const { month, dayOfMonth } = civil(day);
  const common = { account, minute: 570, channel: 'online' } as const;
  const drafts: Draft[] = [];
  if (day % 14 === 4) {
    const description = 'Contribution';
    drafts.push({
      ...common,
      amount: priceIn(account.currency, 30_000),
      description,
      raw: 'ACH CONTRIBUTION',
      detailed: 'investment.deposit',
      kind: 'transfer',
    });
  }
  if (chance.chance(70)) {
    const fund = chance.pick(['World Index', 'Green Bonds', 'Small Companies', 'Dividend Select']);
    const amount = priceIn(account.currency, chance.between(150, 9000));
    drafts.push({
      ...common,
      amount,
      description: `Dividend ${fund}`,
      raw: `DIV ${fund.toUpperCase()}`,
      detailed: 'investment.dividends',
      kind: 'income',
    });
  }
  if (
    month % 3 === 1 &&
    dayOfMonth >= 10 &&
    dayOfMonth <= 12 &&
    (dayOfMonth === 10 || !isBusinessDay(day - 1))
  ) {
    const description = 'Advisory fee';
    drafts.push({
      ...common,
      amount: -priceIn(account.currency, 2400),
      description,
      raw: 'ADVISORY FEE',
      detailed: 'bank_fees.service',
      kind: 'fee',
    });
  }
  return drafts;
};
