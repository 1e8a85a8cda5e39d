import { z } from 'zod';
import { secondOf } from '../clock-text.ts';
import type { Item } from '../item/item.ts';
import { toItem, toItemStatus } from '../item/to-item.ts';
import { mustAnswer } from '../item/trouble.ts';
import { billProduct } from '../item/use-product.ts';
import { Problem } from '../problem.ts';
import { readFields } from '../read-body.ts';
import { freshToken } from '../state.ts';
import { tell } from '../webhooks/tell.ts';
import { accessToken, type Handler } from './handler.ts';

const Exchange = z.strictObject({ public_token: z.string().min(1) });
const Plain = z.strictObject({ access_token: accessToken });
const Remove = z.strictObject({
  access_token: accessToken,
  reason_code: z
    .enum([
      'FRAUD_FIRST_PARTY',
      'FRAUD_FALSE_IDENTITY',
      'FRAUD_ABUSE',
      'FRAUD_OTHER',
      'CONNECTION_IS_NON_FUNCTIONAL',
      'OTHER',
    ])
    .optional(),
  reason_note: z.string().max(512).optional(),
});
const Terminate = z.strictObject({
  access_token: accessToken,
  reason_code: z.string().regex(/^(FRAUD|CONSUMER|USER|DUPLICATE|BILLING|OTHER)[A-Z_]*$/),
  reason_note: z.string().max(512).nullish(),
});
const Webhook = z.strictObject({
  access_token: accessToken,
  webhook: z.union([z.url({ protocol: /^https?$/ }), z.literal(''), z.null()]).optional(),
});

/** Endpoints of Items. */
export const itemRoutes: Readonly<Record<string, Handler>> = {
  '/item/public_token/exchange': (state, body) => {
    const { public_token } = readFields(Exchange, body);
    if (!/^public-sandbox-[0-9a-f-]{36}$/.test(public_token)) {
      const message =
        'provided public token is in an invalid format. expected format: public-<environment>-<identifier>';
      throw new Problem('INVALID_PUBLIC_TOKEN', message);
    }
    const item = state.links.spend(public_token, state.world.now());
    state.items.setToken(item, freshToken(state, 'access'));
    for (const product of item.products) billProduct(state, item, product);
    return { access_token: item.token, item_id: item.id };
  },

  '/item/get': (state, body) => {
    const item = state.items.of(readFields(Plain, body).access_token);
    mustAnswer(state, item, 'ITEM_GET_LIMIT');
    return {
      item: { ...toItem(state, item), created_at: secondOf(item.createdAt) },
      status: toItemStatus(state, item),
    };
  },

  '/item/remove': (state, body) => {
    const item = state.items.of(readFields(Remove, body).access_token);
    mustAnswer(state, item, 'RATE_LIMIT');
    endItem(item);
    return {};
  },

  '/item/products/terminate': (state, body) => {
    const item = state.items.of(readFields(Terminate, body).access_token);
    mustAnswer(state, item, 'RATE_LIMIT');
    endItem(item);
    return {};
  },

  '/item/access_token/invalidate': (state, body) => {
    const item = state.items.of(readFields(Plain, body).access_token);
    mustAnswer(state, item, 'RATE_LIMIT');
    state.items.setToken(item, freshToken(state, 'access'));
    return { new_access_token: item.token };
  },

  '/item/webhook/update': (state, body) => {
    const { access_token, webhook } = readFields(Webhook, body);
    const item = state.items.of(access_token);
    mustAnswer(state, item, 'RATE_LIMIT');
    item.webhook = webhook === undefined || webhook === '' ? null : webhook;
    void tell(state, item, 'ITEM', 'WEBHOOK_UPDATE_ACKNOWLEDGED', {
      error: null,
      new_webhook_url: item.webhook,
    });
    return { item: toItem(state, item) };
  },
};

function endItem(item: Item): void {
  item.removed = true;
  item.grants.clear();
}
