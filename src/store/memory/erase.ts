import { StaleUpdateError } from '../../errors/store.ts';
import type { RecordWrite } from '../records.ts';
import { applyRecordWrites, versionsHold } from './records.ts';
import type { State } from './state.ts';

/** Removes every row of a user or of one of their connections; counts by table. */
export function eraseRows(
  state: State,
  { userId, connectionId }: { readonly userId: string; readonly connectionId?: string },
  also: (counts: Readonly<Record<string, number>>) => readonly RecordWrite[],
): Record<string, number> {
  // What is expected of the records does not depend on the counts.
  if (!versionsHold(state, also({})))
    throw new StaleUpdateError('A record of this erasure was written meanwhile; nothing was erased.');
  const gone = new Set(
    [...state.connections.values()].flatMap(({ connection }) =>
      connection.userId === userId && (connectionId === undefined || connection.id === connectionId)
        ? connection.id
        : [],
    ),
  );
  const counts: Record<string, number> = {};
  const sweep = <K, V>(table: string, map: Map<K, V>, matches: (value: V, key: K) => boolean): void => {
    let count = 0;
    for (const [key, value] of map) {
      if (!matches(value, key)) continue;
      map.delete(key);
      count++;
    }
    counts[table] = count;
  };
  for (const { account } of state.accounts.values()) {
    if (!gone.has(account.connectionId)) continue;
    state.balances.delete(account.id);
    state.byAccount.delete(account.id);
  }
  for (const [id, decision] of state.decisions)
    if (gone.has(decision.connectionId))
      state.decisionsOf.delete(state.decisions.get(id)?.transactionId ?? '');
  sweep('transactions', state.transactions, ({ row }) => gone.has(row.connectionId));
  sweep('accounts', state.accounts, ({ account }) => gone.has(account.connectionId));
  sweep('aliases', state.aliases, (alias) => gone.has(alias.connectionId));
  sweep('decisions', state.decisions, (decision) => gone.has(decision.connectionId));
  sweep('checkpoints', state.checkpoints, (_, id) => gone.has(id));
  sweep('runs', state.runs, (run) => gone.has(run.connectionId));
  sweep('wanted', state.wanted, (_, id) => gone.has(id));
  // A lease's epoch has to go on growing only while its connection exists; without it nothing can be committed.
  sweep('leases', state.leases, (_, id) => gone.has(id));
  sweep(
    'records',
    state.records,
    (record) =>
      record.userId === userId && (connectionId === undefined || record.key.startsWith(connectionId)),
  );
  sweep('connections', state.connections, (_, id) => gone.has(id));
  const before = state.changes.length;
  state.changes = state.changes.filter((change) => !gone.has(change.connectionId));
  counts['changes'] = before - state.changes.length;
  state.writes++;
  applyRecordWrites(state, also(counts));
  return counts;
}
