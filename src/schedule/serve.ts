import { type AnyBankweaveError, isBankweaveError } from '../errors/catalog.ts';
import type { Run } from '../store/runs.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';
import { runIfDue } from '../sync/run.ts';

/** How one due connection fared: with a run, or with the error that kept it from one. */
export interface DueResult {
  readonly connectionId: string;
  readonly run?: Run;
  readonly error?: AnyBankweaveError;
}

const RETRY_IN = 60_000;
// Somebody else has it, or took it over: it is theirs.
const THEIRS = ['lease_held', 'lease_lost'];

/** Syncs one connection that was due a moment ago; `undefined` where another worker has it or has served it. */
export async function serve(
  ports: Ports,
  connectionId: string,
  signal: AbortSignal,
): Promise<DueResult | undefined> {
  const { ledger } = ports.store;
  const row = await ledger.connection(EVERY_USER, connectionId);
  if (!row || row.connection.status === 'removed') {
    await ledger.settle(connectionId, await ledger.wanted(connectionId), null);
    return undefined;
  }
  try {
    const run = await runIfDue(ports, row, { signal });
    return run && { connectionId, run };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (!isBankweaveError(error)) throw error;
    if (THEIRS.includes(error.code)) return undefined;
    // A run that ended in writing has settled its wish already; one that could not even begin is tried again later.
    const generation = await ledger.wanted(connectionId);
    const dueAt = await ledger.dueAt(connectionId);
    const now = ports.clock.now();
    if (dueAt !== null && dueAt <= now) await ledger.settle(connectionId, generation, now + RETRY_IN);
    return { connectionId, error };
  }
}
