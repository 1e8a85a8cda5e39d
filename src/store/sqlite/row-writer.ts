import { InvalidInputError, StaleUpdateError } from '../../errors/catalog.ts';
import { amountSortKey } from '../../model/money.ts';
import type { Origin, Transaction } from '../../model/transaction.ts';
import type { RowWrite, TransactionRow } from '../rows.ts';
import { differences } from '../differences.ts';
import { detailsOf, type TransactionColumns, transactionOf } from '../sql/transaction-columns.ts';
import type { ChangeLog } from './change-log.ts';
import type { Session, Value } from './session.ts';
import { SELECT_TRANSACTIONS } from './transaction-select.ts';

const INSERT = `
INSERT INTO transactions (added_seq, change_seq, revision, first_seen_at, updated_at, origin, hidden, id, user_id,
  connection_id, account_id, digest, status, date, amount, currency, amount_key, provider, kind, category_primary,
  category_detailed, description, original_description, merchant, details)
VALUES (?, ?, 1, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const UPDATE = `
UPDATE transactions SET account_id = ?, digest = ?, status = ?, date = ?, amount = ?, currency = ?, amount_key = ?,
  provider = ?, kind = ?, category_primary = ?, category_detailed = ?, description = ?, original_description = ?,
  merchant = ?, details = ?
WHERE added_seq = ?`;

/** Whose rows a writer may touch. */
interface Owner {
  readonly userId: string;
  readonly connectionId: string;
}

/** Writes transactions of one connection, each change with its entry in the feed. */
export class RowWriter {
  readonly #session: Session;
  readonly #log: ChangeLog;
  readonly #owner: Owner;
  readonly #at: string;

  constructor(session: Session, log: ChangeLog, owner: Owner, at: string) {
    this.#session = session;
    this.#log = log;
    this.#owner = owner;
    this.#at = at;
  }

  write(write: RowWrite): void {
    if (write.type === 'insert') return this.#insert(write.row, write.origin);
    if (write.type === 'update') return this.#update(write.row, write.origin);
    const stored = this.#stored(write.id);
    const hidden = write.type === 'hide' ? write.as : null;
    if (stored.hidden === hidden) return;
    this.#replace(stored, write.origin, () => this.#hide(stored, hidden));
  }

  /** The host's own fields of a row; `change` writes them. */
  annotate(id: string, change: () => void): void {
    this.#replace(this.#stored(id), 'correction', change);
  }

  #insert(row: TransactionRow, origin: Origin): void {
    this.#claim(row);
    // The row is its own entry in the feed: a second row to say so would be a third of the work of a first sync.
    const seq = this.#log.number();
    const [accountId, ...facts] = columnsOf(row);
    this.#session.run(
      INSERT,
      seq,
      seq,
      this.#at,
      this.#at,
      origin,
      row.id,
      row.userId,
      row.connectionId,
      accountId ?? '',
      ...facts,
    );
  }

  #update(row: TransactionRow, origin: Origin): void {
    this.#claim(row);
    const stored = this.#stored(row.id);
    this.#replace(stored, origin, () => {
      this.#session.run(UPDATE, ...columnsOf(row), stored.added_seq);
      // What the provider gives again it no longer takes back; what the host deleted stays deleted.
      if (stored.hidden === 'removed') this.#hide(stored, null);
    });
  }

  /** Runs `change`, and if it made a difference, tells the feed and keeps the row as the entry before showed it. */
  #replace(stored: TransactionColumns, origin: Origin, change: () => void): void {
    const before = transactionOf(stored);
    change();
    const changed = this.#stored(before.id);
    const previous = differences(before, transactionOf(changed));
    if (stored.hidden === changed.hidden && Object.keys(previous).length === 0) return;
    this.#keep(stored, before);
    const entry = entryType(stored.hidden, changed.hidden);
    this.#session.run(
      'UPDATE transactions SET revision = revision + 1, updated_at = ?, change_seq = ? WHERE added_seq = ?',
      this.#at,
      entry ? this.#log.next : null,
      stored.added_seq,
    );
    if (!entry) return;
    const about = { ...this.#owner, origin, addedSeq: stored.added_seq };
    this.#log.add(
      entry === 'transaction.modified' ? { type: entry, ...about, previous } : { type: entry, ...about },
    );
  }

  #keep({ change_seq: seq }: TransactionColumns, document: Transaction): void {
    if (seq === null || seq <= this.#log.trimmedTo) return;
    this.#session.run(
      `INSERT INTO transaction_revisions (change_seq, user_id, connection_id, transaction_id, revision, document)
       VALUES (?, ?, ?, ?, ?, ?)`,
      seq,
      this.#owner.userId,
      this.#owner.connectionId,
      document.id,
      document.revision,
      JSON.stringify(document),
    );
  }

  #hide({ added_seq: seq }: TransactionColumns, hidden: 'removed' | 'deleted' | null): void {
    this.#session.run('UPDATE transactions SET hidden = ? WHERE added_seq = ?', hidden, seq);
  }

  #stored(id: string): TransactionColumns {
    const sql = `${SELECT_TRANSACTIONS} WHERE t.id = ? AND t.connection_id = ?`;
    const stored = this.#session.get<TransactionColumns>(sql, id, this.#owner.connectionId);
    if (!stored) throw new StaleUpdateError('A row that was to be changed is not there.');
    return stored;
  }

  #claim({ userId, connectionId }: TransactionRow): void {
    if (userId === this.#owner.userId && connectionId === this.#owner.connectionId) return;
    throw new InvalidInputError('A row belongs to another user or connection.', { field: 'row' });
  }
}

/** What readers learn of it: a row that they do not see before and after is no news. */
function entryType(
  before: string | null,
  after: string | null,
): 'transaction.added' | 'transaction.modified' | 'transaction.removed' | null {
  if (before !== null) return after === null ? 'transaction.added' : null;
  return after === null ? 'transaction.modified' : 'transaction.removed';
}

function columnsOf(row: TransactionRow): Value[] {
  const { facts } = row;
  return [
    row.accountId,
    row.digest,
    facts.status,
    facts.date,
    facts.amount.value,
    facts.amount.currency,
    amountSortKey(facts.amount.value),
    row.provider,
    facts.kind,
    facts.category.primary,
    facts.category.detailed,
    facts.description,
    facts.originalDescription,
    facts.merchant?.name ?? null,
    detailsOf(row),
  ];
}
