import type { CalendarDate } from 'bankweave/adapter-kit';
import { z } from 'zod';
import { instantOf } from '../clock-text.ts';
import { chosen } from '../data/account-choice.ts';
import { moveDynamicUser } from '../data/dynamic-user.ts';
import { streamsIn } from '../data/recurring.ts';
import { toAccount } from '../data/to-account.ts';
import { toTransaction } from '../data/to-transaction.ts';
import { type Item, knownUntil, openAccounts, type Phase } from '../item/item.ts';
import { toItem } from '../item/to-item.ts';
import { mustWork } from '../item/trouble.ts';
import { billCall, useExtra, useProduct } from '../item/use-product.ts';
import { Problem } from '../problem.ts';
import { hasTransactions } from '../products.ts';
import { readFields } from '../read-body.ts';
import type { State } from '../state.ts';
import { firstDay, phaseOf } from '../sync/phase.ts';
import { syncPage } from '../sync/sync.ts';
import { tellOfUpdates } from '../webhooks/tell-of-updates.ts';
import { accessToken, type Handler } from './handler.ts';

const Sync = z.strictObject({
  access_token: accessToken,
  cursor: z.string().nullish(),
  count: z.int().min(1).max(500).default(100),
  options: z
    .strictObject({
      include_original_description: z.boolean().nullish(),
      include_personal_finance_category: z.boolean().optional(),
      include_logo_and_counterparty_beta: z.boolean().optional(),
      personal_finance_category_version: z.enum(['v1', 'v2']).optional(),
      days_requested: z.int().min(1).max(730).optional(),
      account_id: z.string().optional(),
    })
    .optional(),
});
const Refresh = z.strictObject({ access_token: accessToken });
const Get = z.strictObject({
  access_token: accessToken,
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  options: z
    .strictObject({
      account_ids: z.array(z.string()).optional(),
      count: z.int().min(1).max(500).default(100),
      offset: z.int().min(0).default(0),
      include_original_description: z.boolean().nullish(),
      include_personal_finance_category: z.boolean().optional(),
      personal_finance_category_version: z.enum(['v1', 'v2']).optional(),
      days_requested: z.int().min(1).max(730).optional(),
    })
    .default({ count: 100, offset: 0 }),
});
const Recurring = z.strictObject({
  access_token: accessToken,
  account_ids: z.array(z.string()).optional(),
  options: z.strictObject({ personal_finance_category_version: z.enum(['v1', 'v2']).optional() }).optional(),
});

/** Endpoints of transactions. */
export const transactionRoutes: Readonly<Record<string, Handler>> = {
  '/transactions/sync': (state, body) => {
    const { access_token, cursor, count, options } = readFields(Sync, body);
    const item = state.items.of(access_token);
    mustWork(state, item, 'cached', 'TRANSACTIONS_SYNC_LIMIT');
    useProduct(state, item, 'transactions', options?.days_requested);
    return syncPage(state, item, {
      cursor: cursor ?? '',
      count,
      accountId: options?.account_id ?? null,
      originalDescription: options?.include_original_description ?? false,
      categories: options?.personal_finance_category_version ?? state.settings.categories,
    });
  },

  '/transactions/get': (state, body) => {
    const { access_token, start_date, end_date, options } = readFields(Get, body);
    const { world, settings } = state;
    const item = state.items.of(access_token);
    mustWork(state, item, 'cached', 'TRANSACTIONS_LIMIT');
    useProduct(state, item, 'transactions', options.days_requested);
    const accounts = chosen(openAccounts(world, item), options.account_ids);
    const phase = mustBeReady(state, item);
    const [first, from, to] = [
      firstDay(world, item, phase),
      start_date as CalendarDate,
      end_date as CalendarDate,
    ];
    const shown = {
      originalDescription: options.include_original_description ?? false,
      categories: options.personal_finance_category_version ?? settings.categories,
    };
    const rows = accounts
      .filter(({ account }) => hasTransactions(account))
      .flatMap(({ grant, account }) =>
        world
          .ledger(account.id, knownUntil(world, item), { from: from > first ? from : first, to })
          .map((row) => ({ grant, row })),
      )
      .sort((a, b) => (a.row.date < b.row.date ? 1 : a.row.date > b.row.date ? -1 : 0));
    const page = rows.slice(options.offset, options.offset + options.count);
    return {
      accounts: accounts.map(({ grant, account }) => toAccount(item, grant, account)),
      item: toItem(state, item),
      total_transactions: rows.length,
      transactions: page.map(({ grant, row }) => toTransaction(state, item, grant, row, shown)),
    };
  },

  '/transactions/recurring/get': (state, body) => {
    const { access_token, account_ids, options } = readFields(Recurring, body);
    const { world, settings } = state;
    const item = state.items.of(access_token);
    mustWork(state, item, 'cached', 'RATE_LIMIT');
    useProduct(state, item, 'transactions');
    useExtra(state, item, 'recurring_transactions');
    const phase = mustBeReady(state, item);
    const version = options?.personal_finance_category_version ?? settings.categories;
    const until = knownUntil(world, item);
    const range = { from: firstDay(world, item, phase) };
    const streams = chosen(openAccounts(world, item), account_ids)
      .filter(({ account }) => hasTransactions(account))
      .flatMap(({ grant, account }) =>
        streamsIn(grant, world.ledger(account.id, until, range), world.today(item.bank.id, until), version),
      );
    return {
      inflow_streams: streams.filter(({ out }) => !out).map(({ stream }) => stream),
      outflow_streams: streams.filter(({ out }) => out).map(({ stream }) => stream),
      personal_finance_category_version: version,
      updated_datetime: instantOf(until),
    };
  },

  '/transactions/refresh': (state, body) => {
    const item = state.items.of(readFields(Refresh, body).access_token);
    mustWork(state, item, 'live', 'TRANSACTIONS_REFRESH_LIMIT');
    useProduct(state, item, 'transactions');
    billCall(state, item, 'transactions_refresh');
    moveDynamicUser(state, item);
    tellOfUpdates(state, item, true);
    return {};
  },
};

// Sync says so in its status instead.
function mustBeReady(state: State, item: Item): Phase {
  const phase = phaseOf(state, item, true);
  if (phase === 'not_ready') throw new Problem('PRODUCT_NOT_READY', 'the requested product is not yet ready');
  return phase;
}
