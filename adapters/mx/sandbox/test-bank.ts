import type { World, WorldAccount, WorldRow } from 'bankweave/sandbox';
import { addDays, type CalendarDate, category, daysBetween, type Instant } from 'bankweave/adapter-kit';
import type { Bank } from './bank.ts';
import { guidOf, pickOf } from './guid.ts';

const DAYS_KEPT = 91;

type Sort = Pick<WorldAccount, 'name' | 'type' | 'subtype'> & {
  readonly number: string;
  readonly balance: string;
  readonly available?: string;
};

/** What every customer of MX Bank holds: the same numbers and balances for everyone. */
const holds: Readonly<Record<string, Sort>> = {
  checking: sort('Checking', 'depository', 'checking', '4921710685', '500000', '500000'),
  savings: sort('Savings', 'depository', 'savings', '2936473248', '500000', '500000'),
  credit: sort('Credit Card', 'credit', 'credit_card', 'XXXXXX5092', '10000', '3000'),
  loan: sort('Loan', 'loan', 'personal_loan', '4136990061', '12000'),
  mortgage: sort('Mortgage', 'loan', 'mortgage', '8485388773', '185000'),
  investment: sort('Investment', 'investment', 'brokerage', '1526579950', '10000'),
};

const shops: readonly (readonly [string, Parameters<typeof category>[0]])[] = [
  ['Corner Grocer', 'food_and_drink.groceries'],
  ['Copper Cup', 'food_and_drink.coffee'],
  ['Plate and Fork', 'food_and_drink.restaurants'],
  ['Mile Marker Gas', 'transportation.fuel'],
  ['Page One Books', 'general_merchandise.books'],
  ['Two Wheels', 'general_merchandise.sporting_goods'],
  ['Northern Lights Cinema', 'entertainment.tv_and_movies'],
  ['Payroll Service', 'income.salary'],
];

/**
 * MX's test bank: six accounts with fixed figures, two booked rows a day on five of them for the last 91 days, no
 * pending row ever, no currency, and booking days one day ahead, so that today's rows book tomorrow.
 */
export function testBank(world: World, code: string, name: string, oauth: boolean): Bank {
  const today = (at: number): CalendarDate => new Date(at).toISOString().slice(0, 10) as CalendarDate;
  const account = (accountId: string): WorldAccount => {
    const [, login = '', slug = ''] = accountId.split('.');
    const held = holds[slug];
    if (!held) throw new RangeError(`there is no account ${JSON.stringify(accountId)}`);
    const money = (value: string) => ({ value: `${value}.00`, currency: 'USD' });
    const { number, balance, available, ...rest } = held;
    return {
      id: accountId,
      loginId: `${code}.${login}`,
      institutionId: code,
      ...rest,
      officialName: `${name} ${rest.name}`,
      mask: number.slice(-4),
      numbers: slug === 'checking' ? { number, routing: '005026788' } : { number },
      currency: 'USD',
      holder: 'personal',
      status: 'active',
      balances: {
        current: money(balance),
        available: available === undefined ? null : money(available),
        limit: null,
      },
      // Years old, as at the real one.
      ...(slug === 'credit' ? { credit: { dueDate: '2021-05-07' as CalendarDate } } : {}),
    };
  };
  return {
    code,
    guid: guidOf('INS', code),
    name,
    country: 'US',
    url: `https://${code.replaceAll('_', '-')}.example`,
    oauth,
    throttled: false,
    currencyless: true,
    loginId: (username) => `${code}.${encodeURIComponent(username).replaceAll('.', '%2E')}`,
    ownerOf: (username) => ({
      firstName: 'Test',
      lastName: username,
      email: 'test@people.example',
      street: '1 Sample Road',
      city: 'Lehi',
      region: 'UT',
      postalCode: '84043',
      country: 'US',
    }),
    accounts(username) {
      const login = this.loginId(username);
      return Object.keys(holds).map((slug) => account(`${login}.${slug}`));
    },
    account,
    rows(accountId, at) {
      if (accountId.endsWith('.investment')) return [];
      const last = today(at);
      const from = [addDays(last, 1 - DAYS_KEPT), world.epoch].sort().at(-1) as CalendarDate;
      const rows: WorldRow[] = [];
      for (let day = 0; day <= daysBetween(from, last); day++) {
        const date = addDays(from, day);
        rows.push(rowOf(world.seed, accountId, date, 0), rowOf(world.seed, accountId, date, 1));
      }
      return rows;
    },
    booked: () => [],
  };
}

function rowOf(seed: string, accountId: string, date: CalendarDate, turn: number): WorldRow {
  const key = `${accountId}.${date.replaceAll('-', '')}-${turn}`;
  const [shop, sort] = shops[pickOf(`${seed}|shop|${key}`, shops.length)] ?? ['Somewhere', 'other'];
  // Descriptions attach only loosely to the direction, as at the real one.
  const sign = pickOf(`${seed}|sign|${key}`, 100) < 38 ? '' : '-';
  const cents = 120 + pickOf(`${seed}|amount|${key}`, 7347);
  const noon = `${date}T12:00:00.000Z` as Instant;
  return {
    key,
    id: key,
    accountId,
    status: 'posted',
    amount: { value: `${sign}${(cents / 100).toFixed(2)}`, currency: 'USD' },
    date: addDays(date, 1),
    authorizedDate: date,
    postedDate: addDays(date, 1),
    description: shop,
    originalDescription: `${shop.toUpperCase()} ${1000 + pickOf(key, 9000)}`,
    category: category(sort),
    kind: sign === '' ? 'income' : 'purchase',
    channel: 'other',
    createdAt: noon,
    updatedAt: noon,
  };
}

function sort(
  name: string,
  type: WorldAccount['type'],
  subtype: string,
  number: string,
  balance: string,
  available?: string,
): Sort {
  return { name, type, subtype, number, balance, ...(available === undefined ? {} : { available }) };
}
