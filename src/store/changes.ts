import type { Account } from '../model/account.ts';
import type { Instant } from '../model/calendar-date.ts';
import type { Connection } from '../model/connection.ts';
import type { Origin, Transaction } from '../model/transaction.ts';

/** The fields of a row that changed, as they were before; `null` where a field was not there. */
export type Previous<T> = { readonly [K in keyof T]?: object extends Pick<T, K> ? T[K] | null : T[K] };

interface ChangeBase {
  /** Grows by at least one from entry to entry; an entry is visible only when all lower ones are. */
  readonly seq: number;
  readonly userId: string;
  readonly connectionId: string;
  readonly at: Instant;
  /** Of the step that made it; `live` for accounts and connections. */
  readonly origin: Origin;
}

/** One entry of the change feed. It carries the whole row as it was then, and the previous values of what changed. */
export type Change =
  | (ChangeBase & { readonly type: 'transaction.added'; readonly transaction: Transaction })
  | (ChangeBase & {
      readonly type: 'transaction.modified';
      readonly transaction: Transaction;
      readonly previous: Previous<Transaction>;
    })
  | (ChangeBase & { readonly type: 'transaction.removed'; readonly transaction: Transaction })
  | (ChangeBase & { readonly type: 'account.added'; readonly account: Account })
  | (ChangeBase & {
      readonly type: 'account.modified';
      readonly account: Account;
      readonly previous: Previous<Account>;
    })
  | (ChangeBase & { readonly type: 'connection.added'; readonly connection: Connection })
  | (ChangeBase & {
      readonly type: 'connection.modified';
      readonly connection: Connection;
      readonly previous: Previous<Connection>;
    });

export type ChangeType = Change['type'];
