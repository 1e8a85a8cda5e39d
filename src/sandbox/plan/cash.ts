import { priceIn } from '../amount.ts';
import { civil } from '../days.ts';
import { stream } from '../random.ts';
import { accountWith, type Draft, type Plan } from './draft.ts';

/** Cash machines, friends who settle up, and what the bank takes for itself on a current account. */
export const cash: Plan = ({ login, content }, day) => {
  const account = accountWith(login, 'checking');
  if (!account) return [];
  const { person } = login;
  const { currency } = account;
  const chance = stream(login.seed, login.id, 'cash', day);
  const drafts: Draft[] = [];
  const fee = (detailed: Draft['detailed'], cents: number, description: string, minute: number): Draft => ({
    account,
    minute,
    amount: -priceIn(currency, cents),
    description,
    raw: description.toUpperCase(),
    counterparty: { name: login.institution.name, type: 'bank' },
    detailed,
    kind: 'fee',
    channel: 'other',
  });
  if (chance.chance(110)) {
    const minute = chance.between(540, 1260);
    drafts.push({
      account,
      minute,
      amount: -priceIn(currency, chance.between(1, 10) * 2000),
      description: 'Cash withdrawal',
      raw: `ATM WITHDRAWAL ${chance.digits(4)} ${person.place.city.toUpperCase()}`,
      detailed: 'transfer_out.cash_withdrawal',
      kind: 'cash',
      channel: 'in_store',
    });
    if (chance.chance(300)) drafts.push(fee('bank_fees.atm', 350, 'ATM fee', minute + 1));
  }
  if (chance.chance(70)) {
    const friend = `${chance.pick(content.firstNames(person.country))} ${chance.pick(content.lastNames(person.country))}`;
    const comesIn = chance.chance(500);
    drafts.push({
      account,
      minute: chance.between(600, 1320),
      amount: (comesIn ? 1 : -1) * priceIn(currency, chance.between(6, 70) * 100),
      description: comesIn ? `From ${friend}` : `To ${friend}`,
      raw: `P2P ${comesIn ? 'FROM' : 'TO'} ${friend.toUpperCase()}`,
      counterparty: { name: friend, type: 'person' },
      detailed: comesIn ? 'transfer_in.payment_app' : 'transfer_out.payment_app',
      kind: 'transfer',
      channel: 'online',
    });
  }
  if (civil(day).dayOfMonth === 28 && stream(login.seed, login.id, 'fee').chance(350)) {
    drafts.push(fee('bank_fees.account', 1200, 'Monthly account fee', 290));
  }
  return drafts;
};
