import type { Run } from '../store/runs.ts';
import type { Scope } from '../store/scope.ts';
import { textOf } from './input.ts';
import { connectionIn } from './connection-in.ts';
import type { Kernel } from './kernel.ts';
import { type Listing, listing, type PageQuery } from './listing.ts';

/** Which part of the sync log to read. */
export interface RunsQuery extends PageQuery {
  readonly connectionId?: string | undefined;
}

export function listRuns(kernel: Kernel, scope: Scope, query?: RunsQuery): Listing<Run> {
  return listing<Run, RunsQuery>(kernel, query, ['connectionId'], async ({ connectionId }, ports) => {
    const filter =
      connectionId === undefined ? {} : { connectionId: textOf(connectionId, 'query.connectionId') };
    if (filter.connectionId !== undefined)
      await connectionIn(ports, scope, filter.connectionId, 'query.connectionId');
    return {
      name: 'runs',
      positionOf: ({ startedAt, id }) => `${startedAt} ${id}`,
      read: (page) => ports.store.ledger.runs(scope, filter, page),
    };
  });
}
