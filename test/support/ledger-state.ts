import type { Account, Transaction } from 'bankweave';
import { type Change, EVERY_USER, type KnownRow, type Store } from 'bankweave/store';
import { allInRange, recordsOf } from '../../src/sync/rows-in-range.ts';

/** A row as the ledger holds it, seen or not, without what the clock put on it. */
export interface HeldRow {
  readonly id: string;
  readonly account: string;
  readonly status: string;
  readonly hidden: string | null;
  readonly ids: readonly string[];
  readonly amount: string;
  readonly date: string;
  readonly description: string;
  readonly facts: unknown;
}

/** Every row of a connection. */
export async function rowsOf(store: Store, connectionId: string): Promise<HeldRow[]> {
  const rows: HeldRow[] = [];
  for (const { account } of await accountsOf(store, connectionId))
    for await (const row of allInRange(store.ledger, connectionId, { accountId: account.id, hidden: true }))
      rows.push(heldRow(row, account.providerAccountId));
  return rows.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.id < b.id ? -1 : 1));
}

/** The rows that readers see by default: pending and posted. */
export async function visible(store: Store, connectionId = 'con_1'): Promise<HeldRow[]> {
  return (await rowsOf(store, connectionId)).filter(({ hidden, status }) => !hidden && status !== 'void');
}

export async function accountsOf(store: Store, connectionId: string) {
  return store.ledger.accounts(EVERY_USER, { connectionId }, { limit: 1_000 });
}

/** Everything a ledger says, in one order, without clock fields. */
export async function stateOf(store: Store, connectionId: string): Promise<unknown> {
  const accounts = await accountsOf(store, connectionId);
  const balances = await Promise.all(
    accounts.map(async ({ account }) =>
      (await store.ledger.balances(EVERY_USER, account.id, {}, { limit: 1_000 })).map(
        ({ takenAt: _t, asOf: _a, ...figures }) => figures,
      ),
    ),
  );
  const quarantine = await recordsOf(store.records, 'quarantine', connectionId);
  const suggestions = await recordsOf(store.records, 'suggestions', connectionId);
  const relinked = await recordsOf(store.records, 'relinked', connectionId);
  const replayed = await replay(store, connectionId);
  const rows = await rowsOf(store, connectionId);
  const seen = rows.filter(({ hidden }) => !hidden).map(({ id }) => id);
  if (seen.toSorted().join() !== [...replayed.transactions.keys()].sort().join())
    throw new Error('The change feed replayed is not what readers see.');
  return {
    accounts: accounts.map(({ account }) => ({ ...account, balances: { ...account.balances, asOf: null } })),
    balances,
    rows,
    quarantine: quarantine.map(({ value }) => {
      const { firstSeenAt: _f, lastSeenAt: _l, times: _t, ...rest } = value as Record<string, unknown>;
      return rest;
    }),
    suggestions: suggestions.map(({ value }) => value),
    relinked: relinked.map(({ key }) => key),
    checkpoints: [...(await store.ledger.checkpoints(connectionId))]
      .map(({ scope, checkpoint, state }) => ({ scope, checkpoint, state: { ...state, from: null } }))
      .sort((a, b) => (a.scope < b.scope ? -1 : 1)),
    replayed: [...replayed.transactions.values()]
      .map(({ firstSeenAt: _f, updatedAt: _u, revision: _r, origin: _o, ...rest }) => rest)
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    replayedAccounts: [...replayed.accounts.values()].map(({ id, status, name }) => ({ id, status, name })),
  };
}

/** What a reader of the change feed has after reading all of it. */
async function replay(
  store: Store,
  connectionId: string,
): Promise<{ transactions: Map<string, Transaction>; accounts: Map<string, Account> }> {
  const transactions = new Map<string, Transaction>();
  const accounts = new Map<string, Account>();
  for (const change of await changesOf(store, connectionId)) {
    if (change.type === 'transaction.removed') {
      if (!transactions.delete(change.transaction.id)) throw new Error('Removed what was not there.');
    } else if ('transaction' in change) {
      const { id } = change.transaction;
      if (transactions.has(id) === (change.type === 'transaction.added'))
        throw new Error(`${change.type} of ${id}?`);
      transactions.set(id, change.transaction);
    } else if ('account' in change) accounts.set(change.account.id, change.account);
  }
  return { transactions, accounts };
}

export async function changesOf(store: Store, connectionId: string, after = 0): Promise<Change[]> {
  const changes: Change[] = [];
  for (let from = after; ; ) {
    const page = await store.ledger.changes(EVERY_USER, from, 500);
    changes.push(...page.filter((change) => change.connectionId === connectionId));
    const last = page.at(-1);
    if (!last || page.length < 500) return changes;
    from = last.seq;
  }
}

function heldRow({ id, status, hidden, row }: KnownRow, account: string): HeldRow {
  const { amount, date, description } = row.facts;
  return {
    id,
    account,
    status,
    hidden,
    ids: row.providerIds.map(({ value }) => value),
    amount: amount.value,
    date,
    description,
    facts: row.facts,
  };
}

/** The items in one order, whatever it was they came in. */
export function sorted<T>(items: Iterable<T>): T[] {
  return [...items].sort((a, b) => ((JSON.stringify(a) ?? '') < (JSON.stringify(b) ?? '') ? -1 : 1));
}
