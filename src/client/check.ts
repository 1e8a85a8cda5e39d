import type { CheckReport } from './check/finding.ts';
import { type CallOptions, fieldsOf, signalOf, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';

/** What to check. */
export interface CheckQuery extends CallOptions {
  /** Default: every connection. */
  readonly connectionId?: string | undefined;
}

/** Audits the ledger without asking any provider and without changing anything. */
export async function check(kernel: Kernel, query?: CheckQuery): Promise<CheckReport> {
  const given = fieldsOf<CheckQuery>(query, ['connectionId', 'signal'], 'query');
  const only =
    given.connectionId === undefined ? undefined : textOf(given.connectionId, 'query.connectionId');
  return kernel.call(signalOf(given.signal, 'query.signal'), async (ports, signal) => {
    const { checkLedger } = await engine();
    return checkLedger(ports, only, signal);
  });
}
