import type { ConnectionCall } from '../adapter-kit/call.ts';
import type { AnyAdapter, PullInput } from '../adapter-kit/contract.ts';
import type { Batch } from '../adapter-kit/rows.ts';
import { AdapterContractError, FeedStalledError } from '../errors/catalog.ts';
import { nextTurn } from '../internal/next-turn.ts';
import { raceAbort } from '../internal/race-abort.ts';

/** Bounds on a feed that does not end. */
const LIMITS = {
  batchesPerUpdate: 10_000,
  emptyInARow: 100,
  updatesPerPull: 10_000,
  rowsPerBatch: 50_000,
} as const;

/**
 * An adapter's batches, with the next one already on its way while the caller works on this one, and with an end to
 * feeds that have none.
 */
export async function* pull(
  adapter: AnyAdapter,
  input: PullInput,
  call: ConnectionCall,
): AsyncGenerator<Batch> {
  const feed = adapter.feed.pull(input, call)[Symbol.asyncIterator]();
  const watch = new Watch(adapter.id, call.connectionId);
  let next: Promise<Settled> | undefined;
  try {
    call.signal.throwIfAborted();
    for (next = settled(feed.next()); ; ) {
      const result = await raceAbort(next, call.signal);
      if ('error' in result || result.value.done) next = undefined;
      if ('error' in result) throw result.error;
      if (result.value.done) return;
      const batch = result.value.value;
      watch.see(batch);
      next = settled(feed.next());
      yield batch;
    }
  } finally {
    // The read-ahead may still be under way; it must neither go on behind our back nor raise an unhandled rejection.
    const ended = next?.then(() => feed.return?.()).catch(() => {});
    // After an abort an adapter is given its turn to stop, but is not waited for.
    if (ended) await (call.signal.aborted ? Promise.race([ended, nextTurn()]) : ended);
  }
}

/** Looks at each batch for what a feed must not do. */
class Watch {
  readonly #facts: { readonly provider: string; readonly connectionId: string };
  readonly #checkpoints = new Set<string>();
  #batches = 0;
  #empty = 0;

  constructor(provider: string, connectionId: string) {
    this.#facts = { provider, connectionId };
  }

  see(batch: Batch): void {
    if (typeof batch !== 'object' || batch === null)
      throw new AdapterContractError('A batch was no object.', this.#facts);
    const { checkpoint, upserts = [], removals = [], rejected = [] } = batch;
    if (checkpoint !== undefined && typeof checkpoint !== 'string')
      throw new AdapterContractError('A checkpoint was no text.', this.#facts);
    const size = upserts.length + removals.length + rejected.length;
    if (size > LIMITS.rowsPerBatch)
      throw this.#stalled(`A batch held ${size} rows; at most ${LIMITS.rowsPerBatch} are taken at once.`);
    if (++this.#batches > LIMITS.batchesPerUpdate)
      throw this.#stalled('The feed gave too many batches without a checkpoint.');
    this.#empty = size === 0 && checkpoint === undefined ? this.#empty + 1 : 0;
    if (this.#empty > LIMITS.emptyInARow)
      throw this.#stalled('The feed gave too many empty batches in a row.');
    if (checkpoint === undefined) return;
    if (this.#checkpoints.has(checkpoint)) throw this.#stalled('The feed gave the same checkpoint again.');
    if (this.#checkpoints.add(checkpoint).size > LIMITS.updatesPerPull)
      throw this.#stalled('The feed gave too many updates in one pull.');
    this.#batches = 0;
  }

  #stalled(message: string): FeedStalledError {
    return new FeedStalledError(message, this.#facts);
  }
}

type Settled = { readonly value: IteratorResult<Batch, unknown> } | { readonly error: unknown };

function settled(promise: Promise<IteratorResult<Batch, unknown>>): Promise<Settled> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}
