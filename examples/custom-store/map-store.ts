import { type Clock, systemClock } from 'bankweave';
import { type KnownRow, inScope, type Ledger, positionOf, type Store } from 'bankweave/store';
import { keep, tell } from './changes.ts';
import { Data, isLinked, type Kept, keyOf, page, transactionOf, within } from './data.ts';
import { erase } from './erase.ts';
import { matches } from './matches.ts';
import { recordsOf, writeRecords } from './records.ts';
import { MapUpdate } from './update.ts';
import { workOf } from './work.ts';

/** A store over maps. Every transaction copies them and swaps the copies in: simple, and too slow for much data. */
export interface MapStore extends Store {
  /** Everything that is kept, as text. */
  dump(): string;
}

export function mapStore(): MapStore {
  const data = new Data();
  let clock: Clock | undefined;
  const now = (): number => (clock ?? systemClock).now();
  return {
    traits: { durable: false, shared: false },
    ledger: { ...connectionsOf(data, now), ...transactionsOf(data, now), ...workOf(data, now) },
    records: recordsOf(data),
    async open(ports) {
      // Opening an open store again does nothing.
      clock ??= ports.clock;
    },
    async close() {
      clock = undefined;
    },
    dump: () => JSON.stringify(data, (_, value: unknown) => (value instanceof Map ? [...value] : value)),
  };
}

type OfTransactions =
  | 'transaction'
  | 'transactions'
  | 'decisions'
  | 'decision'
  | 'annotate'
  | 'heads'
  | 'known'
  | 'aliases'
  | 'range';
type OfWork = keyof ReturnType<typeof workOf>;

function connectionsOf(data: Data, now: () => number): Omit<Ledger, OfTransactions | OfWork> {
  return {
    async addConnection(row, records = []) {
      const { connection, providerConnectionId } = row;
      const { id, userId } = connection;
      const isTwin = isLinked(data, connection, providerConnectionId);
      if (isTwin || data.connections.has(id) || !writeRecords(data, records)) return false;
      data.connections.set(id, row);
      tell(data, now(), { type: 'connection.added', userId, connectionId: id, origin: 'live', connection });
      return true;
    },
    async connection(scope, id) {
      const row = data.connections.get(id);
      return row && inScope(scope, row.connection.userId) ? row : null;
    },
    async connections(scope, asked) {
      const rows = within(scope, data.connections.values(), ({ connection }) => connection.userId);
      return page(rows, asked, ({ connection }) => connection.id);
    },
    async connectionsOf(provider, login) {
      const rows = [...data.connections.values()].filter(
        ({ connection, providerConnectionId }) =>
          connection.provider === provider &&
          providerConnectionId === login &&
          connection.status !== 'removed',
      );
      return page(rows, { limit: 100 }, ({ connection }) => connection.id).map(({ connection }) => ({
        connectionId: connection.id,
        userId: connection.userId,
      }));
    },
    async account(scope, id) {
      const row = data.accounts.get(id);
      return row && inScope(scope, row.userId) ? row : null;
    },
    async accounts(scope, { connectionId }, asked) {
      const rows = within(scope, data.accounts.values(), ({ userId }) => userId).filter(
        ({ account }) => (connectionId ?? account.connectionId) === account.connectionId,
      );
      return page(rows, asked, ({ account }) => account.id);
    },
    async balances(scope, accountId, { from, to }, asked) {
      const owner = data.accounts.get(accountId);
      if (!owner || !inScope(scope, owner.userId)) return [];
      // `to` may be a day, and then all of that day is meant.
      const rows = [...data.balances.values()].filter(
        (row) =>
          row.accountId === accountId &&
          (from === undefined || row.takenAt >= from) &&
          (to === undefined || row.takenAt.slice(0, to.length) <= to),
      );
      return page(rows, asked, ({ takenAt }) => takenAt);
    },
    checkpoints: async (id) =>
      [...data.checkpoints.values()].flatMap(({ connectionId, ...row }) => (connectionId === id ? row : [])),
    openUpdate: async (guard) => new MapUpdate(data, guard, now),
    async run(scope, id) {
      const run = data.runs.get(id);
      return run && inScope(scope, run.userId) ? run : null;
    },
    async runs(scope, { connectionId }, asked) {
      const rows = within(scope, data.runs.values(), ({ userId }) => userId).filter(
        (run) => (connectionId ?? run.connectionId) === run.connectionId,
      );
      return page(rows, asked, ({ startedAt, id }) => `${startedAt} ${id}`, true);
    },
    async putRun(run) {
      data.runs.set(run.id, run);
    },
    changes: async (scope, after, limit) =>
      within(scope, data.changes, ({ userId }) => userId)
        .filter(({ seq }) => seq > after)
        .slice(0, limit),
    changeBounds: async () => ({ oldest: data.trimmedTo, newest: data.lastSeq }),
    async trimChanges(seq) {
      data.changes = data.changes.filter((change) => change.seq > seq);
      data.trimmedTo = Math.max(data.trimmedTo, Math.min(seq, data.lastSeq));
    },
    erase: async (scope, also) => erase(data, scope, also),
  };
}

function transactionsOf(data: Data, now: () => number): Pick<Ledger, OfTransactions> {
  const seen = (kept: Kept | undefined): kept is Kept => kept !== undefined && kept.hidden === null;
  const knownOf = ({ row, hidden }: Kept): KnownRow => {
    const { id, accountId, digest, facts } = row;
    return { id, accountId, digest, status: facts.status, hidden, row };
  };
  const known = (connectionId: string, ids: readonly string[]): KnownRow[] =>
    ids.flatMap((id) => {
      const kept = data.transactions.get(id);
      return kept?.row.connectionId === connectionId ? knownOf(kept) : [];
    });
  return {
    async transaction(scope, id) {
      const kept = data.transactions.get(id);
      return seen(kept) && inScope(scope, kept.row.userId) ? transactionOf(kept) : null;
    },
    async transactions(scope, filter, sort, asked) {
      const rows = within(scope, data.transactions.values(), ({ row }) => row.userId)
        .filter(seen)
        .map(transactionOf)
        .filter((row) => matches(row, filter));
      return page(rows, asked, (row) => positionOf(row, sort), sort === 'newest' || sort === 'largest');
    },
    decisions: async (scope, id) =>
      within(scope, data.decisions.values(), ({ userId }) => userId).filter(
        ({ transactionId }) => transactionId === id,
      ),
    async decision(scope, id) {
      const decision = data.decisions.get(id);
      return decision && inScope(scope, decision.userId) ? decision : null;
    },
    async annotate(scope, id, given) {
      const before = data.transactions.get(id);
      if (!seen(before) || !inScope(scope, before.row.userId)) return null;
      const notes = new Map(Object.entries(before.notes));
      for (const [name, value] of Object.entries(given))
        if (value === null) notes.delete(name);
        else if (value !== undefined) notes.set(name, value);
      const updatedAt = new Date(now()).toISOString() as Kept['updatedAt'];
      const revision = before.revision + 1;
      keep(data, now(), { ...before, notes: Object.fromEntries(notes), updatedAt, revision }, 'correction');
      return transactionOf(data.transactions.get(id) ?? before);
    },
    heads: async (connectionId, ids) => known(connectionId, ids),
    known: async (connectionId, ids) => known(connectionId, ids),
    aliases: async (connectionId, keys) =>
      keys.flatMap((key) => data.aliases.get(keyOf(connectionId, key)) ?? []),
    async range(connectionId, { accountId, from, to, statuses, hidden = false }, asked) {
      const rows = [...data.transactions.values()].filter(
        ({ row, hidden: why }) =>
          row.connectionId === connectionId &&
          row.accountId === accountId &&
          (from === undefined || row.facts.date >= from) &&
          (to === undefined || row.facts.date <= to) &&
          (statuses?.includes(row.facts.status) ?? true) &&
          (hidden || why === null),
      );
      return page(rows.map(knownOf), asked, ({ id, row }) => `${row.facts.date} ${id}`);
    },
  };
}
