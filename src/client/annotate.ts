import { NotFoundError } from '../errors/catalog.ts';
import type { Transaction } from '../model/transaction.ts';
import { type CallOptions, fieldsOf, onlySignal, refuse, textOf } from './input.ts';
import type { Kernel } from './kernel.ts';
import { engine } from './load-engine.ts';

/** What the host may write on a transaction; `null` takes it away again, and what is left out stays. */
export interface TransactionChange {
  /** At most 10,000 characters; empty text is a value. */
  readonly notes?: string | null | undefined;
  /** One of the library's categories or one of the host's own, at most 10,000 characters. */
  readonly categoryOverride?: string | null | undefined;
}

const FIELDS = ['notes', 'categoryOverride'] as const;
const LONGEST = 10_000;

/** Writes the host's own fields of a row. */
export async function annotate(
  kernel: Kernel,
  scope: { readonly userId: string },
  input: { id: string; change: TransactionChange; options: CallOptions | undefined },
): Promise<Transaction> {
  const id = textOf(input.id, 'transactionId');
  const change = fieldsOf<TransactionChange>(input.change ?? null, FIELDS, 'change');
  for (const key of FIELDS) {
    const value = change[key];
    if (value !== undefined && value !== null && (typeof value !== 'string' || value.length > LONGEST))
      refuse(`change.${key}`, 'text of at most 10,000 characters, or null');
  }
  const { notes, categoryOverride } = change;
  const written = {
    ...(notes !== undefined && { notes }),
    ...(categoryOverride !== undefined && { categoryOverride }),
  };
  return kernel.call(onlySignal(input.options), async (ports) => {
    const { publishSince } = await engine();
    return publishSince(
      ports,
      scope,
      async () => {
        const row = await ports.store.ledger.annotate(scope, id, written);
        if (!row) throw new NotFoundError('There is no such transaction.', { field: 'transactionId' });
        return row;
      },
      (entry, row) =>
        entry.type === 'transaction.modified' &&
        entry.transaction.id === id &&
        entry.transaction.revision === row.revision,
    );
  });
}
