import { instantOf, secondOf } from '../clock-text.ts';
import { institutionIdOf } from '../institutions.ts';
import { problemBody } from '../problem.ts';
import { productsOfBank } from '../products.ts';
import type { State } from '../state.ts';
import { phaseOf } from '../sync/phase.ts';
import { type Item, knownUntil } from './item.ts';
import { troubleOf } from './trouble.ts';

/** An Item as Plaid shows it. */
export function toItem(state: State, item: Item): Record<string, unknown> {
  const { world } = state;
  const trouble = troubleOf(state, item);
  const ends = world.consentEnds(item.bank.id, item.consentedAt);
  const products = [...item.products].sort();
  return {
    available_products: productsOfBank(item.bank).filter((product) => !item.products.has(product)),
    billed_products: products,
    consent_expiration_time: ends === null ? null : secondOf(ends),
    consented_products: [...item.consented].sort(),
    error: trouble && problemBody(trouble),
    institution_id: institutionIdOf(world, item.bank),
    institution_name: item.bank.name,
    item_id: item.id,
    products,
    update_type: 'background',
    webhook: item.webhook ?? '',
  };
}

/** When Plaid last heard from the bank. */
export function toItemStatus(state: State, item: Item): Record<string, unknown> {
  const { world } = state;
  const heard = knownUntil(world, item);
  const failing = heard < world.now() || troubleOf(state, item) !== null;
  const status = {
    last_failed_update: failing ? instantOf(world.now()) : null,
    last_successful_update: instantOf(heard),
  };
  const early = phaseOf(state, item) === 'not_ready';
  const none = { last_failed_update: null, last_successful_update: null };
  return {
    investments: item.products.has('investments') ? status : null,
    last_webhook: item.lastWebhook && {
      code_sent: item.lastWebhook.code,
      sent_at: instantOf(item.lastWebhook.at),
    },
    transactions: item.products.has('transactions') ? (early ? none : status) : null,
  };
}
