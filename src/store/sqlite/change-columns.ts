import type { Change } from '../changes.ts';
import { fromText } from '../sql/text.ts';
import { type TransactionColumns, transactionOf } from '../sql/transaction-columns.ts';

/** An entry of the feed, joined with the row it is about. */
export interface ChangeColumns extends TransactionColumns {
  readonly seq: number;
  readonly type: Change['type'];
  readonly change_user_id: string;
  readonly change_connection_id: string;
  readonly at: string;
  readonly change_origin: string;
  readonly previous: string | null;
  readonly document: string | null;
  readonly revision_document: string | null;
}

type Loose = Record<string, unknown>;

// Fields for which `null` is a value; for every other one it says that the field was absent.
const nullable: readonly string[] = ['lastSyncedAt', 'nextSyncAt'];

/** The entry as readers get it. */
export function changeOf(row: ChangeColumns): Change {
  const change: Loose = {
    seq: row.seq,
    userId: fromText(row.change_user_id),
    connectionId: fromText(row.change_connection_id),
    at: row.at,
    origin: row.change_origin,
    type: row.type,
  };
  const subject = row.type.slice(0, row.type.indexOf('.'));
  change[subject] = subject === 'transaction' ? transactionAsItWas(row) : parsed(row.document);
  if (row.previous !== null) change['previous'] = previousOf(row.previous);
  return change as unknown as Change;
}

function transactionAsItWas(row: ChangeColumns): unknown {
  return row.revision_document === null ? transactionOf(row) : parsed(row.revision_document);
}

function previousOf(text: string): Loose {
  const previous = parsed(text) as Loose;
  for (const key of Object.keys(previous)) {
    if (previous[key] === null && !nullable.includes(key)) previous[key] = undefined;
  }
  return previous;
}

function parsed(document: string | null): unknown {
  return JSON.parse(fromText(document ?? 'null'));
}
