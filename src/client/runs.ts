import type { Run } from '../store/runs.ts';
import type { Scope } from '../store/scope.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { knownKeys, limitOf, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { type Listing, listing } from './listing.ts';

/** Which part of the sync log to read. */
export interface RunsQuery {
  readonly connectionId?: string;
  readonly limit?: number;
  readonly after?: string;
  readonly signal?: AbortSignal;
}

export function listRuns(kernel: Kernel, scope: Scope, query?: RunsQuery): Listing<Run> {
  knownKeys(query, ['connectionId', 'limit', 'after', 'signal'], 'query');
  const connectionId =
    query?.connectionId === undefined ? undefined : textOf(query.connectionId, 'query.connectionId');
  return listing<Run>(
    async (after, limit) => {
      const { ledger } = (await kernel.ports()).store;
      if (connectionId !== undefined) await kernel.connection(scope, connectionId);
      return ledger.runs(scope, connectionId === undefined ? {} : { connectionId }, {
        limit,
        ...(after !== undefined && { after }),
      });
    },
    {
      limit: limitOf(query?.limit, 'query.limit', { max: 500, standard: 50 }),
      after: fromCursor('runs', query?.after, 'query.after'),
      cursorOf: (position) => toCursor('runs', position),
      positionOf: (run) => `${run.startedAt} ${run.id}`,
      signal: query?.signal,
    },
  );
}
