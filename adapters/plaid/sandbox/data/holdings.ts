import type { World, WorldAccount, WorldRow } from 'bankweave/sandbox';
import { entityId } from '../ids.ts';
import type { Grant } from '../item/item.ts';
import { currencyOf, outflowOf } from './amount.ts';

// The world's brokers name these funds when they pay dividends; prices stand still there.
const FUNDS = [
  { name: 'World Index', ticker: 'WRLD', type: 'etf', price: 104.2 },
  { name: 'Green Bonds', ticker: 'GRNB', type: 'etf', price: 48.75 },
  { name: 'Small Companies', ticker: 'SMLC', type: 'mutual fund', price: 31.5 },
  { name: 'Dividend Select', ticker: 'DVSL', type: 'mutual fund', price: 77.1 },
] as const;

/** Cash and funds. */
export function securitiesIn(currency: string, asOf: string): Record<string, unknown>[] {
  const cash = { name: `Cash (${currency})`, ticker: `CUR:${currency}`, type: 'cash', price: 1 };
  return [cash, ...FUNDS].map(({ name, ticker, type, price }) => ({
    cfi_code: null,
    close_price: price,
    close_price_as_of: asOf,
    cusip: null,
    fixed_income: null,
    industry: null,
    institution_id: null,
    institution_security_id: null,
    is_cash_equivalent: type === 'cash',
    isin: null,
    ...currencyOf(currency),
    market_identifier_code: null,
    name,
    option_contract: null,
    proxy_security_id: null,
    sector: null,
    security_id: securityId(ticker),
    sedol: null,
    ticker_symbol: ticker,
    type,
    update_datetime: null,
  }));
}

/** What an account holds: a fifth of its first value in each fund, and the rest of its balance in cash. */
export function holdingsOf(world: World, grant: Grant, account: WorldAccount): Record<string, unknown>[] {
  const current = cents(Number(account.balances.current.value));
  const asOf = world.dataAsOf(account.loginId);
  const moved = world
    .ledger(account.id, asOf)
    .filter(({ status }) => status === 'posted')
    .reduce((sum, { amount }) => sum + cents(Number(amount.value)), 0);
  const first = current - moved;
  const funds = FUNDS.map(({ ticker, price }) => {
    const quantity = Math.max(0, Math.floor(first / 5 / cents(price)));
    return { ticker, price, quantity, value: quantity * cents(price) };
  });
  const cash = current - funds.reduce((sum, { value }) => sum + value, 0);
  const all = [{ ticker: `CUR:${account.currency}`, price: 1, quantity: cash / 100, value: cash }, ...funds];
  return all.map(({ ticker, price, quantity, value }) => ({
    account_id: grant.id,
    cost_basis: value / 100,
    institution_price: price,
    institution_price_as_of: world.today(account.institutionId, asOf),
    institution_price_datetime: null,
    institution_value: value / 100,
    ...currencyOf(account.currency),
    quantity,
    security_id: securityId(ticker),
    vested_quantity: null,
    vested_value: null,
  }));
}

/** A row of a broker as Plaid shows it: cash that comes in has a negative amount and a negative quantity. */
export function toInvestmentTransaction(grant: Grant, row: WorldRow): Record<string, unknown> {
  const amount = outflowOf(row.amount);
  const fund = FUNDS.find(({ name }) => row.description.endsWith(name));
  const [type, subtype] = typesOf(row);
  return {
    account_id: grant.id,
    amount,
    cancel_transaction_id: null,
    date: row.date,
    fees: type === 'fee' ? amount : 0,
    investment_transaction_id: entityId('investment', grant.id, row.key, row.id),
    ...currencyOf(row.amount.currency),
    name: row.description,
    price: fund ? 0 : 1,
    quantity: fund ? 0 : amount,
    security_id: securityId(fund?.ticker ?? `CUR:${row.amount.currency}`),
    subtype,
    type,
  };
}

function typesOf({ kind, category, amount }: WorldRow): readonly [string, string] {
  if (kind === 'fee') return ['fee', 'management fee'];
  if (category.detailed === 'investment.dividends') return ['cash', 'dividend'];
  return ['cash', amount.value.startsWith('-') ? 'withdrawal' : 'contribution'];
}

function securityId(ticker: string): string {
  return entityId('security', ticker);
}

function cents(amount: number): number {
  return Math.round(amount * 100);
}
