import type { Account } from '../../model/account.ts';
import type { BalanceSnapshot } from '../../model/balance.ts';
import type { CheckpointRow, CommitSeal } from '../ledger.ts';
import type { AccountRow, ConnectionRow } from '../rows.ts';
import { differences } from '../differences.ts';
import { type AccountColumns, accountRowOf } from './account-columns.ts';
import type { ChangeLog } from './change-log.ts';
import { writeServed } from './generations.ts';
import { writeRun } from './runs.ts';
import type { Session } from './session.ts';

/** Writes what closes a commit; returns the connection's new version. */
export function writeSeal(session: Session, log: ChangeLog, before: ConnectionRow, seal: CommitSeal): number {
  const { id: connectionId, userId } = before.connection;
  for (const row of seal.accounts) writeAccount(session, log, connectionId, row);
  for (const snapshot of seal.balances) writeBalance(session, userId, connectionId, snapshot);
  for (const row of seal.checkpoints ?? []) writeCheckpoint(session, userId, connectionId, row);
  if (seal.run) writeRun(session, seal.run);
  if (seal.served) writeServed(session, connectionId, seal.served);
  return writeConnection(session, log, before, seal);
}

function writeConnection(session: Session, log: ChangeLog, before: ConnectionRow, seal: CommitSeal): number {
  const connection = seal.connection ?? before.connection;
  const { id, userId, institution, status, lastSyncedAt, nextSyncAt } = connection;
  session.run(
    `UPDATE connections SET provider_connection_id = ?, institution = ?, status = ?, last_synced_at = ?,
       next_sync_at = ?, failures = ?, version = version + 1, document = ?
     WHERE id = ?`,
    seal.providerConnectionId ?? before.providerConnectionId,
    institution.name,
    status,
    lastSyncedAt,
    nextSyncAt,
    seal.failures ?? before.failures,
    JSON.stringify(connection),
    before.connection.id,
  );
  // That a sync ran is in the sync log; only what differs otherwise is news.
  const previous = differences(before.connection, connection, ['lastSyncedAt', 'nextSyncAt']);
  if (Object.keys(previous).length > 0) {
    const type = 'connection.modified';
    log.add({ type, userId, connectionId: id, origin: 'live', previous, document: connection });
  }
  return before.version + 1;
}

/** Writes an account, and tells the feed where it says something new. */
export function writeAccount(session: Session, log: ChangeLog, connectionId: string, row: AccountRow): void {
  const { account, userId } = row;
  const stored = session.get<AccountColumns>(
    'SELECT user_id, persistent_id, document FROM accounts WHERE id = ?',
    account.id,
  );
  session.run(
    `INSERT OR REPLACE INTO accounts (id, user_id, connection_id, provider, provider_account_id, persistent_id, name,
       mask, type, subtype, currency, current_balance, available_balance, status, enabled, document)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    account.id,
    userId,
    account.connectionId,
    account.provider,
    account.providerAccountId,
    row.persistentId ?? null,
    account.name,
    account.mask ?? null,
    account.type,
    account.subtype,
    account.currency,
    account.balances.current?.value ?? null,
    account.balances.available?.value ?? null,
    account.status,
    account.enabled ? 1 : 0,
    JSON.stringify(account),
  );
  const entry = { userId, connectionId, origin: 'live', document: account } as const;
  if (!stored) return log.add({ type: 'account.added', ...entry });
  const previous = differences(withoutAsOf(accountRowOf(stored)), withoutAsOf(row));
  if (Object.keys(previous).length === 0) return;
  const { account: was } = accountRowOf(stored);
  const whole = previous.balances ? { ...previous, balances: was.balances } : previous;
  log.add({ type: 'account.modified', ...entry, previous: whole });
}

// The same figures at a later moment are no news.
function withoutAsOf({ account }: AccountRow): Account {
  return { ...account, balances: { ...account.balances, asOf: null } };
}

function writeBalance(
  session: Session,
  userId: string,
  connectionId: string,
  snapshot: BalanceSnapshot,
): void {
  const { accountId, takenAt, kind, current, available, limit } = snapshot;
  session.run(
    `INSERT OR REPLACE INTO balances (account_id, taken_at, user_id, connection_id, kind, currency, current, available,
       credit_limit, document)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    accountId,
    takenAt,
    userId,
    connectionId,
    kind,
    (current ?? available ?? limit)?.currency ?? null,
    current?.value ?? null,
    available?.value ?? null,
    limit?.value ?? null,
    JSON.stringify(snapshot),
  );
}

function writeCheckpoint(session: Session, userId: string, connectionId: string, row: CheckpointRow): void {
  session.run(
    'INSERT OR REPLACE INTO checkpoints (connection_id, scope, user_id, checkpoint, state) VALUES (?, ?, ?, ?, ?)',
    connectionId,
    row.scope,
    userId,
    row.checkpoint,
    JSON.stringify(row.state),
  );
}
