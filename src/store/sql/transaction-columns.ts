import type { Transaction, TransactionFacts, TransactionStatus } from '../../model/transaction.ts';
import type { KnownRow, TransactionRow } from '../rows.ts';
import { fromText } from './text.ts';

/** What readers see of a row of the table `transactions`, joined with the host's own fields. */
export interface VisibleColumns {
  readonly id: string;
  readonly connection_id: string;
  readonly account_id: string;
  readonly provider: string;
  readonly status: TransactionStatus;
  readonly revision: number;
  readonly date: string;
  readonly amount: string;
  readonly currency: string;
  readonly kind: string;
  readonly category_primary: string;
  readonly category_detailed: string;
  readonly description: string;
  readonly original_description: string;
  readonly origin: string;
  readonly first_seen_at: string;
  readonly updated_at: string;
  readonly details: string;
  readonly notes: string | null;
  readonly category_override: string | null;
}

/** The same with what only the engine needs. */
export interface TransactionColumns extends VisibleColumns {
  readonly added_seq: number;
  readonly change_seq: number | null;
  readonly user_id: string;
  readonly hidden: 'removed' | 'deleted' | null;
  readonly digest: string;
}

type Loose = Record<string, unknown>;

type WithColumn = 'status' | 'amount' | 'date' | 'description' | 'originalDescription' | 'category' | 'kind';

/** What has no column of its own, as JSON. Every field is named: a copy of the rest of a row costs three times as much. */
export function detailsOf({ facts, providerIds }: TransactionRow): string {
  const { category } = facts;
  const rest: Record<keyof Omit<TransactionFacts, WithColumn>, unknown> = {
    originalAmount: facts.originalAmount,
    authorizedDate: facts.authorizedDate,
    postedDate: facts.postedDate,
    datetime: facts.datetime,
    merchant: facts.merchant,
    counterparties: facts.counterparties,
    channel: facts.channel,
    location: facts.location,
    reference: facts.reference,
    checkNumber: facts.checkNumber,
    runningBalance: facts.runningBalance,
  };
  const details: Loose = rest;
  details['category'] = { confidence: category.confidence, provider: category.provider };
  details['providerIds'] = providerIds;
  return JSON.stringify(details);
}

/** The provider's part of a row. */
function factsOf(columns: VisibleColumns, details: Loose): Loose {
  const category = details['category'] as Loose;
  category['primary'] = columns.category_primary;
  category['detailed'] = fromText(columns.category_detailed);
  details['status'] = columns.status;
  details['amount'] = { value: columns.amount, currency: fromText(columns.currency) };
  details['date'] = columns.date;
  details['description'] = fromText(columns.description);
  details['originalDescription'] = fromText(columns.original_description);
  details['kind'] = columns.kind;
  return details;
}

/** The transaction that readers get. */
export function transactionOf(columns: VisibleColumns): Transaction {
  const facts = factsOf(columns, JSON.parse(fromText(columns.details)) as Loose);
  const [first] = facts['providerIds'] as TransactionRow['providerIds'];
  facts['id'] = fromText(columns.id);
  facts['connectionId'] = fromText(columns.connection_id);
  facts['accountId'] = fromText(columns.account_id);
  facts['provider'] = fromText(columns.provider);
  facts['providerTransactionId'] = first?.value ?? '';
  facts['origin'] = columns.origin;
  facts['firstSeenAt'] = columns.first_seen_at;
  facts['updatedAt'] = columns.updated_at;
  facts['revision'] = columns.revision;
  if (columns.notes !== null) facts['notes'] = fromText(columns.notes);
  if (columns.category_override !== null) facts['categoryOverride'] = fromText(columns.category_override);
  return facts as unknown as Transaction;
}

/** The row that reconcile gets. */
export function knownRowOf(columns: TransactionColumns): KnownRow {
  const { providerIds, ...facts } = factsOf(columns, JSON.parse(fromText(columns.details)) as Loose);
  const [id, accountId] = [fromText(columns.id), fromText(columns.account_id)];
  const { status, hidden } = columns;
  const digest = fromText(columns.digest);
  const row: TransactionRow = {
    id,
    userId: fromText(columns.user_id),
    connectionId: fromText(columns.connection_id),
    accountId,
    provider: fromText(columns.provider),
    providerIds: providerIds as TransactionRow['providerIds'],
    facts: facts as unknown as TransactionFacts,
    digest,
  };
  return { id, accountId, digest, status, hidden, row };
}
