import type { AuditEntry } from '../audit/entry.ts';
import { publishRange } from '../changes/publish-since.ts';
import { LeaseHeldError, NotFoundError } from '../errors/catalog.ts';
import { randomId } from '../internal/random.ts';
import type { ChangeSet, CommitSeal } from '../store/ledger.ts';
import type { ConnectionRow } from '../store/rows.ts';
import { EVERY_USER } from '../store/scope.ts';
import { auditedConnection } from './audited-connection.ts';
import { HeldLease } from './lease.ts';
import type { Ports } from './ports.ts';

const PATIENCE = 10_000;
const PAUSE = 50;

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

async function waitForLease(
  ports: Ports,
  connectionId: string,
  signal: AbortSignal | undefined,
): Promise<HeldLease> {
  const until = ports.clock.monotonic() + PATIENCE;
  for (;;) {
    try {
      return await HeldLease.acquire(
        ports.store.ledger,
        ports.clock,
        connectionId,
        randomId(ports.random, 'host'),
      );
    } catch (error) {
      if (!(error instanceof LeaseHeldError) || ports.clock.monotonic() >= until) throw error;
      if (!(await ports.store.ledger.connection(EVERY_USER, connectionId)))
        throw new NotFoundError('There is no such connection.', { connectionId });
      await ports.clock.sleep(PAUSE, { signal });
    }
  }
}
