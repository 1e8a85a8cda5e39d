import { momentAt, type Position } from 'bankweave/sandbox';
import { accountIdProblem } from '../data/account-choice.ts';
import { toAccount } from '../data/to-account.ts';
import { toTransaction } from '../data/to-transaction.ts';
import { type Grant, type Item, knownUntil, openAccounts, type Phase } from '../item/item.ts';
import { Problem } from '../problem.ts';
import { hasTransactions } from '../products.ts';
import type { State } from '../state.ts';
import { changesBetween, transactionId, type Update } from './changes.ts';
import { type Cursor, readCursor, type View, viewText, writeCursor } from './cursor.ts';
import { firstDay, phaseOf } from './phase.ts';

/** A request, read. */
export interface SyncQuery {
  readonly cursor: string;
  readonly count: number;
  /** Plaid's id; only this account's stream. */
  readonly accountId: string | null;
  readonly originalDescription: boolean;
  readonly categories: 'v1' | 'v2';
}

const STATUS: Readonly<Record<Phase, string>> = {
  not_ready: 'NOT_READY',
  initial: 'INITIAL_UPDATE_COMPLETE',
  historical: 'HISTORICAL_UPDATE_COMPLETE',
};

/** Answers `/transactions/sync`. */
export function syncPage(state: State, item: Item, query: SyncQuery): Record<string, unknown> {
  const { world, switches } = state;
  item.synced = true;
  const stream = `${item.id}/${query.accountId ?? ''}`;
  const grants = grantsOf(state, item, query.accountId);
  const phase = phaseOf(state, item, true);
  const status = { transactions_update_status: STATUS[phase] };
  const none = { accounts: [], added: [], modified: [], removed: [], has_more: false };
  if (phase === 'not_ready') return { ...none, next_cursor: '', ...status };

  const now = viewNow(state, item, phase);
  if (query.cursor === 'now')
    return { ...none, next_cursor: writeCursor(stream, { base: now, again: false }), ...status };
  const cursor: Cursor =
    query.cursor === '' ? { base: null, again: false } : readCursor(stream, query.cursor);
  if (cursor.page) mustNotHaveMutated(state, item, cursor.page, now, grants);
  const to = cursor.page?.to ?? forward(cursor.base, now);
  const key = [stream, viewText(cursor.base), viewText(to)].join('|');
  const update = state.updates.get(key, () =>
    ordered(changesBetween(world, item, grants, cursor.base, to, switches.removeUnseen), switches.order),
  );

  const offset = cursor.page?.offset ?? 0;
  const mid = { to, mutations: cursor.page?.mutations ?? item.mutations };
  const gap = switches.emptyPages && offset > 0 && cursor.page?.gap !== true;
  const size = gap ? 0 : pageSize(state, item, query.count, offset, update);
  const end = Math.min(offset + size, update.length);
  const has_more = end < update.length;
  if (!has_more) state.updates.drop(key);
  const next: Cursor = has_more
    ? { base: cursor.base, again: cursor.again, page: { ...mid, offset: end, gap } }
    : switches.repeat && !cursor.again && update.length > 0
      ? { base: cursor.base, again: true }
      : { base: to, again: false };
  return {
    ...pageOf(state, item, update.slice(offset, end), query),
    next_cursor: writeCursor(stream, next),
    has_more,
    ...status,
  };
}

function grantsOf({ world }: State, item: Item, accountId: string | null): readonly Grant[] {
  const all = world
    .login(item.bank.id, item.username, knownUntil(world, item))
    .accounts.filter(hasTransactions)
    .flatMap(({ id }) => item.grants.get(id) ?? []);
  if (accountId === null) return all;
  const one = all.filter(({ id }) => id === accountId);
  if (one.length === 0) throw accountIdProblem();
  return one;
}

function viewNow({ world }: State, item: Item, phase: Phase): View {
  return {
    position: world.head(knownUntil(world, item)),
    from: firstDay(world, item, phase),
    granted: item.granted,
  };
}

// What the bank knows may lie behind what was read before: while it is not reachable, or after a test turned it back.
function forward(base: View | null, now: View): View {
  if (!base) return now;
  return {
    position: base.position > now.position ? base.position : now.position,
    from: base.from < now.from ? base.from : now.from,
    granted: now.granted,
  };
}

function mustNotHaveMutated(
  { world }: State,
  item: Item,
  page: NonNullable<Cursor['page']>,
  now: View,
  grants: readonly Grant[],
): void {
  if (page.mutations === item.mutations) {
    if (world.takeFault(item.loginId, ['mutation'])) item.mutations += 1;
    else if (now.from >= page.to.from && now.granted === page.to.granted && !movedSince(page.to.position))
      return;
  }
  throw new Problem(
    'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION',
    'underlying transaction data changed since last page was fetched. please restart pagination from last update',
  );

  function movedSince(position: Position): boolean {
    const until = momentAt(now.position);
    return world
      .events(item.loginId, { after: position, ...(until === undefined ? {} : { until }) })
      .some(
        ({ accountId, position: at }) =>
          at <= now.position && grants.some(({ account }) => account === accountId),
      );
  }
}

// A pagination of one page cannot be disturbed, so an armed disturbance cuts the first page in two.
function pageSize(
  { world, switches }: State,
  item: Item,
  count: number,
  offset: number,
  update: Update,
): number {
  const size = Math.min(count, switches.pageSize ?? count);
  const disturbed = offset === 0 && world.peekFault(item.loginId, ['mutation']) !== undefined;
  return disturbed ? Math.max(1, Math.min(size, Math.floor(update.length / 2))) : size;
}

function ordered(update: Update, order: State['switches']['order']): Update {
  if (order === 'as_changed') return update;
  const gone = update.filter(({ kind }) => kind === 'removed');
  const there = update.filter(({ kind }) => kind !== 'removed');
  return order === 'removed_first' ? [...gone, ...there] : [...there, ...gone];
}

function pageOf(state: State, item: Item, changes: Update, query: SyncQuery): Record<string, unknown> {
  const named = new Set(changes.flatMap(({ kind, grant }) => (kind === 'removed' ? [] : grant.id)));
  const rows = (wanted: 'added' | 'modified') =>
    changes
      .filter(({ kind }) => kind === wanted)
      .map(({ grant, row }) => toTransaction(state, item, grant, row, query));
  const removed = changes.flatMap(({ kind, grant, row }) =>
    kind === 'removed' ? { account_id: grant.id, transaction_id: transactionId(grant, row) } : [],
  );
  const accounts =
    named.size === 0 ? [] : openAccounts(state.world, item).filter(({ grant }) => named.has(grant.id));
  return {
    accounts: accounts.map(({ grant, account }) => toAccount(item, grant, account)),
    added: rows('added'),
    modified: rows('modified'),
    removed,
  };
}
