import { StaleUpdateError } from 'bankweave';
import type { Ledger } from 'bankweave/store';
import type { Data } from './data.ts';
import { writeRecords } from './records.ts';

type Erasure = Parameters<Ledger['erase']>;

/** Forgets a user, or one connection of theirs, in one step. */
export function erase(
  data: Data,
  { userId, connectionId }: Erasure[0],
  also: Erasure[1],
): Record<string, number> {
  const draft = data.draft();
  const gone = new Set<string>();
  for (const [id, { connection }] of data.connections)
    if (connection.userId === userId && (connectionId ?? id) === id) gone.add(id);
  const accounts = new Set<string>();
  for (const [id, { account }] of data.accounts) if (gone.has(account.connectionId)) accounts.add(id);
  const counts: Record<string, number> = {};
  const sweep = <T>(table: string, rows: Map<string, T>, isGone: (row: T, key: string) => boolean): void => {
    const before = rows.size;
    for (const [key, row] of rows) if (isGone(row, key)) rows.delete(key);
    counts[table] = before - rows.size;
  };
  const ofConnection = (row: { readonly connectionId: string }): boolean => gone.has(row.connectionId);
  sweep('transactions', draft.transactions, ({ row }) => ofConnection(row));
  sweep('accounts', draft.accounts, (_, id) => accounts.has(id));
  sweep('balances', draft.balances, ({ accountId }) => accounts.has(accountId));
  sweep('aliases', draft.aliases, ofConnection);
  sweep('decisions', draft.decisions, ofConnection);
  sweep('checkpoints', draft.checkpoints, ofConnection);
  sweep('runs', draft.runs, ofConnection);
  sweep('leases', draft.leases, ofConnection);
  sweep('wishes', draft.wishes, (_, id) => gone.has(id));
  sweep('connections', draft.connections, (_, id) => gone.has(id));
  // Records of one connection have keys that begin with its id.
  sweep(
    'records',
    draft.records,
    (record) =>
      record.userId === userId && (connectionId === undefined || record.key.startsWith(connectionId)),
  );
  draft.changes = data.changes.filter((change) => !ofConnection(change));
  counts['changes'] = data.changes.length - draft.changes.length;
  const writes = also?.(counts) ?? [];
  // What is expected of a record is what it was before the erasure.
  if (!writeRecords(data.draft(), writes))
    throw new StaleUpdateError('A record changed; nothing was erased.');
  writeRecords(
    draft,
    writes.map((write) => {
      const { ifVersion: _, ...unconditional } = write;
      return unconditional;
    }),
  );
  data.become(draft);
  return counts;
}
