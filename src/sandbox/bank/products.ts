import type { AccountType } from '../../model/account.ts';

/** How an account moves: which plans write rows into it. */
type Habit = 'checking' | 'savings' | 'daily_savings' | 'deposit' | 'card' | 'loan' | 'brokerage' | 'none';

/** A sort of account that an institution sells. Amounts are in US cents and are priced in its currency. */
export interface Product {
  /** Last part of the account's id. */
  readonly slug: string;
  readonly name: string;
  readonly type: AccountType;
  readonly subtype: string;
  readonly habit: Habit;
  /** What is there, or is owed, when the world begins: lowest and highest. */
  readonly opening: readonly [number, number];
  /** Credit limit, lowest and highest. */
  readonly limit?: readonly [number, number];
  /** Monthly instalment per mille of the opening amount, for loans. */
  readonly instalment?: number;
  /** Percent a year in hundredths: 2199 is 21.99 %. */
  readonly apr?: number;
}

/** Accounts that live off salary and spending. */
export const currentAccounts = {
  checking: {
    slug: 'checking',
    name: 'Everyday Checking',
    type: 'depository',
    subtype: 'checking',
    habit: 'checking',
    opening: [450_000, 900_000],
  },
} satisfies Record<string, Product>;

/** Accounts that earn interest. */
export const savings = {
  savings: {
    slug: 'savings',
    name: 'Rainy Day Savings',
    type: 'depository',
    subtype: 'savings',
    habit: 'savings',
    opening: [800_000, 2_500_000],
    apr: 310,
  },
  daily: {
    slug: 'savings',
    name: 'High Tide Savings',
    type: 'depository',
    subtype: 'savings',
    habit: 'daily_savings',
    opening: [1_000_000, 6_000_000],
    apr: 405,
  },
  deposit: {
    slug: 'deposit',
    name: 'Anchor Certificate',
    type: 'depository',
    subtype: 'cd',
    habit: 'deposit',
    opening: [500_000, 2_000_000],
    apr: 475,
  },
} satisfies Record<string, Product>;

/** Cards paid off once a month. */
export const cards = {
  credit: {
    slug: 'credit',
    name: 'Classic Credit Card',
    type: 'credit',
    subtype: 'credit_card',
    habit: 'card',
    opening: [20_000, 90_000],
    limit: [1_000_000, 1_500_000],
    apr: 2199,
  },
  rewards: {
    slug: 'credit',
    name: 'Summit Rewards Card',
    type: 'credit',
    subtype: 'credit_card',
    habit: 'card',
    opening: [20_000, 150_000],
    limit: [1_200_000, 2_500_000],
    apr: 2449,
  },
} satisfies Record<string, Product>;

/** Debts paid down by instalments. */
export const loans = {
  personal: loan('personal', 'Personal Loan', 'personal_loan', [900_000, 2_400_000], 22, 1149),
  auto: loan('auto', 'Auto Loan', 'auto_loan', [1_500_000, 4_200_000], 20, 679),
  mortgage: loan('mortgage', 'Home Mortgage', 'mortgage', [18_000_000, 52_000_000], 7, 585),
  student: loan('student', 'Student Loan', 'student_loan', [1_200_000, 6_500_000], 11, 499),
} satisfies Record<string, Product>;

/** Accounts at a broker. */
export const investments = {
  brokerage: {
    slug: 'brokerage',
    name: 'Individual Brokerage',
    type: 'investment',
    subtype: 'brokerage',
    habit: 'brokerage',
    opening: [2_000_000, 15_000_000],
  },
} satisfies Record<string, Product>;

function loan(
  slug: string,
  name: string,
  subtype: string,
  opening: readonly [number, number],
  instalment: number,
  apr: number,
): Product {
  return { slug, name, type: 'loan', subtype, habit: 'loan', opening, instalment, apr };
}
