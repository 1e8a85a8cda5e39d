import type { WorldAccount } from 'bankweave/sandbox';
import { hasTokenizedNumbers } from '../institutions.ts';
import { entityId } from '../ids.ts';
import type { Grant, Item } from '../item/item.ts';
import { currencyOf, numberOf } from './amount.ts';

// Where Plaid's word is not the world's with blanks.
const subtypes: Readonly<Record<string, string>> = {
  personal_loan: 'consumer',
  auto_loan: 'auto',
  student_loan: 'student',
};

/** An account as Plaid shows it. */
export function toAccount(item: Item, grant: Grant, account: WorldAccount): Record<string, unknown> {
  const { balances } = account;
  return {
    account_id: grant.id,
    balances: {
      available: numberOf(balances.available),
      current: numberOf(balances.current),
      ...currencyOf(account.currency),
      limit: numberOf(balances.limit),
    },
    holder_category: account.holder,
    mask: account.mask,
    name: account.name,
    official_name: account.officialName,
    ...(hasTokenizedNumbers(item.bank) && account.type === 'depository'
      ? { persistent_account_id: entityId('persistent', account.id) }
      : {}),
    subtype: subtypeOf(account),
    type: account.type,
  };
}

/** Plaid's word for what sort of account it is. */
export function subtypeOf({ subtype }: Pick<WorldAccount, 'subtype'>): string {
  return subtypes[subtype] ?? subtype.replaceAll('_', ' ');
}
