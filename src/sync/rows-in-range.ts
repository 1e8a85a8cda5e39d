import type { Ledger } from '../store/ledger.ts';
import { positionOf } from '../store/position.ts';
import type { Records, StoredRecord } from '../store/records.ts';
import type { KnownRow } from '../store/rows.ts';
import { EVERY_USER } from '../store/scope.ts';

const PAGE = 500;

/** All rows of a range, page by page. */
export async function* allInRange(
  ledger: Ledger,
  connectionId: string,
  query: Parameters<Ledger['range']>[1],
): AsyncGenerator<KnownRow> {
  for (let after: string | undefined; ; ) {
    const rows = await ledger.range(connectionId, query, {
      limit: PAGE,
      ...(after !== undefined && { after }),
    });
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = positionOf({ id: last.id, ...last.row.facts }, 'oldest');
  }
}

/** All records that a namespace keeps for a connection. */
export async function recordsOf(
  records: Records,
  namespace: string,
  connectionId: string,
): Promise<StoredRecord[]> {
  const found: StoredRecord[] = [];
  for (let after: string | undefined; ; after = found.at(-1)?.key) {
    const page = await records.list(EVERY_USER, namespace, {
      prefix: `${connectionId}/`,
      limit: PAGE,
      ...(after !== undefined && { after }),
    });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}
