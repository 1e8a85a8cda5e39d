import { Problem } from '../problem.ts';
import { productsOfBank } from '../products.ts';
import type { State } from '../state.ts';
import type { Item } from './item.ts';

/**
 * Lets a call use a product. One that the person agreed to is added by the call itself, and is billed from then on;
 * one that was never agreed to needs update mode in the United States, and elsewhere is added too.
 */
export function useProduct(state: State, item: Item, product: string, daysRequested?: number): void {
  if (item.products.has(product)) return;
  if (!productsOfBank(item.bank).includes(product))
    throw new Problem(
      'PRODUCTS_NOT_SUPPORTED',
      'the following products are not supported by this institution',
    );
  if (item.bank.country === 'US' && !item.consented.has(product)) {
    const message = 'client does not have user consent to access this product';
    throw new Problem('ADDITIONAL_CONSENT_REQUIRED', message);
  }
  addProduct(state, item, product, daysRequested);
}

/** Lets a call use a subscription that stands beside a product and begins with the first call. */
export function useExtra(state: State, item: Item, name: string): void {
  if (item.extras.has(name)) return;
  item.extras.add(name);
  billProduct(state, item, name);
}

/** Puts a product on an Item. */
function addProduct(state: State, item: Item, product: string, daysRequested?: number): void {
  item.products.add(product);
  item.consented.add(product);
  if (product === 'transactions') {
    item.transactionsAt = state.world.now();
    item.daysRequested = daysRequested ?? item.daysRequested;
  }
  billProduct(state, item, product);
}

/** Records that a product runs by the month from now on. */
export function billProduct({ bills, world }: State, item: Item, product: string): void {
  bills.add({ at: world.now(), itemId: item.id, what: product, kind: 'subscription' });
}

/** Records a call that costs a flat fee. */
export function billCall({ bills, world }: State, item: Item, call: string): void {
  bills.add({ at: world.now(), itemId: item.id, what: call, kind: 'call' });
}
