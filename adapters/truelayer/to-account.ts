import {
  type AdapterAccount,
  readInstant,
  readOptionalDate,
  readOptionalMoney,
  readText,
  requireId,
} from 'bankweave/adapter-kit';
import { maskOf, numberHash } from './number-hash.ts';
import type { Settings } from './settings.ts';
import type { Account, Balance, Card } from './wire.ts';

type Listed = Omit<AdapterAccount, 'balances'>;

/** A bank account in the library's words, without what it holds. */
export function toAccount(settings: Settings, account: Account): Listed {
  const { account_number, currency } = account;
  const kind = readText(account.account_type)?.toUpperCase() ?? '';
  const hash = numberHash(settings, account_number);
  const mask = maskOf(account_number);
  const isSavings = /SAVING/.test(kind);
  const isKnown = isSavings || /TRANSACTION$/.test(kind);
  return {
    id: requireId(account.account_id, 'account_id'),
    ...(hash !== undefined && { numberHash: hash }),
    name: readText(account.display_name) ?? readText(account.provider?.display_name) ?? 'Account',
    ...(mask !== undefined && { mask }),
    type: isKnown ? 'depository' : 'other',
    subtype: isSavings ? 'savings' : isKnown ? 'checking' : kind.toLowerCase() || 'other',
    currency: currencyOf(currency),
    ...(isKnown && { holder: kind.startsWith('BUSINESS') ? 'business' : 'personal' }),
  };
}

/** A card in the library's words. That it is one is known from where it was listed, never from its figures. */
export function toCard(card: Card): Listed {
  const kind = readText(card.card_type)?.toLowerCase();
  const network = readText(card.card_network);
  const mask = readText(card.partial_card_number)?.slice(-4);
  return {
    id: requireId(card.account_id, 'account_id'),
    name: readText(card.display_name) ?? network ?? 'Card',
    ...(network !== undefined && { officialName: network }),
    ...(mask !== undefined && { mask }),
    type: 'credit',
    subtype: kind === undefined || kind === 'credit' ? 'credit_card' : `${kind}_card`,
    currency: currencyOf(card.currency),
  };
}

/** What an account holds. `available` may have an overdraft in it or not, as the bank likes; it is never derived. */
export function toBalances(balance: Balance): AdapterAccount['balances'] {
  const money = (field: keyof Balance) => readOptionalMoney(balance[field], balance.currency, field) ?? null;
  return {
    kind: 'asset',
    current: money('current'),
    available: money('available'),
    limit: money('overdraft'),
    asOf: readInstant(balance.update_timestamp) ?? null,
  };
}

/** What is owed on a card: TrueLayer tells it as a positive amount, as the library does. */
export function toCardBalances(
  balance: Balance,
): Pick<AdapterAccount, 'credit'> & Required<Pick<AdapterAccount, 'balances'>> {
  const money = (field: keyof Balance) => readOptionalMoney(balance[field], balance.currency, field);
  const [statementBalance, minimumPayment] = [money('last_statement_balance'), money('payment_due')];
  const statementDate = readOptionalDate(balance.last_statement_date);
  const dueDate = readOptionalDate(balance.payment_due_date);
  const credit = {
    ...(statementBalance && { statementBalance }),
    ...(statementDate && { statementDate }),
    ...(minimumPayment && { minimumPayment }),
    ...(dueDate && { dueDate }),
  };
  return {
    balances: {
      kind: 'liability',
      current: money('current') ?? null,
      available: money('available') ?? null,
      limit: money('credit_limit') ?? null,
      asOf: readInstant(balance.update_timestamp) ?? null,
    },
    ...(Object.keys(credit).length > 0 && { credit }),
  };
}

function currencyOf(value: unknown): string {
  return readText(value)?.toUpperCase() ?? 'XXX';
}
