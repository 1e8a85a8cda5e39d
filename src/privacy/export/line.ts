import type { AuditLine } from '../../audit/entry.ts';
import type { ConsentRecord } from '../../consent/record.ts';
import type { Account } from '../../model/account.ts';
import type { BalanceSnapshot } from '../../model/balance.ts';
import type { Instant } from '../../model/calendar-date.ts';
import type { Connection } from '../../model/connection.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { Decision, TransactionRow } from '../../store/rows.ts';
import type { Run } from '../../store/runs.ts';
import type { QuarantinedRecord } from '../../sync/quarantine.ts';
import type { Suggestion } from '../../sync/suggestions.ts';

/** Kinds of lines that carry something of the person. */
export const EXPORTED = [
  'connection',
  'consent',
  'account',
  'balance',
  'transaction',
  'hidden_transaction',
  'run',
  'quarantine',
  'suggestion',
  'audit',
] as const;

export type ExportedKind = (typeof EXPORTED)[number];

/** How many lines of each kind. */
export type ExportCounts = Readonly<Record<ExportedKind, number>>;

/** What each kind of line holds. */
interface Data {
  readonly header: {
    readonly format: 'bankweave.export';
    readonly userId: string;
    readonly at: Instant;
    /** As counted just before the first line. */
    readonly counts: ExportCounts;
  };
  readonly connection: Connection;
  /** Every version of a consent: its renewals and how it ended. */
  readonly consent: ConsentRecord;
  readonly account: Account;
  readonly balance: BalanceSnapshot;
  /** A row with the host's own fields, and every stored reason why it is what it is. */
  readonly transaction: Transaction & { readonly decisions: readonly Decision[] };
  /** A row that readers no longer see: the provider took it back, or the app deleted it. */
  readonly hidden_transaction: {
    readonly hidden: 'removed' | 'deleted';
    readonly row: Omit<TransactionRow, 'digest'>;
    readonly decisions: readonly Decision[];
  };
  readonly run: Run;
  readonly quarantine: QuarantinedRecord;
  readonly suggestion: Suggestion;
  readonly audit: AuditLine;
  /** What was written. A file without this last line was cut off. */
  readonly end: { readonly counts: ExportCounts };
}

type LineOf<Kind extends keyof Data> = {
  readonly type: Kind;
  readonly version: 1;
  readonly data: Data[Kind];
};

/** One line of an export; each kind has a version of its own. */
export type ExportLine = { [Kind in keyof Data]: LineOf<Kind> }[keyof Data];

/** A line of one kind. */
export function line<Kind extends keyof Data>(type: Kind, data: Data[Kind]): LineOf<Kind> {
  return { type, version: 1, data };
}
