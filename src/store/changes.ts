import type { Account } from '../model/account.ts';
import type { Instant } from '../model/calendar-date.ts';
import type { Connection } from '../model/connection.ts';
import type { Origin, Transaction } from '../model/transaction.ts';

interface ChangeBase {
  /** Grows by at least one from entry to entry; an entry is visible only when all lower ones are. */
  readonly seq: number;
  readonly userId: string;
  readonly connectionId: string;
  readonly at: Instant;
  readonly origin: Origin;
}

/** One entry of the change feed. It carries the whole row as it was then, and the previous values of what changed. */
export type Change =
  | (ChangeBase & { readonly type: 'transaction.added'; readonly transaction: Transaction })
  | (ChangeBase & {
      readonly type: 'transaction.modified';
      readonly transaction: Transaction;
      readonly previous: Partial<Transaction>;
    })
  | (ChangeBase & { readonly type: 'transaction.removed'; readonly transaction: Transaction })
  | (ChangeBase & { readonly type: 'account.added'; readonly account: Account })
  | (ChangeBase & {
      readonly type: 'account.modified';
      readonly account: Account;
      readonly previous: Partial<Account>;
    })
  | (ChangeBase & { readonly type: 'connection.added'; readonly connection: Connection })
  | (ChangeBase & {
      readonly type: 'connection.modified';
      readonly connection: Connection;
      readonly previous: Partial<Connection>;
    });

export type ChangeType = Change['type'];
