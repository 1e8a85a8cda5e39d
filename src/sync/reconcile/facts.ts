import { hash } from 'node:crypto';
import type { Upsert } from '../../adapter-kit/rows.ts';
import type { ProviderId, TransactionFacts } from '../../model/transaction.ts';
import type { TransactionRow } from '../../store/rows.ts';

/** Where a row belongs. */
export interface RowPlace {
  readonly userId: string;
  readonly connectionId: string;
  readonly provider: string;
}

type Facts = { -readonly [K in keyof TransactionFacts]: TransactionFacts[K] };

/** What a row is made of. */
interface Said {
  readonly accountId: string;
  readonly ids: readonly ProviderId[];
  readonly facts: TransactionFacts;
  readonly digest: string;
}

/** The row to store for an op. */
export function rowOf(op: Said, id: string, place: RowPlace): TransactionRow {
  const { userId, connectionId, provider } = place;
  const { accountId, ids, facts, digest } = op;
  return { id, userId, connectionId, accountId, provider, providerIds: ids, facts, digest };
}

/** The same row with other facts. */
export function withFacts(row: TransactionRow, facts: TransactionFacts): TransactionRow {
  return { ...row, facts, digest: digestOf(JSON.stringify(facts), row.providerIds) };
}

/** The facts of an upsert and nothing else. They stand in one fixed order, so that equal rows have equal text. */
export function factsOf(u: Upsert): TransactionFacts {
  const { value, currency } = u.amount;
  const { description, originalDescription, counterparties, category, kind } = u;
  const facts = { status: u.status, amount: { value, currency }, date: u.date } as Facts;
  facts.description = description;
  facts.originalDescription = originalDescription;
  facts.counterparties = counterparties;
  facts.category = category;
  facts.kind = kind;
  if (u.originalAmount) facts.originalAmount = u.originalAmount;
  if (u.authorizedDate) facts.authorizedDate = u.authorizedDate;
  if (u.postedDate) facts.postedDate = u.postedDate;
  if (u.datetime) facts.datetime = u.datetime;
  if (u.merchant) facts.merchant = u.merchant;
  if (u.channel) facts.channel = u.channel;
  if (u.location) facts.location = u.location;
  if (u.reference) facts.reference = u.reference;
  if (u.checkNumber) facts.checkNumber = u.checkNumber;
  if (u.runningBalance) facts.runningBalance = u.runningBalance;
  return facts;
}

/** A short hash of what a row says. An unstable id may be another one at every read; that alone is no change. */
export function digestOf(facts: string, ids: readonly ProviderId[]): string {
  let text = facts;
  for (const id of ids) if (id.stable) text += `\n${id.scheme}=${id.value}`;
  return hash('sha256', text, 'base64url').slice(0, 22);
}
