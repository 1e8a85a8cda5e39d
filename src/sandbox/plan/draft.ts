import type { DetailedCategory } from '../../model/category.ts';
import type { Location, TransactionChannel, TransactionKind } from '../../model/transaction.ts';
import type { AccountFrame, LoginFrame } from '../bank/account.ts';
import type { ContentSource } from '../content/source.ts';
import type { Day } from '../days.ts';
import type { WorldMerchant, WorldRow } from '../row.ts';

/** Something that is going to happen on an account, before its life over time is worked out. */
export interface Draft {
  readonly account: AccountFrame;
  /** Minute of the bank's day. */
  readonly minute: number;
  /** Signed minor units: `+` into the account. */
  readonly amount: number;
  readonly original?: { readonly amount: number; readonly currency: string };
  readonly description: string;
  readonly raw: string;
  readonly merchant?: WorldMerchant;
  readonly counterparty?: WorldRow['counterparty'];
  readonly detailed: DetailedCategory;
  readonly kind: TransactionKind;
  readonly channel: TransactionChannel;
  readonly location?: Location;
  readonly reference?: string;
  readonly checkNumber?: string;
  /** A card purchase goes through `pending` where the bank shows that; anything else is booked at once. */
  readonly card?: {
    /** Signed minor units to show while pending, where they differ from what is booked: a bill before the tip, a hold. */
    readonly shown?: number;
  };
}

/** What a plan may know. Everything else it takes from its own stream of chance. */
export interface PlanContext {
  readonly login: LoginFrame;
  readonly content: ContentSource;
  /** The day the world begins. */
  readonly epochDay: Day;
}

/** Says what happens to a login on one day. */
export type Plan = (context: PlanContext, day: Day) => readonly Draft[];

/** The login's account with a habit, if it has one. */
export function accountWith(
  login: LoginFrame,
  habit: AccountFrame['product']['habit'],
): AccountFrame | undefined {
  return login.accounts.find((account) => account.product.habit === habit && account.openedAt === null);
}
