import { type AnyBankweaveError, isBankweaveError } from '../errors/catalog.ts';
import type { Run } from '../store/runs.ts';
import { EVERY_USER } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';
import { runSync } from '../sync/run.ts';

/** How one due connection fared. */
export interface DueResult {
  readonly connectionId: string;
  readonly run?: Run;
  readonly error?: AnyBankweaveError;
}

/** Syncs what is due now, several at a time, and answers when it is done. A connection that somebody else has is left to them. */
export async function runDue(
  ports: Ports,
  { limit, concurrency, signal }: { limit: number; concurrency: number; signal: AbortSignal },
): Promise<DueResult[]> {
  const due = await ports.store.ledger.due(ports.clock.now(), limit);
  const results: DueResult[] = [];
  const queue = due[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const { connectionId } of queue) {
      signal.throwIfAborted();
      const result = await serve(ports, connectionId, signal);
      if (result) results.push(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, due.length) }, worker));
  return results;
}

const RETRY_IN = 60_000;

async function serve(
  ports: Ports,
  connectionId: string,
  signal: AbortSignal,
): Promise<DueResult | undefined> {
  const { ledger } = ports.store;
  const row = await ledger.connection(EVERY_USER, connectionId);
  if (!row || row.connection.status === 'removed') {
    await ledger.settle(connectionId, Number.MAX_SAFE_INTEGER, null);
    return undefined;
  }
  try {
    return { connectionId, run: await runSync(ports, row, { signal }) };
  } catch (error) {
    if (signal.aborted || !isBankweaveError(error)) throw error;
    if (error.code === 'lease_held') return undefined;
    // A run that ended in writing has settled its wish already; one that could not even begin is tried again later.
    const generation = await ledger.wanted(connectionId);
    const still = (await ledger.due(ports.clock.now(), 1_000)).some(
      (other) => other.connectionId === connectionId,
    );
    if (still) await ledger.settle(connectionId, generation, ports.clock.now() + RETRY_IN);
    return { connectionId, error };
  }
}
