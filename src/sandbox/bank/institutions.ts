import { cards, currentAccounts, investments, loans, type Product, savings } from './products.ts';

/** A bank of the world and its habits. */
export interface WorldInstitution {
  readonly id: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly currency: string;
  readonly url: string;
  /** Minutes east of UTC; the bank's days follow it all year round. */
  readonly zoneOffset: number;
  /** Whether it shows card rows before they are booked. */
  readonly pending: boolean;
  /** How long a consent lasts, in days; `null` where it does not expire. */
  readonly consentDays: number | null;
  /** What every customer holds there. */
  readonly products: readonly Product[];
}

const everyday = [currentAccounts.checking, savings.savings, cards.credit];

/** The banks of the world. */
export const institutions: readonly WorldInstitution[] = [
  bank('river-bank', 'First River Bank', 'US', 'USD', -300, everyday),
  { ...bank('summit-card', 'Summit Card', 'US', 'USD', -300, [cards.rewards]), pending: false },
  {
    ...bank('harbor-savings', 'Harbor Savings', 'US', 'USD', -300, [savings.daily, savings.deposit]),
    pending: false,
  },
  {
    ...bank('keystone-lending', 'Keystone Lending', 'US', 'USD', -360, [
      loans.personal,
      loans.auto,
      loans.mortgage,
      loans.student,
    ]),
    pending: false,
  },
  {
    ...bank('northgate-invest', 'Northgate Invest', 'US', 'USD', -300, [investments.brokerage]),
    pending: false,
  },
  { ...bank('thames-bank', 'Thames & Vale Bank', 'GB', 'GBP', 0, everyday), consentDays: 90 },
  { ...bank('rhine-bank', 'Rheinufer Bank', 'DE', 'EUR', 60, everyday), consentDays: 180 },
  bank('sakura-bank', 'Sakura Bank', 'JP', 'JPY', 540, everyday),
  bank('gulf-bank', 'Gulf Pearl Bank', 'KW', 'KWD', 180, everyday),
];

function bank(
  id: string,
  name: string,
  country: string,
  currency: string,
  zoneOffset: number,
  products: readonly Product[],
): WorldInstitution {
  const url = `https://${id}.example`;
  return { id, name, country, currency, url, zoneOffset, pending: true, consentDays: null, products };
}
