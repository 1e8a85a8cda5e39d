import { type AdapterAccount, addDays, readText, type CalendarDate } from 'bankweave/adapter-kit';
import type { Settings } from './options.ts';
import { all } from './pages.ts';
import { toAccount } from './to-account.ts';
import type { Member, Transport } from './transport.ts';
import { Account, readOne, Transaction } from './wire.ts';
import { z } from 'zod';

const UNKNOWN = 'XXX';
const EVIDENCE_DAYS = 90;

/** Every account of a member. `complete` where the list stood still. */
export async function listAccounts(
  mx: Transport,
  settings: Settings,
  of: Member,
  today: CalendarDate,
): Promise<{ accounts: AdapterAccount[]; complete: boolean }> {
  const { rows, coherent } = await all({
    key: 'accounts',
    schema: Account,
    read: (page) => mx.accounts(of, page),
  });
  const named = (account: Account): string | undefined => currencyIn(account.currency_code);
  const unnamed = rows.some((account) => named(account) === undefined);
  const evidence = unnamed ? await currencies(mx, of, today) : new Map<string, string>();
  const accounts = rows.map((account) => {
    const currency = named(account) ?? evidence.get(account.guid) ?? settings.missingCurrency ?? UNKNOWN;
    return toAccount(account, of.user, currency);
  });
  return { accounts, complete: coherent };
}

/** What the newest rows say of the currency of accounts that do not: only where all of an account's rows agree. */
async function currencies(mx: Transport, of: Member, today: CalendarDate): Promise<Map<string, string>> {
  const slice = { from: addDays(today, -EVIDENCE_DAYS), to: addDays(today, 1) };
  const rows = readOne('transactions', z.array(Transaction), await mx.transactions(of, slice, 1));
  const found = new Map<string, string>();
  const torn = new Set<string>();
  for (const row of rows) {
    const [account, currency] = [readText(row.account_guid), currencyIn(row.currency_code)];
    if (account === undefined || currency === undefined) continue;
    const before = found.get(account);
    if (before === undefined) found.set(account, currency);
    else if (before !== currency) torn.add(account);
  }
  for (const account of torn) found.delete(account);
  return found;
}

function currencyIn(value: unknown): string | undefined {
  const text = readText(value)?.toUpperCase();
  return text !== undefined && /^[A-Z]{3}$/.test(text) && text !== UNKNOWN ? text : undefined;
}
