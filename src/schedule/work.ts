import { isBankweaveError } from '../errors/catalog.ts';
import type { Ports } from '../sync/ports.ts';
import { serve } from './serve.ts';

const PAUSE = 1_000;
const PAUSE_AFTER_FAULT = 10_000;
const CHORES_EVERY = 60_000;

/** What is to be done now and then beside the syncs. */
export type Chore = (ports: Ports, signal: AbortSignal) => Promise<void>;

/**
 * Keeps running what is due until aborted, then ends quietly once the syncs under way have stopped. Each of the
 * `concurrency` hands takes the next connection as soon as it is free, so that a slow one holds up no other. `promote`
 * makes due what has waited for quiet.
 */
export async function work(
  ports: Ports,
  {
    concurrency,
    signal,
    chores,
    promote,
  }: { concurrency: number; signal: AbortSignal; chores: Chore; promote: Chore },
): Promise<void> {
  const inHand = new Set<string>();
  const hand = (): Promise<void> =>
    repeat(ports, signal, async () => {
      const due = await ports.store.ledger.due(ports.clock.now(), concurrency * 2);
      const next = due.find(({ connectionId }) => !inHand.has(connectionId))?.connectionId;
      if (next === undefined) return PAUSE;
      inHand.add(next);
      try {
        // Nobody else's work is a reason to pause: there may be more beside it.
        return (await serve(ports, next, signal)) ? 0 : PAUSE / 10;
      } finally {
        inHand.delete(next);
      }
    });
  const sweep = (): Promise<void> =>
    repeat(ports, signal, async () => {
      await chores(ports, signal);
      return CHORES_EVERY;
    });
  const promoting = (): Promise<void> =>
    repeat(ports, signal, async () => {
      await promote(ports, signal);
      return PAUSE;
    });
  const outcomes = await Promise.allSettled([
    sweep(),
    promoting(),
    ...Array.from({ length: concurrency }, hand),
  ]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** Takes turns until aborted, each followed by the pause it asks for. */
async function repeat(ports: Ports, signal: AbortSignal, turn: () => Promise<number>): Promise<void> {
  while (!signal.aborted) {
    let pause: number;
    try {
      pause = await turn();
    } catch (error) {
      if (signal.aborted) return;
      // The store is away for a moment; the work will still be there.
      const code = isBankweaveError(error) ? error.code : 'unknown';
      ports.logger.warn('Could not run what is due.', { code });
      pause = PAUSE_AFTER_FAULT;
    }
    if (pause > 0) await ports.clock.sleep(pause, { signal }).catch(() => {});
  }
}
