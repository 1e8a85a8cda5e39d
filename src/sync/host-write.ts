import type { AuditEntry } from '../audit/entry.ts';
import { publishRange } from '../changes/publish-since.ts';
import type { ChangeSet, CommitSeal } from '../store/ledger.ts';
import type { ConnectionRow } from '../store/rows.ts';
import { auditedConnection } from './audited-connection.ts';
import type { Ports } from './ports.ts';
import { waitForLease } from './wait-for-lease.ts';

/**
 * A write that the host asked for (undo, delete, switch an account off), under the connection's lease like any other.
 * Waits for a running sync to end, up to ten seconds.
 */
export async function hostWrite(
  ports: Ports,
  connectionId: string,
  signal: AbortSignal | undefined,
  work: (
    connection: ConnectionRow,
  ) => Promise<{ readonly set?: Partial<ChangeSet>; readonly seal?: Partial<CommitSeal> }>,
  entry: AuditEntry,
): Promise<void> {
  const { ledger } = ports.store;
  await using lease = await waitForLease(ports, connectionId, signal);
  const { trail, row: connection } = await auditedConnection(ports, connectionId);
  const { set = {}, seal = {} } = await work(connection);
  await trail.append({ connectionId, ...entry });
  const update = await ledger.openUpdate({ connectionId, epoch: lease.epoch, version: connection.version });
  const receipt = await update.commit(
    one({ rows: [], aliases: [], decisions: [], records: [], ...set }),
    () => ({ accounts: [], balances: [], ...seal }),
  );
  await publishRange(ports, receipt);
}

async function* one(set: ChangeSet): AsyncGenerator<ChangeSet> {
  yield set;
}
