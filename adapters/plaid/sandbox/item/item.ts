import type { Position, World, WorldInstitution } from 'bankweave/sandbox';
import type { Problem } from '../problem.ts';

/** An account that the person shares with the app. */
export interface Grant {
  /** Plaid's id of it, new with every Item and every grant. */
  readonly id: string;
  /** The world's id of it. */
  readonly account: string;
  /** The how-manieth grant of its Item it is. */
  readonly number: number;
}

/** How much history Plaid has collected. */
export type Phase = 'not_ready' | 'initial' | 'historical';

/** One login at one bank, as Plaid keeps it. What it holds does not grow with the ledger. */
export interface Item {
  readonly id: string;
  /** The current access token; the ones before are dead. */
  token: string;
  readonly bank: WorldInstitution;
  readonly username: string;
  readonly loginId: string;
  readonly createdAt: number;
  /** When the person last agreed: at linking or in update mode. */
  consentedAt: number;
  webhook: string | null;
  /** In use and billed. */
  readonly products: Set<string>;
  /** Subscriptions that come with a call and are no product of their own. */
  readonly extras: Set<string>;
  /** May be added without asking the person again. */
  readonly consented: Set<string>;
  daysRequested: number;
  /** When Transactions came to the Item; its history reaches back from here. */
  transactionsAt: number | null;
  /** By the world's id of the account. */
  readonly grants: Map<string, Grant>;
  /** How many grants were ever made. */
  granted: number;
  /** What its person has to do, as set by hand. The world's own faults come on top. */
  trouble: Problem | null;
  removed: boolean;
  phase: Phase | null;
  /** Whether sync was ever called, without which no `SYNC_UPDATES_AVAILABLE` is sent. */
  synced: boolean;
  /** Grows when the data under a pagination is said to have changed: cursors of an older one are dead for good. */
  mutations: number;
  /** What the app was last told by webhooks. */
  told: {
    readonly position: Position;
    readonly phase: Phase;
    readonly trouble: string | null;
    readonly expiry: boolean;
  };
  lastWebhook: { readonly at: number; readonly code: string } | null;
}

/** The moment up to which Plaid has heard from the bank. */
export function knownUntil(world: World, item: Item): number {
  return world.dataAsOf(item.loginId);
}

/** The accounts of an Item that Plaid lists: granted, open and still shown by the bank. */
export function openAccounts(world: World, item: Item) {
  return world.login(item.bank.id, item.username, knownUntil(world, item)).accounts.flatMap((account) => {
    const grant = item.grants.get(account.id);
    return grant && account.status === 'active' ? [{ grant, account }] : [];
  });
}
