import { z } from 'zod';
import { addDays } from 'bankweave/adapter-kit';
import { DYNAMIC_USER } from '../data/dynamic-user.ts';
import { bankBy } from '../institutions.ts';
import { makeItem } from '../item/make-item.ts';
import { loginRequired } from '../item/trouble.ts';
import { Problem, problemBody } from '../problem.ts';
import { hasTransactions, LINKABLE, productsOfBank } from '../products.ts';
import { readFields } from '../read-body.ts';
import { freshToken } from '../state.ts';
import { phaseOf } from '../sync/phase.ts';
import { fieldsOf } from '../webhooks/fields-of.ts';
import { tell } from '../webhooks/tell.ts';
import { accessToken, type Handler } from './handler.ts';

const MOST_ROWS = 10;
const OLDEST_DAYS = 14;

const PublicToken = z.strictObject({
  institution_id: z.string().min(1),
  initial_products: z.array(z.enum(LINKABLE)).min(1),
  options: z
    .looseObject({
      webhook: z.url({ protocol: /^https?$/ }).nullish(),
      override_username: z.string().min(1).nullish(),
      override_password: z.string().nullish(),
      transactions: z.looseObject({ days_requested: z.int().min(1).max(730).optional() }).optional(),
    })
    .optional(),
  user_token: z.string().optional(),
  user_id: z.string().optional(),
});
const Fire = z.strictObject({
  access_token: accessToken,
  webhook_type: z
    .enum(['AUTH', 'HOLDINGS', 'INVESTMENTS_TRANSACTIONS', 'ITEM', 'LIABILITIES', 'TRANSACTIONS', 'ASSETS'])
    .optional(),
  webhook_code: z.enum([
    'DEFAULT_UPDATE',
    'NEW_ACCOUNTS_AVAILABLE',
    'SMS_MICRODEPOSITS_VERIFICATION',
    'AUTHORIZATION_GRANTED',
    'USER_PERMISSION_REVOKED',
    'USER_ACCOUNT_REVOKED',
    'PENDING_DISCONNECT',
    'RECURRING_TRANSACTIONS_UPDATE',
    'LOGIN_REPAIRED',
    'SYNC_UPDATES_AVAILABLE',
    'PRODUCT_READY',
    'ERROR',
  ]),
});
const Plain = z.strictObject({ access_token: accessToken });
const Create = z.strictObject({
  access_token: accessToken,
  transactions: z
    .array(
      z.looseObject({
        date_transacted: z.iso.date(),
        date_posted: z.iso.date(),
        amount: z.number(),
        description: z.string().min(1),
        iso_currency_code: z.string().optional(),
      }),
    )
    .min(1)
    .max(MOST_ROWS),
});

/** Endpoints that only Plaid's sandbox has. */
export const sandboxRoutes: Readonly<Record<string, Handler>> = {
  '/sandbox/public_token/create': (state, body) => {
    const { institution_id, initial_products, options } = readFields(PublicToken, body);
    const { world } = state;
    const bank = bankBy(world, institution_id);
    if (initial_products.some((product) => !productsOfBank(bank).includes(product)))
      throw new Problem(
        'INVALID_PRODUCT',
        'one of the initial products is not supported by this institution',
      );
    const username = options?.override_username ?? 'user_good';
    const accounts = world.login(bank.id, username).accounts.filter(({ status }) => status === 'active');
    const item = makeItem(state, {
      bank,
      username,
      accounts: accounts.map(({ id }) => id),
      products: initial_products,
      consented: [],
      webhook: options?.webhook ?? null,
      daysRequested: options?.transactions?.days_requested ?? 90,
    });
    const token = freshToken(state, 'public');
    state.links.givePublicToken(token, item, world.now());
    return { public_token: token };
  },

  '/sandbox/item/fire_webhook': (state, body) => {
    const { access_token, webhook_type = 'TRANSACTIONS', webhook_code } = readFields(Fire, body);
    const item = state.items.of(access_token);
    if (item.webhook === null)
      throw new Problem('SANDBOX_WEBHOOK_INVALID', 'webhook for this item is not set');
    const ofItem =
      /^(NEW_ACCOUNTS|USER_|PENDING_DISCONNECT|LOGIN_REPAIRED|ERROR)/.test(webhook_code) &&
      webhook_type === 'TRANSACTIONS';
    const type = ofItem ? 'ITEM' : webhook_type;
    void tell(state, item, type, webhook_code, fieldsOf(state, item, type, webhook_code));
    return { webhook_fired: true };
  },

  '/sandbox/item/reset_login': (state, body) => {
    const item = state.items.of(readFields(Plain, body).access_token);
    item.trouble = loginRequired();
    item.told = { ...item.told, trouble: 'ITEM_LOGIN_REQUIRED/' };
    const error = { ...problemBody(item.trouble), status: item.trouble.status };
    void tell(state, item, 'ITEM', 'ERROR', { error });
    return { reset_login: true };
  },

  '/sandbox/transactions/create': (state, body) => {
    const { access_token, transactions } = readFields(Create, body);
    const { world } = state;
    const item = state.items.of(access_token);
    const today = world.today(item.bank.id);
    const account = world
      .login(item.bank.id, item.username)
      .accounts.find(
        (each) => item.grants.has(each.id) && each.type === 'depository' && hasTransactions(each),
      );
    if (item.username !== DYNAMIC_USER || !account || phaseOf(state, item) === 'not_ready') {
      const message =
        'custom transactions need an Item of user_transactions_dynamic with a depository account';
      throw new Problem('SANDBOX_PRODUCT_NOT_ENABLED', message);
    }
    for (const { date_transacted, date_posted, amount, description } of transactions) {
      if (date_transacted > today || date_transacted < addDays(today, -OLDEST_DAYS))
        throw new Problem('INVALID_FIELD', 'date_transacted must lie within the last 14 days');
      const pending = date_posted > today;
      const row = { amount: String(amount === 0 ? 0 : -amount), description };
      if (pending)
        world.authorize(account.id, { ...row, date: date_transacted as `${number}-${number}-${number}` });
      else world.post(account.id, { ...row, date: date_posted as `${number}-${number}-${number}` });
    }
    return {};
  },
};
