import type { ConnectionRow } from '../store/rows.ts';
import type { StoredRecord } from '../store/records.ts';
import type { Scope } from '../store/scope.ts';
import type { Ports } from '../sync/ports.ts';

const PAGE = 500;

/** Pages of a keyset read, one after the other, until there are no more. */
export async function* everyRow<Row>(
  read: (page: { readonly after?: string; readonly limit: number }) => Promise<readonly Row[]>,
  positionOf: (row: Row) => string,
): AsyncGenerator<Row> {
  for (let after: string | undefined; ; ) {
    const rows = await read({ limit: PAGE, ...(after !== undefined && { after }) });
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < PAGE || last === undefined) return;
    after = positionOf(last);
  }
}

export function everyConnection({ store }: Ports, scope: Scope): AsyncGenerator<ConnectionRow> {
  return everyRow(
    (page) => store.ledger.connections(scope, page),
    ({ connection }) => connection.id,
  );
}

export function everyRecord({ store }: Ports, scope: Scope, namespace: string): AsyncGenerator<StoredRecord> {
  return everyRow(
    (page) => store.records.list(scope, namespace, page),
    ({ key }) => key,
  );
}
