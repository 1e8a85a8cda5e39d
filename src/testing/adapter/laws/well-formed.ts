import type { AdapterAccount, Upsert } from '../../../adapter-kit/rows.ts';
import { balanceKindOf } from '../../../model/balance.ts';
import { isCalendarDate, parseInstant } from '../../../model/calendar-date.ts';
import { isPrimaryCategory } from '../../../model/category.ts';
import type { Money } from '../../../model/money.ts';
import { money } from '../../../model/money.ts';
import { broken, expect } from '../../expect.ts';

const TYPES = ['depository', 'credit', 'loan', 'investment', 'other'];
const KINDS = [
  'purchase',
  'refund',
  'transfer',
  'payment',
  'income',
  'fee',
  'interest',
  'cash',
  'adjustment',
  'other',
];

/** Breaks the law for a row that is not what the contract says. */
export function checkRow(row: Upsert): void {
  const about = `the row ${row.ids[0]?.value ?? 'without an id'}`;
  expect(['pending', 'posted'], `the status of ${about}`).toContain(row.status);
  checkMoney(row.amount, `the amount of ${about}`);
  if (row.originalAmount) checkMoney(row.originalAmount, `the original amount of ${about}`);
  if (row.runningBalance) checkMoney(row.runningBalance, `the running balance of ${about}`);
  for (const field of ['date', 'authorizedDate', 'postedDate'] as const) {
    const value = row[field];
    if (value !== undefined || field === 'date')
      expect(isCalendarDate(value), `${field} of ${about}, ${value},`).toBe(true);
  }
  checkInstant(row.datetime, `datetime of ${about}`);
  for (const field of ['account', 'description', 'originalDescription'] as const)
    expect(typeof row[field], `${field} of ${about}`).toBe('string');
  for (const { scheme, value, stable } of row.ids) {
    if (typeof value !== 'string' || value.trim() === '') broken(`${about} has a blank id`, value);
    if (typeof scheme !== 'string' || scheme === '') broken(`${about} has an id without a scheme`, scheme);
    expect(typeof stable, `whether an id of ${about} is stable`).toBe('boolean');
  }
  const schemes = row.ids.map(({ scheme }) => scheme);
  expect(new Set(schemes).size, `ids of one scheme on ${about}`).toBe(schemes.length);
  expect(isPrimaryCategory(row.category.primary), `the category of ${about}, ${row.category.primary},`).toBe(
    true,
  );
  expect(KINDS, `the kind of ${about}`).toContain(row.kind);
  if (row.pendingId !== undefined) expect(row.status, `${about}, which names a pending row,`).toBe('posted');
  checkJson(row, about);
}

/** Breaks the law for an account that is not what the contract says. */
export function checkAccount(account: AdapterAccount): void {
  const about = `the account ${account.id}`;
  if (typeof account.id !== 'string' || account.id.trim() === '')
    broken('an account has a blank id', account.id);
  expect(TYPES, `the type of ${about}`).toContain(account.type);
  for (const field of ['name', 'subtype', 'currency'] as const)
    expect(typeof account[field], `${field} of ${about}`).toBe('string');
  if (account.mask !== undefined) expect(account.mask.length, `the mask of ${about}`).toBeLessThanOrEqual(4);
  const { kind, current, available, limit, asOf } = account.balances;
  expect(kind, `the kind of balance of ${about}, a ${account.type},`).toBe(balanceKindOf(account.type));
  for (const [name, amount] of Object.entries({ current, available, limit })) {
    if (amount === null) continue;
    checkMoney(amount, `${name} of ${about}`);
    expect(amount.currency, `the currency of ${name} of ${about}`).toBe(account.currency);
  }
  checkInstant(asOf, `asOf of ${about}`);
  if (account.numberHash !== undefined && /^[A-Z]{0,2}[\d\s-]{4,34}$/.test(account.numberHash))
    broken(`${about} gives a number for a hash`);
  checkJson(account, about);
}

export function checkInstant(value: string | null | undefined, about: string): void {
  if (value === undefined || value === null) return;
  if (!value.endsWith('Z') || parseInstant(value) === null) broken(`${about} is no instant in UTC`, value);
}

/** Money is canonical: making it again from its own text changes nothing. */
function checkMoney(given: Money, about: string): void {
  let again: Money | undefined;
  try {
    again = money(given.value, given.currency);
  } catch {
    broken(`${about} is no money`, given);
  }
  expect(given, about).toEqual(again);
}

/** What leaves an adapter is stored as JSON. A `Date`, a class or a NaN would come back as something else. */
function checkJson(value: object, about: string): void {
  expect(JSON.parse(JSON.stringify(value)), `${about} as JSON`).toEqual(value);
}
