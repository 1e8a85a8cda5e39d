import { z } from 'zod';
import { chosen } from '../data/account-choice.ts';
import { toAccount } from '../data/to-account.ts';
import { type Item, openAccounts } from '../item/item.ts';
import { toItem } from '../item/to-item.ts';
import { mustWork } from '../item/trouble.ts';
import { billCall } from '../item/use-product.ts';
import { readFields } from '../read-body.ts';
import type { State } from '../state.ts';
import { accessToken, type Handler } from './handler.ts';

const options = { account_ids: z.array(z.string()).optional() };
const Get = z.strictObject({ access_token: accessToken, options: z.strictObject(options).optional() });
const Balance = z.strictObject({
  access_token: accessToken,
  options: z
    .strictObject({ ...options, min_last_updated_datetime: z.iso.datetime({ offset: true }).optional() })
    .optional(),
});

/** Endpoints of accounts. */
export const accountRoutes: Readonly<Record<string, Handler>> = {
  '/accounts/get': (state, body) => {
    const read = readFields(Get, body);
    const item = state.items.of(read.access_token);
    mustWork(state, item, 'cached', 'ACCOUNTS_LIMIT');
    return answer(state, item, read.options?.account_ids);
  },

  '/accounts/balance/get': (state, body) => {
    const read = readFields(Balance, body);
    const item = state.items.of(read.access_token);
    mustWork(state, item, 'live', 'ACCOUNTS_BALANCE_GET_LIMIT');
    const reply = answer(state, item, read.options?.account_ids);
    // Only a call that succeeds is charged.
    billCall(state, item, 'balance');
    return reply;
  },
};

function answer(state: State, item: Item, ids: readonly string[] | undefined): Record<string, unknown> {
  const accounts = chosen(openAccounts(state.world, item), ids);
  return {
    accounts: accounts.map(({ grant, account }) => toAccount(item, grant, account)),
    item: toItem(state, item),
  };
}
