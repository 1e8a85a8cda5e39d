import { exchanged, priceIn } from '../amount.ts';
import { stream } from '../random.ts';
import { accountWith, type Draft, type Plan } from './draft.ts';
import { purchase } from './purchase.ts';

const currencies = ['USD', 'EUR', 'GBP', 'CAD', 'CHF', 'JPY', 'MXN'];

/** Things bought in another currency, and the fee that some banks take for it. */
export const abroad: Plan = (context, day) => {
  const { login } = context;
  const account = accountWith(login, 'card') ?? accountWith(login, 'checking');
  const chance = stream(login.seed, login.id, 'abroad', day);
  if (!account || !chance.chance(45)) return [];
  const currency = chance.pick(currencies.filter((each) => each !== account.currency));
  const bought = purchase(
    context,
    chance,
    account,
    chance.pick(['online', 'travel', 'restaurant']),
    chance.between(500, 1300),
  );
  const original = exchanged(bought.amount, account.currency, currency);
  const drafts: Draft[] = [
    { ...bought, raw: `${bought.raw.slice(0, 30)} ${currency}`, original: { amount: original, currency } },
  ];
  if (login.institution.country === 'US') {
    drafts.push({
      account,
      minute: bought.minute + 2,
      amount: -Math.max(priceIn(account.currency, 10), Math.round((-bought.amount * 3) / 100)),
      description: 'Foreign transaction fee',
      raw: `FOREIGN TRANSACTION FEE ${currency}`,
      counterparty: { name: login.institution.name, type: 'bank' },
      detailed: 'bank_fees.foreign_transaction',
      kind: 'fee',
      channel: 'other',
    });
  }
  return drafts;
};
