import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SyncPage, WireRow } from './wire.ts';

// What one writes by hand in an afternoon: 18 columns, one index, a prepared upsert that leaves equal rows alone, and
// the cursor in the same transaction as its page. No identity beyond the provider's id, no feed, no history.

const COLUMNS = [
  'account_id',
  'date',
  'authorized_date',
  'datetime',
  'amount',
  'currency',
  'name',
  'original_description',
  'merchant_name',
  'merchant_id',
  'logo_url',
  'website',
  'pending',
  'pending_id',
  'channel',
  'location',
  'counterparties',
] as const;

const SCHEMA = `
CREATE TABLE transactions (id TEXT NOT NULL PRIMARY KEY, ${COLUMNS.map((name) => `${name} TEXT`).join(', ')}) STRICT;
CREATE INDEX transactions_by_account ON transactions (account_id, date);
CREATE TABLE cursors (login TEXT NOT NULL PRIMARY KEY, cursor TEXT) STRICT;`;

const UPSERT = `
INSERT INTO transactions (id, ${COLUMNS.join(', ')}) VALUES (?, ${COLUMNS.map(() => '?').join(', ')})
ON CONFLICT (id) DO UPDATE SET ${COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ')}
WHERE ${COLUMNS.map((name) => `transactions.${name} IS NOT excluded.${name}`).join(' OR ')}`;

/** The reference store. */
export class BareStore {
  readonly #database: DatabaseSync;
  readonly #upsert: StatementSync;
  readonly #putCursor: StatementSync;
  readonly #getCursor: StatementSync;

  /** The same journal and the same durability as the library's own store has unless told otherwise. */
  constructor(path: string, synchronous: 'FULL' | 'NORMAL' = 'FULL') {
    this.#database = new DatabaseSync(path);
    this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
    if (!this.#database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'transactions'`).get())
      this.#database.exec(SCHEMA);
    this.#upsert = this.#database.prepare(UPSERT);
    this.#putCursor = this.#database.prepare(
      'INSERT INTO cursors (login, cursor) VALUES (?, ?) ON CONFLICT (login) DO UPDATE SET cursor = excluded.cursor',
    );
    this.#getCursor = this.#database.prepare('SELECT cursor FROM cursors WHERE login = ?');
  }

  cursor(login: string): string | null {
    const row = this.#getCursor.get(login) as { cursor: string } | undefined;
    return row?.cursor ?? null;
  }

  /** One page and its cursor, in one transaction. */
  write(login: string, rows: readonly WireRow[], cursor: string): void {
    this.writeColumns(login, rows.map(columnsOf), cursor);
  }

  /** The same for rows of another vendor, whose columns are told in the order of the table. */
  writeColumns(login: string, rows: readonly (readonly Value[])[], cursor: string): void {
    this.#database.exec('BEGIN IMMEDIATE');
    for (const row of rows) this.#upsert.run(...row);
    this.#putCursor.run(login, cursor);
    this.#database.exec('COMMIT');
  }

  get database(): DatabaseSync {
    return this.#database;
  }

  close(): void {
    this.#database.close();
  }
}

/** Reads a feed to its end, page by page, each stored before the next is asked for. */
export async function bareSync(
  store: BareStore,
  login: string,
  ask: (cursor: string | null) => Promise<SyncPage>,
  from: string | null = store.cursor(login),
): Promise<void> {
  for (let cursor = from, more = true; more; ) {
    const page = await ask(cursor);
    store.write(login, page.added, page.next_cursor);
    cursor = page.next_cursor;
    more = page.has_more;
  }
}

/** What a column of the reference holds. */
export type Value = string | number | null;

function columnsOf(row: WireRow): Value[] {
  return [
    `plaid:${row.transaction_id}`,
    row.account_id,
    row.date,
    row.authorized_date,
    row.datetime,
    (-row.amount).toFixed(2),
    row.iso_currency_code,
    row.name,
    row.original_description,
    row.merchant_name,
    row.merchant_entity_id,
    row.logo_url,
    row.website,
    row.pending ? '1' : '0',
    row.pending_transaction_id,
    row.payment_channel,
    JSON.stringify(row.location),
    JSON.stringify(row.counterparties),
  ];
}
