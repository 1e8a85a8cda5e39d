import { NotFoundError } from '../errors/catalog.ts';
import type { Transaction } from '../model/transaction.ts';
import { positionOf } from '../store/position.ts';
import type { Decision } from '../store/rows.ts';
import type { Ports } from '../sync/ports.ts';
import { accountOf } from './accounts.ts';
import { annotate, type TransactionChange } from './annotate.ts';
import { type CallOptions, onlySignal, textOf } from './input.ts';
import { connectionIn } from './connection-in.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';
import { type Listing, listing } from './listing.ts';
import { filterOf, sortOf, TRANSACTION_FILTERS, type TransactionsQuery } from './transactions-query.ts';

/** A user's transactions. */
export interface UserTransactions {
  /**
   * Awaited: a page. Iterated: every row. Default: posted and pending, newest first.
   *
   * @throws NotFoundError for an account or connection that is not this user's
   * @example
   * ```ts
   * for await (const t of ada.transactions.list({ from: '2026-11-01', direction: 'out' }))
   *   console.log(t.date, t.description, t.amount.value)
   * ```
   */
  list(query?: TransactionsQuery): Listing<Transaction>;
  /** @throws NotFoundError */
  get(id: string, options?: CallOptions): Promise<Transaction>;
  /**
   * Why the row is what it is: every stored reason, oldest first. New rows and plain updates have none.
   *
   * @throws NotFoundError
   */
  explain(id: string, options?: CallOptions): Promise<readonly Decision[]>;
  /**
   * Takes a join apart; the rows are two again and stay two.
   *
   * @param decisionId the `id` of a reason that `explain` gave
   * @throws NotFoundError; ConflictError where there is nothing to undo; LeaseHeldError when a running sync did not
   *   end within ten seconds
   */
  undo(decisionId: string, options?: CallOptions): Promise<void>;
  /**
   * Writes the host's own fields, at any time. A sync never touches them.
   *
   * @throws NotFoundError
   * @example
   * ```ts
   * await ada.transactions.update(t.id, { notes: 'split with Bo', categoryOverride: 'food' })
   * ```
   */
  update(id: string, change: TransactionChange, options?: CallOptions): Promise<Transaction>;
  /** Deletes the row for the host: no sync brings it back, until `restore`. @throws NotFoundError, LeaseHeldError */
  remove(id: string, options?: CallOptions): Promise<void>;
  /** Brings back a row that the host deleted. @throws NotFoundError, ConflictError, LeaseHeldError */
  restore(id: string, options?: CallOptions): Promise<Transaction>;
}

export function userTransactions(kernel: Kernel, userId: string): UserTransactions {
  const scope = { userId };
  const read = async ({ store }: Ports, id: string): Promise<Transaction> => {
    const found = await store.ledger.transaction(scope, id);
    if (!found) throw new NotFoundError('There is no such transaction.', { field: 'transactionId' });
    return found;
  };
  const decisionOf = async ({ store }: Ports, id: string): Promise<Decision> => {
    const found = await store.ledger.decision(scope, id);
    if (!found) throw new NotFoundError('There is no such decision.', { field: 'decisionId' });
    return found;
  };

  return {
    list: (query) =>
      listing<Transaction, TransactionsQuery>(kernel, query, TRANSACTION_FILTERS, async (given, ports) => {
        const filter = filterOf(given);
        const sort = sortOf(given);
        const { connectionId, accountId } = filter;
        if (connectionId !== undefined) await connectionIn(ports, scope, connectionId, 'query.connectionId');
        if (accountId !== undefined) await accountOf(ports, userId, accountId, 'query.accountId');
        return {
          name: `transactions:${sort}`,
          positionOf: (row) => positionOf(row, sort),
          read: (page) => ports.store.ledger.transactions(scope, filter, sort, page),
        };
      }),

    async get(id, options) {
      const transactionId = textOf(id, 'transactionId');
      return kernel.call(onlySignal(options), (ports) => read(ports, transactionId));
    },

    async explain(id, options) {
      const transactionId = textOf(id, 'transactionId');
      return kernel.call(onlySignal(options), async (ports) => {
        const reasons = await ports.store.ledger.decisions(scope, transactionId);
        // A row that is hidden by now is the one people ask about: its reasons outlast it.
        if (reasons.length === 0) await read(ports, transactionId);
        return reasons;
      });
    },

    async undo(id, options) {
      const decisionId = textOf(id, 'decisionId');
      await kernel.call(onlySignal(options), async (ports, until) => {
        const { connectionId } = await decisionOf(ports, decisionId);
        const { hostWrite, undoJoin } = await engine();
        await hostWrite(
          ports,
          connectionId,
          until,
          async () => ({ set: await undoJoin(ports, await decisionOf(ports, decisionId)) }),
          { action: 'join.undo', actor: 'user', facts: { decision: decisionId } },
        );
      });
    },

    update: (id, change, options) => annotate(kernel, scope, { id, change, options }),

    async remove(id, options) {
      const transactionId = textOf(id, 'transactionId');
      await kernel.call(onlySignal(options), async (ports, until) => {
        const { hideOrShow } = await engine();
        await hideOrShow(ports, scope, transactionId, 'hide', until);
      });
    },

    async restore(id, options) {
      const transactionId = textOf(id, 'transactionId');
      return kernel.call(onlySignal(options), async (ports, until) => {
        const { hideOrShow } = await engine();
        await hideOrShow(ports, scope, transactionId, 'show', until);
        return read(ports, transactionId);
      });
    },
  };
}
