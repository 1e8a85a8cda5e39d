import { StaleUpdateError } from '../../errors/store.ts';
import type { Clock } from '../../internal/clock.ts';
import { instant } from '../../model/calendar-date.ts';
import type { Origin, Transaction } from '../../model/transaction.ts';
import type { Change } from '../changes.ts';
import { differences, same } from '../differences.ts';
import type { ChangeSet } from '../ledger.ts';
import type { RowWrite, TransactionRow } from '../rows.ts';
import { applyRecordWrites, versionsHold } from './records.ts';
import { type State, type StoredTransaction, toTransaction } from './state.ts';

type WithoutSeq<C> = C extends Change ? Omit<C, 'seq' | 'at'> : never;

/** Applies change sets to the state. Everything that can be refused is refused by `validate`, before the first write. */
export class Writer {
  readonly #state: State;
  readonly #at: ReturnType<typeof instant>;
  readonly #connectionId: string;
  readonly firstSeq: number;

  constructor(state: State, clock: Clock, connectionId: string) {
    this.#state = state;
    this.#at = instant(clock.now());
    this.#connectionId = connectionId;
    this.firstSeq = state.lastSeq + 1;
  }

  validate(sets: readonly ChangeSet[]): void {
    if (!sets.every((set) => versionsHold(this.#state, set.records)))
      throw new StaleUpdateError('A record of this update was written meanwhile; nothing was written.', {
        connectionId: this.#connectionId,
      });
    const inserted = new Set<string>();
    for (const write of sets.flatMap((set) => set.rows)) {
      const id = write.type === 'insert' || write.type === 'update' ? write.row.id : write.id;
      const exists = this.#state.transactions.has(id) || inserted.has(id);
      if (exists !== (write.type !== 'insert'))
        throw new StaleUpdateError(
          `A ${write.type} met a row that ${exists ? 'is there already' : 'is not there'}.`,
        );
      if (write.type === 'insert') inserted.add(id);
    }
  }

  write(set: ChangeSet): void {
    for (const write of set.rows) this.#row(write);
    for (const alias of set.aliases)
      this.#state.aliases.set(`${this.#connectionId}\n${alias.key}`, {
        ...alias,
        connectionId: this.#connectionId,
      });
    for (const decision of set.decisions) {
      if (!this.#state.decisions.has(decision.id)) {
        const of = this.#state.decisionsOf.get(decision.transactionId) ?? [];
        of.push(decision.id);
        this.#state.decisionsOf.set(decision.transactionId, of);
      }
      this.#state.decisions.set(decision.id, decision);
    }
    applyRecordWrites(this.#state, set.records);
  }

  change(change: WithoutSeq<Change>): void {
    this.#state.changes.push({ ...change, seq: ++this.#state.lastSeq, at: this.#at } as Change);
  }

  /** Replaces a stored transaction and tells the feed what differs. */
  replace(before: StoredTransaction | undefined, after: StoredTransaction, origin: Origin): void {
    const { row } = after;
    if (
      before &&
      before.hidden === after.hidden &&
      same(toTransaction(before), {
        ...toTransaction(after),
        updatedAt: before.updatedAt,
        revision: before.revision,
      })
    )
      return;
    this.#state.transactions.set(row.id, after);
    this.#state.writes++;
    if (!before) addTo(this.#state.byAccount, row.accountId, row.id);
    else if (before.row.accountId !== row.accountId) {
      this.#state.byAccount.get(before.row.accountId)?.delete(row.id);
      addTo(this.#state.byAccount, row.accountId, row.id);
    }
    const base = { userId: row.userId, connectionId: row.connectionId, origin };
    const transaction = toTransaction(after);
    const wasSeen = before !== undefined && !before.hidden;
    if (!wasSeen && after.hidden) return;
    if (!wasSeen) this.change({ ...base, type: 'transaction.added', transaction });
    else if (after.hidden) this.change({ ...base, type: 'transaction.removed', transaction });
    else {
      const previous = differences<Transaction>(toTransaction(before), transaction, [
        'revision',
        'updatedAt',
      ]);
      this.change({ ...base, type: 'transaction.modified', transaction, previous });
    }
  }

  #row(write: RowWrite): void {
    const id = write.type === 'insert' || write.type === 'update' ? write.row.id : write.id;
    const before = this.#state.transactions.get(id);
    const row: TransactionRow =
      write.type === 'insert' || write.type === 'update' ? write.row : (before as StoredTransaction).row;
    const hidden =
      write.type === 'hide'
        ? write.as
        : write.type === 'show'
          ? null
          : before?.hidden === 'deleted'
            ? 'deleted'
            : null;
    this.replace(
      before,
      {
        row,
        hidden,
        notes: before?.notes ?? {},
        origin: before?.origin ?? write.origin,
        firstSeenAt: before?.firstSeenAt ?? this.#at,
        updatedAt: this.#at,
        revision: (before?.revision ?? 0) + 1,
      },
      write.origin,
    );
  }
}

function addTo(index: Map<string, Set<string>>, key: string, value: string): void {
  const set = index.get(key);
  if (set) set.add(value);
  else index.set(key, new Set([value]));
}
