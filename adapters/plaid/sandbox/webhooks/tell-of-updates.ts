import { problemBody } from '../problem.ts';
import { hasTransactions } from '../products.ts';
import { type Item, knownUntil } from '../item/item.ts';
import { troubleOf } from '../item/trouble.ts';
import type { State } from '../state.ts';
import { transactionId } from '../sync/changes.ts';
import { phaseOf } from '../sync/phase.ts';
import { tell } from './tell.ts';

const WARNING_MS = 7 * 86_400_000;

/** Sends what Plaid would have sent about an Item since the last time. `always` says so even where nothing is new. */
export function tellOfUpdates(state: State, item: Item, always = false): void {
  if (item.removed) return;
  const head = state.world.head(knownUntil(state.world, item));
  tellOfHealth(state, item);
  tellOfAccounts(state, item);
  if (item.products.has('transactions') && !troubleOf(state, item)) tellOfTransactions(state, item, always);
  const { position } = item.told;
  item.told = { ...item.told, position: head > position ? head : position };
}

function tellOfTransactions(state: State, item: Item, always: boolean): void {
  const { world } = state;
  const phase = phaseOf(state, item);
  if (phase === 'not_ready') return;
  const { position, phase: before } = item.told;
  const until = knownUntil(world, item);
  const rows = { created: 0, removed: [] as string[] };
  for (const event of world.events(item.loginId, { after: position, until })) {
    const grant = item.grants.get(event.accountId);
    if (!grant) continue;
    const { before: was, after: is } = event;
    if (is && is.id !== was?.id) rows.created += 1;
    if (was && was.id !== is?.id) rows.removed.push(transactionId(grant, was));
  }
  const moved = rows.created > 0 || rows.removed.length > 0;
  if (before === 'not_ready')
    void tell(state, item, 'TRANSACTIONS', 'INITIAL_UPDATE', {
      error: null,
      new_transactions: count(state, item),
    });
  if (before !== 'historical' && phase === 'historical')
    void tell(state, item, 'TRANSACTIONS', 'HISTORICAL_UPDATE', {
      error: null,
      new_transactions: count(state, item),
    });
  if (before === phase && rows.created > 0)
    void tell(state, item, 'TRANSACTIONS', 'DEFAULT_UPDATE', { error: null, new_transactions: rows.created });
  if (before === phase && rows.removed.length > 0)
    void tell(state, item, 'TRANSACTIONS', 'TRANSACTIONS_REMOVED', {
      error: null,
      removed_transactions: rows.removed,
    });
  if (item.synced && (always || moved || before !== phase)) {
    void tell(state, item, 'TRANSACTIONS', 'SYNC_UPDATES_AVAILABLE', {
      historical_update_complete: phase === 'historical',
      initial_update_complete: true,
    });
  }
  item.told = { ...item.told, phase };
}

function count({ world }: State, item: Item): number {
  return world
    .login(item.bank.id, item.username)
    .accounts.filter((account) => item.grants.has(account.id) && hasTransactions(account))
    .reduce((sum, { id }) => sum + world.ledger(id).length, 0);
}

function tellOfHealth(state: State, item: Item): void {
  const trouble = troubleOf(state, item);
  const name = trouble && `${trouble.code}/${trouble.reason ?? ''}`;
  const before = item.told.trouble;
  if (trouble && name !== before) {
    const revoked = trouble.code === 'USER_PERMISSION_REVOKED';
    const error = { ...problemBody(trouble), status: trouble.status };
    void tell(state, item, 'ITEM', revoked ? 'USER_PERMISSION_REVOKED' : 'ERROR', { error });
  }
  if (!trouble && before !== null) void tell(state, item, 'ITEM', 'LOGIN_REPAIRED');
  const ends = state.world.consentEnds(item.bank.id, item.consentedAt);
  const soon = ends !== null && !trouble && ends - state.world.now() <= WARNING_MS;
  if (soon && !item.told.expiry) {
    const at = new Date(ends).toISOString();
    if (item.bank.country === 'US')
      void tell(state, item, 'ITEM', 'PENDING_DISCONNECT', {
        disconnect_time: at,
        reason: 'INSTITUTION_TOKEN_EXPIRATION',
      });
    else void tell(state, item, 'ITEM', 'PENDING_EXPIRATION', { consent_expiration_time: at });
  }
  item.told = { ...item.told, trouble: name, expiry: soon || (item.told.expiry && ends !== null) };
}

function tellOfAccounts(state: State, item: Item): void {
  const { world } = state;
  const opened = world
    .events(item.loginId, { after: item.told.position })
    .some(({ kind, accountId }) => kind === 'account_opened' && !item.grants.has(accountId));
  if (opened) void tell(state, item, 'ITEM', 'NEW_ACCOUNTS_AVAILABLE', { error: null });
}
