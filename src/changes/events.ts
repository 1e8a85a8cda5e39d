import type { Account } from '../model/account.ts';
import type { Connection } from '../model/connection.ts';
import type { NoticeSubject } from '../model/notice.ts';
import type { Change } from '../store/changes.ts';
import type { Run } from '../store/runs.ts';

/**
 * What `bank.on` tells. Entries of the change feed as they are committed, and what is worth knowing beside it. In the
 * process and at most once: for anything that must not be missed, read the change feed.
 */
export type BankEvent =
  | Change
  | { readonly type: 'connection.action_required'; readonly userId: string; readonly connection: Connection }
  | { readonly type: 'connection.recovered'; readonly userId: string; readonly connection: Connection }
  | {
      /** The consent of a connection ends in 30, 14, 7 or 1 days; each is told once. */
      readonly type: 'consent.expiring';
      readonly userId: string;
      readonly connection: Connection;
      readonly expiresAt: string;
      readonly days: number;
    }
  | { readonly type: 'account.missing'; readonly userId: string; readonly account: Account }
  | {
      readonly type: 'records.quarantined';
      readonly userId: string;
      readonly connectionId: string;
      readonly count: number;
    }
  | {
      readonly type: 'suggestion.added';
      readonly userId: string;
      readonly connectionId: string;
      readonly suggestionId: string;
    }
  | {
      /** The provider says that something is up. Nobody has looked yet; a sync that does is wanted. */
      readonly type: 'connection.noticed';
      readonly userId: string;
      readonly connectionId: string;
      readonly provider: string;
      readonly about: NoticeSubject;
    }
  | { readonly type: 'sync.completed'; readonly userId: string; readonly run: Run }
  | { readonly type: 'sync.failed'; readonly userId: string; readonly run: Run };

export type BankEventType = BankEvent['type'];

/** The event of one type. */
export type EventOf<Type extends BankEventType> = Extract<BankEvent, { readonly type: Type }>;

/** Every type of event there is. */
export const EVENT_TYPES = [
  'transaction.added',
  'transaction.modified',
  'transaction.removed',
  'account.added',
  'account.modified',
  'account.missing',
  'connection.added',
  'connection.modified',
  'connection.action_required',
  'connection.recovered',
  'connection.noticed',
  'consent.expiring',
  'records.quarantined',
  'suggestion.added',
  'sync.completed',
  'sync.failed',
] as const satisfies readonly BankEventType[];
