import type { WorldAccount, WorldInstitution } from 'bankweave/sandbox';

/** The products that this sandbox serves beyond Auth, Identity and Assets, which it only names. */
const SUBSCRIPTIONS = ['transactions', 'liabilities', 'investments'] as const;

/** Every product that a link token may name. */
export const LINKABLE = [
  'assets',
  'auth',
  'identity',
  'identity_match',
  'income_verification',
  'signal',
  'statements',
  'transfer',
  ...SUBSCRIPTIONS,
] as const;

/** Products that are had with an Item and are not asked for when linking. */
export const NOT_LINKABLE = [
  'balance',
  'recurring_transactions',
  'transactions_refresh',
  'investments_refresh',
  'monitor',
];

/** What a bank offers, by the accounts that its customers hold. */
export function productsOfBank(bank: WorldInstitution): string[] {
  return productsOf(bank.products);
}

/** What a set of accounts can be used for. */
function productsOf(accounts: readonly Pick<WorldAccount, 'type' | 'subtype'>[]): string[] {
  const some = (test: (account: Pick<WorldAccount, 'type' | 'subtype'>) => boolean) => accounts.some(test);
  return [
    'assets',
    ...(some(({ type }) => type === 'depository') ? ['auth'] : []),
    'balance',
    'identity',
    ...(some(({ type }) => type === 'investment') ? ['investments'] : []),
    ...(some(hasLiability) ? ['liabilities'] : []),
    ...(some(hasTransactions) ? ['recurring_transactions', 'transactions'] : []),
  ];
}

/** Whether `/transactions/sync` covers an account: cards, deposits, and of the loans only students' and mortgages. */
export function hasTransactions({ type, subtype }: Pick<WorldAccount, 'type' | 'subtype'>): boolean {
  return type === 'depository' || type === 'credit' || subtype === 'student_loan' || subtype === 'mortgage';
}

/** Whether `/liabilities/get` tells the terms of an account. */
export function hasLiability({ type, subtype }: Pick<WorldAccount, 'type' | 'subtype'>): boolean {
  return type === 'credit' || subtype === 'student_loan' || subtype === 'mortgage';
}
