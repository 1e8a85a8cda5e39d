import type { Attended } from '../adapter-kit/call.ts';
import type { AdapterAccount } from '../adapter-kit/rows.ts';
import { ConflictError, UnsupportedError } from '../errors/catalog.ts';
import { consentEnded } from '../consent/live.ts';
import { instant } from '../model/calendar-date.ts';
import type { Account } from '../model/account.ts';
import type { Connection } from '../model/connection.ts';
import type { ChangeSet } from '../store/ledger.ts';
import type { AccountRow } from '../store/rows.ts';
import { AccountBook } from './accounts.ts';
import { auditedConnection } from './audited-connection.ts';
import type { HeldLease } from './lease.ts';
import type { Ports } from './ports.ts';
import { publishCommit } from './publish.ts';
import { RefreshingCall } from './refreshing-call.ts';
import { MOST_ACCOUNTS } from './run-plan.ts';
import { waitForLease } from './wait-for-lease.ts';

/**
 * Asks the provider for live balances and writes them down, under the connection's lease from before the call, which
 * may cost money, until they are written: so no sync is between the two.
 */
export async function refreshBalances(
  ports: Ports,
  { id: connectionId, userId, provider }: Connection,
  options: { readonly signal: AbortSignal; readonly attended?: Attended | undefined },
): Promise<readonly Account[]> {
  const adapter = ports.adapter(provider);
  const facet = adapter.balances;
  if (!facet)
    throw new UnsupportedError(`The '${provider}' adapter has no live balances.`, {
      provider,
      field: 'connectionId',
    });
  await using lease = await waitForLease(ports, connectionId, options.signal);
  const { trail, row } = await auditedConnection(ports, connectionId, userId);
  const { ledger } = ports.store;
  const known = await ledger.accounts({ userId }, { connectionId }, { limit: MOST_ACCOUNTS });
  mustBeReady(row.connection, known, ports.clock.now());
  const about = { actor: 'user', connectionId, facts: { provider, class: 'balances' } } as const;
  await trail.append({ action: 'credentials.read', ...about }, { action: 'provider.call', ...about });
  const { attended } = options;
  const signal = AbortSignal.any([options.signal, lease.signal]);
  const { fence } = trail;
  const call = ports.call({
    adapter,
    userId,
    connectionId,
    signal,
    fence,
    ...(attended && { attended }),
  });
  const refreshing = await RefreshingCall.open(ports, adapter, trail, connectionId, call);
  const listed = await refreshing.with(() => facet.refresh(refreshing.call));
  signal.throwIfAborted();
  return await write(ports, { id: connectionId, userId, provider }, { lease, known, listed });
}

/** What has to be so before anybody is asked. */
function mustBeReady(connection: Connection, known: readonly AccountRow[], now: number): void {
  const { id: connectionId } = connection;
  if (connection.status === 'removed')
    throw new ConflictError('This connection was removed.', { connectionId });
  const ended = consentEnded(connection, now);
  if (ended) throw ended;
  if (known.length === 0)
    throw new ConflictError('No account of this connection is known yet; sync it first.', { connectionId });
}

async function write(
  ports: Ports,
  owner: { readonly id: string; readonly userId: string; readonly provider: string },
  input: {
    readonly lease: HeldLease;
    readonly known: readonly AccountRow[];
    readonly listed: readonly AdapterAccount[];
  },
): Promise<readonly Account[]> {
  const { id: connectionId, userId } = owner;
  // Read again: notes may have been written during the call, and the person may have been erased.
  const { row } = await auditedConnection(ports, connectionId, userId);
  const book = new AccountBook(owner, input.known);
  const accounts = book.reread(input.listed, instant(ports.clock.now()));
  const { accounts: changed, balances } = book.pending();
  if (changed.length === 0) return accounts;
  const guard = { connectionId, epoch: input.lease.epoch, version: row.version };
  const update = await ports.store.ledger.openUpdate(guard);
  const receipt = await update.commit(none(), () => ({ accounts: changed, balances }));
  await publishCommit({ ports, userId, connectionId }, receipt);
  return accounts;
}

async function* none(): AsyncGenerator<ChangeSet> {}
