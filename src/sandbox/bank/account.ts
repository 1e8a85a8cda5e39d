import type { AccountType } from '../../model/account.ts';
import type { CreditTerms } from '../../model/balance.ts';
import type { CalendarDate } from '../../model/calendar-date.ts';
import type { Money } from '../../model/money.ts';
import type { WorldInstitution } from './institutions.ts';
import type { AccountNumbers } from './numbers.ts';
import type { Person } from './person.ts';
import type { Product } from './products.ts';

/** An account without its figures: what does not change from day to day. */
export interface AccountFrame {
  readonly id: string;
  readonly product: Product;
  readonly name: string;
  readonly officialName: string;
  readonly mask: string;
  readonly numbers: AccountNumbers;
  readonly currency: string;
  /** Minor units: what was there, or was owed, when it was opened. */
  readonly opening: bigint;
  /** Minor units. */
  readonly limit: bigint | null;
  /** Epoch milliseconds; `null` for one that was there when the world began. */
  readonly openedAt: number | null;
}

/** A person at an institution, with everything that planning needs. */
export interface LoginFrame {
  readonly id: string;
  readonly seed: string;
  readonly institution: WorldInstitution;
  readonly person: Person;
  readonly accounts: readonly AccountFrame[];
}

/** What an account holds at a moment. */
export interface WorldBalances {
  /** The booked position: opening plus posted rows; for cards and loans what is owed, positive. */
  readonly current: Money;
  /** What can be spent: `current` less pending outflows, or the unused part of the limit; `null` for loans. */
  readonly available: Money | null;
  readonly limit: Money | null;
}

/** An account as the bank shows it at a moment. */
export interface WorldAccount {
  readonly id: string;
  readonly loginId: string;
  readonly institutionId: string;
  readonly name: string;
  readonly officialName: string;
  /** The last four digits of the number. */
  readonly mask: string;
  readonly numbers: AccountNumbers;
  readonly type: AccountType;
  /** `checking`, `savings`, `cd`, `credit_card`, `personal_loan`, `auto_loan`, `mortgage`, `student_loan`, `brokerage`. */
  readonly subtype: string;
  readonly currency: string;
  readonly holder: 'personal' | 'business';
  readonly status: 'active' | 'closed';
  readonly balances: WorldBalances;
  /** For cards and loans. */
  readonly credit?: CreditTerms;
  /** The day it was opened, where that was after the world began. */
  readonly openedOn?: CalendarDate;
}

/** A person's access to one institution. */
export interface WorldLogin {
  readonly id: string;
  readonly institutionId: string;
  readonly username: string;
  readonly person: Person;
  /** The accounts that the bank lists at this moment, closed ones included unless they vanished. */
  readonly accounts: readonly WorldAccount[];
}
