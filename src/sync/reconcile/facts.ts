import { hash } from 'node:crypto';
import type { Upsert } from '../../adapter-kit/rows.ts';
import type { ProviderId, TransactionFacts } from '../../model/transaction.ts';
import type { TransactionRow } from '../../store/rows.ts';

/** Where a row belongs. */
export interface RowPlace {
  readonly id: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly accountId: string;
  readonly provider: string;
}

/** The row to store for an upsert. Fields stand in one fixed order, so that equal rows have equal text. */
export function rowOf(upsert: Upsert, place: RowPlace): TransactionRow {
  const u = upsert;
  const facts: TransactionFacts = {
    status: u.status,
    amount: { value: u.amount.value, currency: u.amount.currency },
    ...(u.originalAmount && { originalAmount: u.originalAmount }),
    date: u.date,
    ...(u.authorizedDate && { authorizedDate: u.authorizedDate }),
    ...(u.postedDate && { postedDate: u.postedDate }),
    ...(u.datetime && { datetime: u.datetime }),
    description: u.description,
    originalDescription: u.originalDescription,
    ...(u.merchant && { merchant: u.merchant }),
    counterparties: u.counterparties,
    category: u.category,
    kind: u.kind,
    ...(u.channel && { channel: u.channel }),
    ...(u.location && { location: u.location }),
    ...(u.reference && { reference: u.reference }),
    ...(u.checkNumber && { checkNumber: u.checkNumber }),
    ...(u.runningBalance && { runningBalance: u.runningBalance }),
  };
  return { ...place, providerIds: u.ids, facts, digest: digestOf(facts, u.ids) };
}

/** The same row with other facts. */
export function withFacts(row: TransactionRow, facts: TransactionFacts): TransactionRow {
  return { ...row, facts, digest: digestOf(facts, row.providerIds) };
}

// An unstable id may be another one at every read; that alone is no change.
function digestOf(facts: TransactionFacts, ids: readonly ProviderId[]): string {
  const stable = ids.filter((id) => id.stable).map((id) => `${id.scheme}=${id.value}`);
  return hash('sha256', JSON.stringify([facts, stable]), 'base64url').slice(0, 22);
}
