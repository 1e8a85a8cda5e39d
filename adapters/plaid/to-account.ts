import {
  type AccountType,
  type AdapterAccount,
  type Balances,
  balanceKindOf,
  type CreditTerms,
  readId,
  readInstant,
  readOptionalMoney,
  readText,
  requireId,
} from 'bankweave/adapter-kit';
import type { Raw } from './wire.ts';

const TYPES: ReadonlyMap<unknown, AccountType> = new Map(
  Object.entries({
    depository: 'depository',
    credit: 'credit',
    loan: 'loan',
    investment: 'investment',
    brokerage: 'investment',
  } as const),
);

/** An account in the library's words. What is owed on cards and loans is positive at Plaid too. */
export function toAccount(row: Raw, terms?: CreditTerms): AdapterAccount {
  const { type: given, subtype, holder_category: holder } = row;
  const type = accountType(given);
  const officialName = readText(row['official_name']);
  const mask = readText(row['mask']);
  const persistentId = readId(row['persistent_account_id'], 'persistent_account_id');
  const balances = (row['balances'] ?? {}) as Raw;
  return {
    id: requireId(row['account_id'], 'account_id'),
    ...(persistentId !== undefined && { persistentId }),
    name: readText(row['name']) ?? officialName ?? 'Account',
    ...(officialName !== undefined && { officialName }),
    ...(mask !== undefined && { mask }),
    type,
    subtype: inSnakeCase(readText(subtype) ?? readText(given) ?? 'other'),
    currency: currencyOf(balances) ?? 'XXX',
    balances: toBalances(balances, type),
    ...(terms && { credit: terms }),
    ...((holder === 'personal' || holder === 'business') && { holder }),
  };
}

/** Our type for Plaid's. */
export function accountType(value: unknown): AccountType {
  return TYPES.get(value) ?? 'other';
}

/** The code beside an amount: one of the two is set, or none. It is never guessed. */
export function currencyOf(row: Raw): string | undefined {
  return readText(row['iso_currency_code']) ?? readText(row['unofficial_currency_code']);
}

function toBalances(row: Raw, type: AccountType): Balances {
  const amount = (name: string) => readOptionalMoney(row[name], currencyOf(row), `balances.${name}`) ?? null;
  return {
    kind: balanceKindOf(type),
    current: amount('current'),
    available: amount('available'),
    limit: amount('limit'),
    asOf: readInstant(row['last_updated_datetime']) ?? null,
  };
}

function inSnakeCase(words: string): string {
  return words.toLowerCase().replace(/[\s-]+/g, '_');
}
