import { hash } from 'node:crypto';
import {
  type AdapterAccount,
  balanceKindOf,
  type CreditTerms,
  readInstant,
  readMoney,
  readOptionalDate,
  readOptionalMoney,
  readText,
} from 'bankweave/adapter-kit';
import { typeOf } from './account-types.ts';
import { type Account, isTrue, wordOf } from './wire.ts';

/** An account in the library's words. What is owed is positive at MX and here alike. */
export function toAccount(account: Account, user: string, currency: string): AdapterAccount {
  const { type, subtype } = typeOf(wordOf(account.type), wordOf(account.subtype));
  const kind = balanceKindOf(type);
  const available = kind === 'liability' ? account.available_credit : account.available_balance;
  const name = readText(account.nickname) ?? readText(account.name) ?? 'Account';
  const officialName = readText(account.name);
  const number = readText(account.account_number);
  const mask = number === undefined ? undefined : /\d{2,4}$/.exec(number)?.[0];
  const credit = kind === 'liability' ? termsOf(account, currency) : undefined;
  return {
    id: account.guid,
    name,
    ...(officialName !== undefined && officialName !== name && { officialName }),
    ...(mask !== undefined && { mask }),
    ...numberHashOf(number, readText(account.routing_number), user),
    type,
    subtype,
    currency,
    balances: {
      kind,
      current: readOptionalMoney(account.balance, currency, 'balance') ?? null,
      available: readOptionalMoney(available, currency, 'available') ?? null,
      limit: readOptionalMoney(account.credit_limit, currency, 'credit_limit') ?? null,
      asOf: readInstant(account.imported_at) ?? null,
    },
    ...(credit && { credit }),
    ...(isTrue(account.is_closed) && { status: 'closed' }),
  };
}

// Everything gets a new guid when a login is linked anew; a whole number tells the account again.
function numberHashOf(
  number: string | undefined,
  routing: string | undefined,
  user: string,
): { numberHash?: string } {
  if (number === undefined || !/^\d{6,}$/.test(number)) return {};
  return { numberHash: hash('sha256', `mx ${user} ${routing ?? ''} ${number}`, 'base64url') };
}

function termsOf(account: Account, currency: string): CreditTerms | undefined {
  const statementBalance = readOptionalMoney(account.statement_balance, currency, 'statement_balance');
  const minimumPayment = readOptionalMoney(account.minimum_payment, currency, 'minimum_payment');
  const dueDate = readOptionalDate(account.payment_due_at);
  const rate = account.apr ?? account.interest_rate;
  const terms = {
    ...(statementBalance && { statementBalance }),
    ...(minimumPayment && { minimumPayment }),
    ...(dueDate !== undefined && { dueDate }),
    // Not money, but as exact.
    ...(rate !== null && rate !== undefined && rate !== '' && { apr: readMoney(rate, 'XXX', 'apr').value }),
  };
  return Object.keys(terms).length > 0 ? terms : undefined;
}
