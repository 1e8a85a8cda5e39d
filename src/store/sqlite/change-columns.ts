import type { Change } from '../changes.ts';
import { fromText } from '../sql/text.ts';
import { type VisibleColumns, transactionOf } from '../sql/transaction-columns.ts';

/** An entry of the feed, joined with the row it is about: as `document` where that was replaced since. */
export interface ChangeColumns extends VisibleColumns {
  readonly seq: number;
  readonly type: Change['type'];
  readonly user_id: string;
  readonly change_origin: string;
  readonly previous: string | null;
  readonly document: string | null;
}

type Loose = Record<string, unknown>;

// Fields for which `null` is a value; for every other one it says that the field was absent.
const nullable: readonly string[] = ['lastSyncedAt', 'nextSyncAt'];

/** The entry as readers get it. */
export function changeOf(row: ChangeColumns): Change {
  const change: Loose = {
    seq: row.seq,
    userId: fromText(row.user_id),
    connectionId: fromText(row.connection_id),
    at: row.updated_at,
    origin: row.change_origin,
    type: row.type,
  };
  const subject = row.type.slice(0, row.type.indexOf('.'));
  change[subject] = row.document === null ? transactionOf(row) : parsed(row.document);
  if (row.previous !== null) change['previous'] = previousOf(row.previous);
  return change as unknown as Change;
}

function previousOf(text: string): Loose {
  const previous = parsed(text) as Loose;
  for (const key of Object.keys(previous)) {
    if (previous[key] === null && !nullable.includes(key)) previous[key] = undefined;
  }
  return previous;
}

function parsed(document: string): unknown {
  return JSON.parse(fromText(document));
}
