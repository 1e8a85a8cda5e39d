import {
  type AdapterAccount,
  balanceKindOf,
  negateMoney,
  readOptionalMoney,
  readText,
} from 'bankweave/adapter-kit';
import type { WireAccount } from './wire.ts';

const types: Readonly<Record<string, readonly [AdapterAccount['type'], string]>> = {
  CURRENT: ['depository', 'checking'],
  SAVER: ['depository', 'savings'],
  CARD: ['credit', 'credit_card'],
};

/** An account in bankweave's words. A kind that is new to us is `other`, never an error. */
export function toAccount(account: WireAccount): AdapterAccount {
  const [type, subtype] = types[readText(account.kind) ?? ''] ?? ['other', 'other'];
  const kind = balanceKindOf(type);
  const amount = (key: 'balance' | 'spendable' | 'credit_line') =>
    readOptionalMoney(account[key], account.currency, key) ?? null;
  const balance = amount('balance');
  const mask = readText(account.number_ends);
  return {
    id: account.id,
    name: readText(account.nickname) ?? 'Account',
    ...(mask !== undefined && { mask }),
    type,
    subtype,
    currency: readText(account.currency) ?? 'XXX',
    balances: {
      kind,
      // The bank shows debts as negative; for a liability bankweave tells what is owed, positive.
      current: balance && kind === 'liability' ? negateMoney(balance) : balance,
      available: amount('spendable'),
      limit: amount('credit_line'),
      asOf: null,
    },
  };
}
