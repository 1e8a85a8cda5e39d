import type { Account } from '../../model/account.ts';
import type { Connection } from '../../model/connection.ts';
import { differences } from '../differences.ts';
import type { CommitReceipt, CommitSeal } from '../ledger.ts';
import type { AccountRow, ConnectionRow } from '../rows.ts';
import { addLogin } from './logins.ts';
import type { State } from './state.ts';
import { release, settle } from './work.ts';
import type { Writer } from './writer.ts';

/** Writes what closes a commit. */
export function writeSeal(
  state: State,
  connectionId: string,
  seal: CommitSeal,
  writer: Writer,
): CommitReceipt {
  for (const account of seal.accounts) writeAccount(state, account, writer);
  for (const snapshot of seal.balances) {
    const { accountId, takenAt } = snapshot;
    const list = (state.balances.get(accountId) ?? []).filter((other) => other.takenAt !== takenAt);
    list.push(snapshot);
    state.balances.set(snapshot.accountId, list);
  }
  for (const checkpoint of seal.checkpoints ?? []) {
    const scopes = state.checkpoints.get(connectionId) ?? new Map();
    scopes.set(checkpoint.scope, checkpoint);
    state.checkpoints.set(connectionId, scopes);
  }
  if (seal.run) state.runs.set(seal.run.id, seal.run);
  if (seal.served) settle(state, connectionId, seal.served);
  const lease = state.leases.get(connectionId);
  if (seal.release && lease) release(state, lease);
  const before = state.connections.get(connectionId) as ConnectionRow;
  const connection = seal.connection ?? before.connection;
  const after: ConnectionRow = {
    ...before,
    connection,
    providerConnectionId: seal.providerConnectionId ?? before.providerConnectionId,
    failures: seal.failures ?? before.failures,
    version: before.version + 1,
  };
  state.connections.set(connectionId, after);
  if (after.providerConnectionId !== before.providerConnectionId) addLogin(state, after);
  const previous = differences<Connection>(before.connection, connection, ['lastSyncedAt', 'nextSyncAt']);
  if (Object.keys(previous).length > 0) {
    writer.change({
      type: 'connection.modified',
      userId: connection.userId,
      connectionId,
      origin: 'live',
      connection,
      previous,
    });
  }
  return { version: after.version, firstSeq: writer.firstSeq, lastSeq: state.lastSeq };
}

/** Writes an account, and tells the feed where it says something new. */
export function writeAccount(state: State, row: AccountRow, writer: Writer): void {
  const before = state.accounts.get(row.account.id);
  state.accounts.set(row.account.id, row);
  const base = {
    userId: row.userId,
    connectionId: row.account.connectionId,
    origin: 'live' as const,
    account: row.account,
  };
  if (!before) return writer.change({ ...base, type: 'account.added' });
  const previous = differences<Account>(withoutAsOf(before.account), withoutAsOf(row.account));
  if (Object.keys(previous).length === 0) return;
  const whole = previous.balances ? { ...previous, balances: before.account.balances } : previous;
  writer.change({ ...base, type: 'account.modified', previous: whole });
}

// The same figures at a later moment are no news.
function withoutAsOf(account: Account): Account {
  return { ...account, balances: { ...account.balances, asOf: null } };
}
