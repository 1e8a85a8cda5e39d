import type { Account } from '../../model/account.ts';
import type { Connection } from '../../model/connection.ts';
import type { AccountRow, ConnectionRow } from '../rows.ts';
import { fromText } from '../sql/text.ts';

/** What is read of the table `accounts`; the rest of its columns is there to be queried. */
export interface AccountColumns {
  readonly user_id: string;
  readonly persistent_id: string | null;
  readonly document: string;
}

/** What is read of the table `connections`. */
export interface ConnectionColumns {
  readonly user_id: string;
  readonly provider_connection_id: string;
  readonly failures: number;
  readonly version: number;
  readonly document: string;
}

export function accountRowOf({ user_id, persistent_id, document }: AccountColumns): AccountRow {
  const row = { userId: fromText(user_id), account: JSON.parse(fromText(document)) as Account };
  return persistent_id === null ? row : { ...row, persistentId: fromText(persistent_id) };
}

export function connectionRowOf(columns: ConnectionColumns): ConnectionRow {
  return {
    connection: JSON.parse(fromText(columns.document)) as Connection,
    providerConnectionId: fromText(columns.provider_connection_id),
    failures: columns.failures,
    version: columns.version,
  };
}
