import type { World, WorldInstitution } from 'bankweave/sandbox';
import type { BillingEvent } from './bills.ts';
import type { FaultTiming, RouteFault } from './faults/route-fault.ts';
import type { Switchboard } from './faults/switchboard.ts';
import { bankBy, banksOf, institutionIdOf } from './institutions.ts';
import { type Item, openAccounts, type Phase } from './item/item.ts';
import { loginRequired, troubleOf } from './item/trouble.ts';
import { exitLink, finishLink } from './link/finish.ts';
import type { LinkSession } from './link/links.ts';
import { Problem, type ProblemDetails } from './problem.ts';
import type { LoggedRequest, RequestLog } from './request-log.ts';
import type { State } from './state.ts';
import type { SyncSwitches } from './sync/switches.ts';
import { transactionId } from './sync/changes.ts';
import { fieldsOf } from './webhooks/fields-of.ts';
import type { SentWebhook } from './webhooks/outbox.ts';
import type { Forgery } from './webhooks/signing-keys.ts';
import { tell } from './webhooks/tell.ts';
import { tellOfUpdates } from './webhooks/tell-of-updates.ts';

/** What a person does in Link. */
export interface LinkAnswers {
  /** The bank, by its id in the world or at Plaid. Not needed in update mode. Default: `river-bank`. */
  readonly institution?: string;
  /** Every username is somebody. Default: `user_good`. */
  readonly username?: string;
  /** The world's ids of the accounts to share. Default: all that the app asks for. */
  readonly accounts?: readonly string[];
}

/** How a Link session ended. */
export interface LinkOutcome {
  /** To be exchanged; `null` in update mode, where the Item keeps its access token. */
  readonly publicToken: string | null;
  readonly itemId: string;
}

/** An Item as a test sees it. It shows no token. */
export interface ItemView {
  readonly id: string;
  /** The world's id of the login. */
  readonly loginId: string;
  readonly institutionId: string;
  readonly products: readonly string[];
  readonly consented: readonly string[];
  /** `error_code` and `error_code_reason` of what the person has to do; `null` while all is well. */
  readonly trouble: { readonly code: string; readonly reason: string | null } | null;
  readonly removed: boolean;
  readonly webhook: string | null;
  /** Shared accounts: the world's id, and Plaid's. */
  readonly accounts: ReadonlyMap<string, string>;
}

/** Webhooks of a sandbox. */
export interface WebhookControl {
  /** Those that left, oldest first, up to a thousand. */
  readonly sent: readonly SentWebhook[];
  /**
   * Sends a webhook about an Item, also one that Plaid's own sandbox cannot fire, and waits for it. Members that its
   * kind carries are filled in; `fields` adds to them or replaces them.
   *
   * @throws RangeError when the Item has no webhook address, or is unknown.
   */
  fire(
    itemId: string,
    type: string,
    code: string,
    fields?: Readonly<Record<string, unknown>>,
    forge?: Forgery,
  ): Promise<void>;
  /** Sends one of {@link WebhookControl.sent} again, signed anew. */
  again(number: number, forge?: Forgery): Promise<void>;
  /** Keeps webhooks back until {@link WebhookControl.release}. */
  hold(): void;
  /** Sends what was kept back, in the order in which it came or the other way round. */
  release(order?: 'kept' | 'reversed'): Promise<void>;
  /** Signs with a new key from now on, and gives its `kid`. The old one is marked as expired and can be looked up. */
  rotateKey(): string;
  /** Waits until nothing is on its way. */
  settled(): Promise<void>;
}

/** The hands of a test on a Plaid sandbox. Times are the world's. */
export interface PlaidControl {
  /** Plaid's id of one of the world's banks. */
  institutionId(worldId: string): string;
  /** Plaid's id under which an Item shows a row of the world; `null` where its account is not shared. */
  transactionId(
    itemId: string,
    row: { readonly accountId: string; readonly key: string; readonly id: string },
  ): string | null;
  /** Goes through Link as a person would. @throws Error with Plaid's `code` where Link would show an error. */
  completeLink(linkToken: string, answers?: LinkAnswers): Promise<LinkOutcome>;
  /** Leaves Link; with a code because of that error. */
  exitLink(linkToken: string, errorCode?: string): Promise<void>;

  items(): readonly ItemView[];
  item(itemId: string): ItemView;
  /** Holds an Item in a phase; `null` lets time decide again. */
  setPhase(itemId: string, phase: Phase | null): void;
  /** Stops an Item as its bank or person would. `ITEM_LOGIN_REQUIRED`, `USER_PERMISSION_REVOKED`, ... */
  breakItem(itemId: string, code?: string, details?: ProblemDetails): void;
  /** Lets it work again without update mode; told by {@link PlaidControl.announce} as `LOGIN_REPAIRED`. */
  repairItem(itemId: string): void;
  /** Ends the sharing of one account, by its id in the world. */
  revokeAccount(itemId: string, accountId: string): void;
  /** Changes the data under whatever pagination is going on: its cursors are dead for good. */
  mutate(itemId: string): void;
  /** What sync does beyond the ordinary. Assign to its members. */
  readonly sync: SyncSwitches;

  /**
   * Arms a fault on a route, such as `/transactions/sync`, or `*` for all.
   *
   * @example
   * ```ts
   * wire.control.fail('/transactions/sync', { error: 'TRANSACTIONS_SYNC_LIMIT', retryAfterSeconds: 5 }, { nth: 2 })
   * wire.control.fail('/accounts/get', { answer: 'truncated' })
   * ```
   */
  fail(route: string, fault: RouteFault, timing?: FaultTiming): void;
  /** Ends the faults of a route, or all. */
  clearFaults(route?: string): void;

  /** Lets Plaid look at the banks: sends the webhooks about everything that happened since the last time. */
  announce(itemId?: string): Promise<void>;
  readonly webhooks: WebhookControl;

  /** The calls so far, oldest first, up to five thousand, without keys and tokens. */
  requests(route?: string): readonly LoggedRequest[];
  /** How often each route was called. */
  counts(): Readonly<Record<string, number>>;
  /** What Plaid would have charged for. */
  billed(): readonly BillingEvent[];
  /** Forgets requests, counts and bills; not what they led to. */
  forgetCalls(): void;
}

/** The control of a wire that is bound to its world. `now` gives what `bind` made. */
export function createControl(
  now: () => { readonly state: State; readonly log: RequestLog },
  switchboard: Switchboard,
  sync: SyncSwitches,
): PlaidControl {
  const state = (): State => now().state;
  const itemOf = (id: string): Item => {
    const item = state().items.find(id);
    if (!item) throw new RangeError('there is no such Item');
    return item;
  };
  const session = (token: string): LinkSession => {
    const found = state().links.find(token);
    if (!found) throw new RangeError('there is no such link token');
    return found;
  };
  return {
    institutionId: (worldId) => institutionIdOf(state().world, state().world.institution(worldId)),
    transactionId(itemId, row) {
      const grant = itemOf(itemId).grants.get(row.accountId);
      return grant ? transactionId(grant, row) : null;
    },
    async completeLink(linkToken, answers = {}) {
      const open = session(linkToken);
      const { institution, username = 'user_good', accounts } = answers;
      const who = open.repairs ?? { bank: bankNamed(state().world, institution ?? 'river-bank'), username };
      const { publicToken, item } = finishLink(state(), open, {
        bank: who.bank,
        username: who.username,
        ...(accounts ? { accounts } : {}),
      });
      await state().outbox.settled();
      return { publicToken, itemId: item.id };
    },
    async exitLink(linkToken, errorCode) {
      exitLink(state(), session(linkToken), errorCode === undefined ? null : new Problem(errorCode));
      await state().outbox.settled();
    },

    items: () =>
      state()
        .items.all()
        .map((item) => viewOf(state(), item)),
    item: (itemId) => viewOf(state(), itemOf(itemId)),
    setPhase(itemId, phase) {
      itemOf(itemId).phase = phase;
    },
    breakItem(itemId, code = 'ITEM_LOGIN_REQUIRED', details) {
      itemOf(itemId).trouble =
        code === 'ITEM_LOGIN_REQUIRED' && !details ? loginRequired() : new Problem(code, undefined, details);
    },
    repairItem(itemId) {
      itemOf(itemId).trouble = null;
    },
    revokeAccount(itemId, accountId) {
      itemOf(itemId).grants.delete(accountId);
    },
    mutate(itemId) {
      itemOf(itemId).mutations += 1;
    },
    sync,

    fail: (route, fault, timing = {}) => switchboard.arm(route, fault, timing),
    clearFaults: (route) => switchboard.clear(route),

    async announce(itemId) {
      const items = itemId === undefined ? state().items.all() : [itemOf(itemId)];
      for (const item of items) tellOfUpdates(state(), item);
      await state().outbox.settled();
    },
    webhooks: {
      get sent() {
        return state().outbox.sent;
      },
      async fire(itemId, type, code, fields = {}, forge) {
        const item = itemOf(itemId);
        if (item.webhook === null) throw new RangeError('the Item has no webhook address');
        await tell(state(), item, type, code, { ...fieldsOf(state(), item, type, code), ...fields }, forge);
      },
      again: (number, forge) => state().outbox.again(number, forge),
      hold: () => state().outbox.hold(),
      release: (order) => state().outbox.release(order),
      rotateKey: () => state().keys.rotate(),
      settled: () => state().outbox.settled(),
    },

    requests: (route) => now().log.entries(route),
    counts: () => now().log.counts(),
    billed: () => state().bills.all(),
    forgetCalls() {
      now().log.clear();
      state().bills.clear();
    },
  };
}

function bankNamed(world: World, name: string): WorldInstitution {
  return banksOf(world).find(({ id }) => id === name) ?? bankBy(world, name);
}

function viewOf(state: State, item: Item): ItemView {
  const trouble = troubleOf(state, item);
  return {
    id: item.id,
    loginId: item.loginId,
    institutionId: institutionIdOf(state.world, item.bank),
    products: [...item.products],
    consented: [...item.consented],
    trouble: trouble && { code: trouble.code, reason: trouble.reason },
    removed: item.removed,
    webhook: item.webhook,
    accounts: new Map(openAccounts(state.world, item).map(({ grant }) => [grant.account, grant.id])),
  };
}
