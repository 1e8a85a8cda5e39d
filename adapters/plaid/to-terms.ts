import { type CreditTerms, readOptionalDate, readOptionalMoney } from 'bankweave/adapter-kit';
import type { Raw } from './wire.ts';

/** By account: the terms of its card or loan. */
export type Terms = ReadonlyMap<string, CreditTerms>;

const KINDS = ['credit', 'mortgage', 'student', 'loan', 'line_of_credit'] as const;

/**
 * The terms in an answer of `/liabilities/get`. Amounts there have no currency: it is the account's. A record that
 * names no account, or cannot be read, says nothing.
 */
export function toTerms(liabilities: Raw, currencies: ReadonlyMap<string, string>): Terms {
  const terms = new Map<string, CreditTerms>();
  for (const kind of KINDS) {
    const records = liabilities[kind];
    if (!Array.isArray(records)) continue;
    for (const record of records as (Raw | null)[]) {
      const account = record?.['account_id'];
      if (!record || typeof account !== 'string') continue;
      terms.set(account, termsOf(record, currencies.get(account)));
    }
  }
  return terms;
}

function termsOf(row: Raw, currency: string | undefined): CreditTerms {
  const statementBalance = amountIn(row['last_statement_balance'], currency);
  const statementDate = readOptionalDate(row['last_statement_issue_date']);
  const minimumPayment = amountIn(
    row['minimum_payment_amount'] ?? row['next_monthly_payment'] ?? row['next_payment_amount'],
    currency,
  );
  const dueDate = readOptionalDate(row['next_payment_due_date']);
  const apr = aprOf(row);
  return {
    ...(statementBalance && { statementBalance }),
    ...(statementDate && { statementDate }),
    ...(minimumPayment && { minimumPayment }),
    ...(dueDate && { dueDate }),
    ...(apr !== undefined && { apr }),
  };
}

function amountIn(value: unknown, currency: string | undefined) {
  try {
    return readOptionalMoney(value, currency);
  } catch {
    // A term that cannot be read is no reason to lose the account.
    return undefined;
  }
}

/** What purchases on a card cost, or else the one rate there is. */
function aprOf(row: Raw): string | undefined {
  const aprs = Array.isArray(row['aprs']) ? (row['aprs'] as (Raw | null)[]) : [];
  const purchase =
    aprs.find((apr) => apr?.['apr_type'] === 'purchase_apr') ?? (aprs.length === 1 ? aprs[0] : null);
  const rate =
    purchase?.['apr_percentage'] ??
    (row['interest_rate'] as Raw | null | undefined)?.['percentage'] ??
    row['interest_rate_percentage'];
  return percentOf(rate);
}

/** A rate as an exact decimal. */
function percentOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  return /^\d{1,4}(\.\d{1,12})?$/.test(text) ? text : undefined;
}
