import type { WorldInstitution } from 'bankweave/sandbox';
import { entityId } from '../ids.ts';
import type { State } from '../state.ts';
import type { Item } from './item.ts';

/** What a new Item begins with. */
export interface ItemPlan {
  readonly bank: WorldInstitution;
  readonly username: string;
  /** World ids of the accounts. */
  readonly accounts: readonly string[];
  readonly products: readonly string[];
  readonly consented: readonly string[];
  readonly webhook: string | null;
  readonly daysRequested: number;
}

/** Makes an Item, as Plaid does when a person finishes Link. It has no access token yet. */
export function makeItem(state: State, plan: ItemPlan): Item {
  const { world, items } = state;
  const at = world.now();
  const item: Item = {
    id: entityId('item', world.seed, String(at), String(state.count())),
    token: '',
    bank: plan.bank,
    username: plan.username,
    loginId: world.loginId(plan.bank.id, plan.username),
    createdAt: at,
    consentedAt: at,
    webhook: plan.webhook,
    products: new Set(plan.products),
    extras: new Set(),
    consented: new Set([...plan.products, ...plan.consented]),
    daysRequested: plan.daysRequested,
    transactionsAt: plan.products.includes('transactions') ? at : null,
    grants: new Map(),
    granted: 0,
    trouble: null,
    removed: false,
    phase: null,
    synced: false,
    mutations: 0,
    told: { position: world.head(), phase: 'not_ready', trouble: null, expiry: false },
    lastWebhook: null,
  };
  for (const account of plan.accounts) grant(item, account);
  items.add(item);
  return item;
}

/** Shares an account. One that was shared before comes back under a new id. */
export function grant(item: Item, account: string): void {
  item.granted += 1;
  const number = item.granted;
  item.grants.set(account, { id: entityId('account', item.id, account, String(number)), account, number });
}
