import type { Clock } from '../../internal/clock.ts';
import { instant } from '../../model/calendar-date.ts';
import { differences } from '../differences.ts';
import type { Ledger } from '../ledger.ts';
import type { AccountRow, ConnectionRow, Decision, KnownRow } from '../rows.ts';
import type { Run } from '../runs.ts';
import { inScope } from '../scope.ts';
import { eraseRows } from './erase.ts';
import { addLogin, isTaken, ownersOf } from './logins.ts';
import { pageOf, sortedBy } from './page.ts';
import { applyRecordWrites, versionsHold } from './records.ts';
import { TransactionReader } from './reads.ts';
import { type State, type StoredTransaction, toTransaction } from './state.ts';
import { MemoryUpdate } from './update.ts';
import { memoryWork } from './work.ts';
import { Writer } from './writer.ts';

/** The ledger facet over maps. */
export function memoryLedger(state: State, clock: () => Clock): Ledger {
  const reader = new TransactionReader(state);
  const known = ({ row, hidden }: StoredTransaction): KnownRow => ({
    id: row.id,
    accountId: row.accountId,
    digest: row.digest,
    status: row.facts.status,
    hidden,
    row,
  });
  const ofConnection = (connectionId: string, ids: readonly string[]): KnownRow[] =>
    ids.flatMap((id) => {
      const stored = state.transactions.get(id);
      return stored?.row.connectionId === connectionId ? [known(stored)] : [];
    });
  return {
    ...memoryWork(state, clock),

    async addConnection(row, records = []) {
      const { id, userId } = row.connection;
      const twin = isTaken(state, row.connection, row.providerConnectionId);
      if (twin || state.connections.has(id) || !versionsHold(state, records)) return false;
      applyRecordWrites(state, records);
      state.connections.set(id, row);
      addLogin(state, row);
      new Writer(state, clock(), id).change({
        type: 'connection.added',
        userId,
        connectionId: id,
        origin: 'live',
        connection: row.connection,
      });
      return true;
    },
    async connection(scope, id) {
      const row = state.connections.get(id);
      return row && inScope(scope, row.connection.userId) ? row : null;
    },
    async connections(scope, page) {
      const rows = [...state.connections.values()].filter((row) => inScope(scope, row.connection.userId));
      const key = (row: ConnectionRow): string => row.connection.id;
      return pageOf(sortedBy(rows, key), page, key);
    },
    async connectionsOf(provider, providerConnectionId) {
      return ownersOf(state, provider, providerConnectionId);
    },

    async account(scope, id) {
      const row = state.accounts.get(id);
      return row && inScope(scope, row.userId) ? row : null;
    },
    async accounts(scope, filter, page) {
      const rows = [...state.accounts.values()].filter(
        (row) =>
          inScope(scope, row.userId) &&
          (filter.connectionId === undefined || row.account.connectionId === filter.connectionId),
      );
      const key = (row: AccountRow): string => row.account.id;
      return pageOf(sortedBy(rows, key), page, key);
    },
    async balances(scope, accountId, { from, to }, page) {
      const account = state.accounts.get(accountId);
      if (!account || !inScope(scope, account.userId)) return [];
      const rows = (state.balances.get(accountId) ?? []).filter(
        ({ takenAt }) =>
          (from === undefined || takenAt >= from) && (to === undefined || takenAt.slice(0, to.length) <= to),
      );
      return pageOf(
        sortedBy(rows, (row) => row.takenAt),
        page,
        (row) => row.takenAt,
      );
    },

    async transaction(scope, id) {
      const stored = state.transactions.get(id);
      return stored && !stored.hidden && inScope(scope, stored.row.userId) ? toTransaction(stored) : null;
    },
    async transactions(scope, filter, sort, page) {
      return reader.read(scope, filter, sort, page);
    },
    async decisions(scope, transactionId) {
      return (state.decisionsOf.get(transactionId) ?? [])
        .map((id) => state.decisions.get(id) as Decision)
        .filter((decision) => inScope(scope, decision.userId));
    },
    async decision(scope, id) {
      const decision = state.decisions.get(id);
      return decision && inScope(scope, decision.userId) ? decision : null;
    },
    async annotate(scope, id, change) {
      const before = state.transactions.get(id);
      if (!before || before.hidden || !inScope(scope, before.row.userId)) return null;
      const notes: Record<string, string> = { ...before.notes };
      for (const [key, value] of Object.entries(change)) {
        if (value === null) delete notes[key];
        else if (value !== undefined) notes[key] = value;
      }
      if (Object.keys(differences(before.notes as Record<string, string>, notes)).length === 0)
        return toTransaction(before);
      const writer = new Writer(state, clock(), before.row.connectionId);
      writer.replace(
        before,
        { ...before, notes, revision: before.revision + 1, updatedAt: instant(clock().now()) },
        'correction',
      );
      return toTransaction(state.transactions.get(id) as StoredTransaction);
    },

    async heads(connectionId, ids) {
      return ofConnection(connectionId, ids);
    },
    async known(connectionId, ids) {
      return ofConnection(connectionId, ids);
    },
    async aliases(connectionId, keys) {
      return keys.flatMap((key) => state.aliases.get(`${connectionId}\n${key}`) ?? []);
    },
    async range(connectionId, { accountId, from, to, statuses, hidden }, page) {
      const rows = ofConnection(connectionId, [...(state.byAccount.get(accountId) ?? [])]).filter(
        ({ row, hidden: isHidden }) =>
          (from === undefined || row.facts.date >= from) &&
          (to === undefined || row.facts.date <= to) &&
          (statuses === undefined || statuses.includes(row.facts.status)) &&
          (hidden === true || !isHidden),
      );
      const key = ({ row }: KnownRow): string => `${row.facts.date} ${row.id}`;
      return pageOf(sortedBy(rows, key), page, key);
    },

    async checkpoints(connectionId) {
      return [...(state.checkpoints.get(connectionId)?.values() ?? [])];
    },
    async openUpdate(guard) {
      return new MemoryUpdate(state, guard, clock());
    },
    async run(scope, id) {
      const run = state.runs.get(id);
      return run && inScope(scope, run.userId) ? run : null;
    },
    async runs(scope, { connectionId }, page) {
      const rows = [...state.runs.values()].filter(
        (run) =>
          inScope(scope, run.userId) && (connectionId === undefined || run.connectionId === connectionId),
      );
      const newestFirst = sortedBy(rows, (run: Run) => `${run.startedAt} ${run.id}`).reverse();
      const start =
        page.after === undefined
          ? 0
          : newestFirst.findIndex((run) => `${run.startedAt} ${run.id}` < (page.after as string));
      return start < 0 ? [] : newestFirst.slice(start, start + page.limit);
    },
    async putRun(run) {
      state.runs.set(run.id, run);
    },

    async changes(scope, after, limit) {
      const first = Math.max(
        0,
        state.changes.findIndex((change) => change.seq > after),
      );
      if ((state.changes.at(-1)?.seq ?? 0) <= after) return [];
      const result = [];
      for (let i = first; i < state.changes.length && result.length < limit; i++) {
        const change = state.changes[i];
        if (change && inScope(scope, change.userId)) result.push(change);
      }
      return result;
    },
    async changeBounds() {
      return { oldest: state.trimmedTo, newest: state.lastSeq };
    },
    async trimChanges(seq) {
      state.changes = state.changes.filter((change) => change.seq > seq);
      state.trimmedTo = Math.max(state.trimmedTo, Math.min(seq, state.lastSeq));
    },

    async erase(scope, also = () => []) {
      return eraseRows(state, scope, also);
    },
  };
}
