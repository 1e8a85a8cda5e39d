import type { AccountType } from './account-type.ts';
import type { Balances, CreditTerms } from './balance.ts';

export type { AccountType } from './account-type.ts';

/** Whether the provider still gives the account. */
export type AccountStatus = 'active' | 'missing' | 'closed';

/** One account of a connection. Its `id` is ours and stays when the provider's ids change. */
export interface Account {
  readonly id: string;
  readonly connectionId: string;
  /** The adapter's id, such as `plaid`. */
  readonly provider: string;
  readonly providerAccountId: string;
  readonly name: string;
  readonly officialName?: string;
  /** The last two to four characters of the number, for people to recognise it. */
  readonly mask?: string;
  readonly type: AccountType;
  /** Finer kind in the provider's words, snake case: `checking`, `credit_card`, `mortgage`, ... */
  readonly subtype: string;
  /** ISO 4217, custom, or `XXX` where unknown. */
  readonly currency: string;
  readonly balances: Balances;
  readonly credit?: CreditTerms;
  /** `personal` or `business`, where the provider says. */
  readonly holder?: 'personal' | 'business';
  readonly status: AccountStatus;
  /** Set by the host: a disabled account is not synced; its rows stay. */
  readonly enabled: boolean;
}
