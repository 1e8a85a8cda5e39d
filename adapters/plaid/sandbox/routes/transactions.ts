import { z } from 'zod';
import { mustWork } from '../item/trouble.ts';
import { billCall, useProduct } from '../item/use-product.ts';
import { readFields } from '../read-body.ts';
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

  '/transactions/refresh': (state, body) => {
    const item = state.items.of(readFields(Refresh, body).access_token);
    mustWork(state, item, 'live', 'TRANSACTIONS_REFRESH_LIMIT');
    useProduct(state, item, 'transactions');
    billCall(state, item, 'transactions_refresh');
    tellOfUpdates(state, item, true);
    return {};
  },
};
