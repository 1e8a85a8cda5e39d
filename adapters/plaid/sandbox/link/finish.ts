import type { WorldAccount, WorldInstitution } from 'bankweave/sandbox';
import { subtypeOf } from '../data/to-account.ts';
import { grant, makeItem } from '../item/make-item.ts';
import type { Item } from '../item/item.ts';
import { PERSONAL } from '../item/trouble.ts';
import { Problem } from '../problem.ts';
import { productsOfBank } from '../products.ts';
import { freshToken, type State } from '../state.ts';
import type { LinkRequest } from './link-request.ts';
import type { LinkSession } from './links.ts';
import { tellOfSession } from './tell-of-session.ts';

/** What a person chose in Link. */
export interface LinkChoice {
  readonly bank: WorldInstitution;
  readonly username: string;
  /** World ids. Default: all that the app asks for; in update mode those that were shared. */
  readonly accounts?: readonly string[];
}

/** How a session ended well. */
export interface Finished {
  /** `null` in update mode, where nothing is to be exchanged. */
  readonly publicToken: string | null;
  readonly item: Item;
}

const DEFAULT_DAYS = 90;

/** Ends a session as a person does who goes through with it. */
export function finishLink(state: State, session: LinkSession, choice: LinkChoice): Finished {
  mustBeOpen(state, session);
  const { world } = state;
  session.startedAt ??= world.now();
  if (world.takeFault(world.loginId(choice.bank.id, choice.username), ['outage']))
    throw new Problem('INSTITUTION_DOWN', 'this institution is not currently responding');
  const finished = session.repairs
    ? repair(state, session, session.repairs, choice)
    : addItem(state, session, choice);
  session.finishedAt = world.now();
  tellOfSession(state, session, finished.publicToken);
  return finished;
}

/** Ends a session as a person does who gives up, or who was stopped by an error. */
export function exitLink(state: State, session: LinkSession, problem: Problem | null): void {
  mustBeOpen(state, session);
  session.startedAt ??= state.world.now();
  session.finishedAt = state.world.now();
  session.exit = { problem };
  tellOfSession(state, session, null);
}

/** Accounts that the app wants to see, of those that a bank shows. */
export function offered(accounts: readonly WorldAccount[], request: LinkRequest): readonly WorldAccount[] {
  const filters = request.account_filters;
  return accounts.filter((account) => {
    if (account.status !== 'active') return false;
    if (!filters) return true;
    const wanted = filters[account.type]?.account_subtypes;
    return wanted !== undefined && (wanted.includes('all') || wanted.includes(subtypeOf(account)));
  });
}

/** Refuses a session that is over. */
export function mustBeOpen({ world }: State, session: LinkSession): void {
  const over = session.finishedAt !== null && session.request.enable_multi_item_link !== true;
  if (over || session.expiresAt <= world.now())
    throw new Problem('INVALID_LINK_TOKEN', 'the link token has expired or was used');
}

function addItem(state: State, session: LinkSession, { bank, username, accounts }: LinkChoice): Finished {
  const { world, links } = state;
  const { request } = session;
  const supported = productsOfBank(bank);
  const missing = (request.products ?? []).filter(
    (product) => !supported.includes(product) && product !== 'signal',
  );
  if (!request.country_codes.includes(bank.country) || missing.length > 0)
    throw new Problem('PRODUCTS_NOT_SUPPORTED', 'this institution cannot be chosen with this link token');
  const shared = offered(world.login(bank.id, username).accounts, request)
    .map(({ id }) => id)
    .filter((id) => accounts?.includes(id) ?? true);
  if (shared.length === 0) throw new Problem('NO_ACCOUNTS', 'no valid accounts were found for this item');
  const taken = [...(request.required_if_supported_products ?? []), ...(request.optional_products ?? [])];
  const item = makeItem(state, {
    bank,
    username,
    accounts: shared,
    products: [...(request.products ?? []), ...taken.filter((product) => supported.includes(product))],
    consented: request.additional_consented_products ?? [],
    webhook: request.webhook ?? null,
    daysRequested: request.transactions?.days_requested ?? DEFAULT_DAYS,
  });
  const publicToken = freshToken(state, 'public');
  links.givePublicToken(publicToken, item, world.now());
  session.results.push({ publicToken, item });
  return { publicToken, item };
}

function repair(state: State, { request }: LinkSession, item: Item, { accounts }: LinkChoice): Finished {
  const { world } = state;
  item.trouble = null;
  item.consentedAt = world.now();
  item.told = { ...item.told, trouble: null, expiry: false };
  for (const kind of PERSONAL) if (kind !== 'revoked') world.heal(item.loginId, kind);
  for (const product of request.additional_consented_products ?? []) item.consented.add(product);
  if (request.update?.account_selection_enabled && accounts) {
    const shown = offered(world.login(item.bank.id, item.username).accounts, request).map(({ id }) => id);
    for (const id of shown) {
      if (!accounts.includes(id)) item.grants.delete(id);
      else if (!item.grants.has(id)) grant(item, id);
    }
  }
  return { publicToken: null, item };
}
