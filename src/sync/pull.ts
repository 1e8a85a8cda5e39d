import type { PullInput } from '../adapter-kit/contract.ts';
import type { ConnectionCall } from '../adapter-kit/call.ts';
import type { AnyAdapter } from '../adapter-kit/contract.ts';
import type { Batch } from '../adapter-kit/rows.ts';
import { FeedStalledError } from '../errors/catalog.ts';

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
  const stalled = (message: string): FeedStalledError =>
    new FeedStalledError(message, { provider: adapter.id, connectionId: call.connectionId });
  let batches = 0;
  let empty = 0;
  let updates = 0;
  let lastCheckpoint: string | undefined;
  let next = settled(feed.next());
  let finished = false;
  try {
    for (;;) {
      call.signal.throwIfAborted();
      const result = await next;
      call.signal.throwIfAborted();
      if ('error' in result) {
        finished = true;
        throw result.error;
      }
      if (result.value.done) {
        finished = true;
        return;
      }
      const batch = result.value.value;
      const size =
        (batch.upserts?.length ?? 0) + (batch.removals?.length ?? 0) + (batch.rejected?.length ?? 0);
      if (size > LIMITS.rowsPerBatch)
        throw stalled(`A batch held ${size} rows; at most ${LIMITS.rowsPerBatch} are taken at once.`);
      if (++batches > LIMITS.batchesPerUpdate)
        throw stalled('The feed gave too many batches without a checkpoint.');
      empty = size === 0 && batch.checkpoint === undefined ? empty + 1 : 0;
      if (empty > LIMITS.emptyInARow) throw stalled('The feed gave too many empty batches in a row.');
      if (batch.checkpoint !== undefined) {
        if (batch.checkpoint === lastCheckpoint || ++updates > LIMITS.updatesPerPull)
          throw stalled('The feed gave the same checkpoint again.');
        lastCheckpoint = batch.checkpoint;
        batches = 0;
      }
      next = settled(feed.next());
      yield batch;
    }
  } finally {
    // The read-ahead may still be under way; it must neither leak nor raise an unhandled rejection.
    if (!finished) void next.then(() => feed.return?.()).catch(() => {});
  }
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}
