import type { CalendarDate } from 'bankweave/adapter-kit';
import { z } from 'zod';
import { chosen } from '../data/account-choice.ts';
import { holdingsOf, securitiesIn, toInvestmentTransaction } from '../data/holdings.ts';
import { toAccount } from '../data/to-account.ts';
import { type Item, knownUntil, openAccounts } from '../item/item.ts';
import { toItem } from '../item/to-item.ts';
import { mustWork } from '../item/trouble.ts';
import { billCall, useExtra, useProduct } from '../item/use-product.ts';
import { Problem } from '../problem.ts';
import { readFields } from '../read-body.ts';
import type { State } from '../state.ts';
import { phaseOf } from '../sync/phase.ts';
import { tell } from '../webhooks/tell.ts';
import { accessToken, type Handler } from './handler.ts';

const ids = { account_ids: z.array(z.string()).optional() };
const Holdings = z.strictObject({ access_token: accessToken, options: z.strictObject(ids).optional() });
const Transactions = z.strictObject({
  access_token: accessToken,
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  options: z
    .strictObject({
      ...ids,
      count: z.int().min(1).max(500).default(100),
      offset: z.int().min(0).default(0),
      async_update: z.boolean().optional(),
    })
    .default({ count: 100, offset: 0 }),
});
const Refresh = z.strictObject({ access_token: accessToken });

/** Endpoints of investments. They list every account of the Item, not only those with investments. */
export const investmentRoutes: Readonly<Record<string, Handler>> = {
  '/investments/holdings/get': (state, body) => {
    const { access_token, options } = readFields(Holdings, body);
    const item = state.items.of(access_token);
    mustWork(state, item, 'cached', 'INVESTMENT_HOLDINGS_GET_LIMIT');
    useProduct(state, item, 'investments');
    const accounts = chosen(openAccounts(state.world, item), options?.account_ids);
    const invested = investedIn(accounts);
    return {
      ...shared(state, item, accounts),
      holdings: invested.flatMap(({ grant, account }) => holdingsOf(state.world, grant, account)),
    };
  },

  '/investments/transactions/get': (state, body) => {
    const { access_token, start_date, end_date, options } = readFields(Transactions, body);
    const { world } = state;
    const item = state.items.of(access_token);
    mustWork(state, item, 'cached', 'INVESTMENT_TRANSACTIONS_LIMIT');
    if (start_date > end_date) throw new Problem('INVALID_FIELD', 'start_date is after end_date');
    useProduct(state, item, 'investments');
    // A subscription of its own, beside the holdings', from the first call.
    useExtra(state, item, 'investments_transactions');
    if (options.async_update && phaseOf(state, item) === 'not_ready' && item.transactionsAt !== null)
      throw new Problem('PRODUCT_NOT_READY', 'the requested product is not yet ready');
    const accounts = chosen(openAccounts(world, item), options.account_ids);
    const range = { from: start_date as CalendarDate, to: end_date as CalendarDate };
    const rows = investedIn(accounts)
      .flatMap(({ grant, account }) =>
        world
          .ledger(account.id, knownUntil(world, item), range)
          .map((row) => toInvestmentTransaction(grant, row)),
      )
      .toReversed();
    return {
      ...shared(state, item, accounts),
      investment_transactions: rows.slice(options.offset, options.offset + options.count),
      total_investment_transactions: rows.length,
    };
  },

  '/investments/refresh': (state, body) => {
    const item = state.items.of(readFields(Refresh, body).access_token);
    mustWork(state, item, 'live', 'RATE_LIMIT');
    useProduct(state, item, 'investments');
    billCall(state, item, 'investments_refresh');
    void tell(state, item, 'HOLDINGS', 'DEFAULT_UPDATE', {
      error: null,
      new_holdings: 0,
      updated_holdings: 1,
    });
    return {};
  },
};

type Shared = ReturnType<typeof openAccounts>;

function investedIn(accounts: Shared | ReturnType<typeof chosen>): Shared {
  const found = accounts.filter(({ account }) => account.type === 'investment');
  if (found.length === 0)
    throw new Problem('NO_INVESTMENT_ACCOUNTS', 'no valid investment accounts were found for this item');
  return found;
}

function shared(state: State, item: Item, accounts: ReturnType<typeof chosen>): Record<string, unknown> {
  const { world } = state;
  const today = world.today(item.bank.id, knownUntil(world, item));
  const currencies = new Set(
    accounts.filter(({ account }) => account.type === 'investment').map(({ account }) => account.currency),
  );
  return {
    accounts: accounts.map(({ grant, account }) => {
      const shown = toAccount(item, grant, account);
      return { ...shown, balances: { ...(shown['balances'] as object), margin_loan_amount: null } };
    }),
    item: toItem(state, item),
    securities: [...currencies].flatMap((currency) => securitiesIn(currency, today)),
  };
}
