import type { Instant } from '../../model/calendar-date.ts';
import { type Money, negateMoney } from '../../model/money.ts';
import type { Origin, Transaction } from '../../model/transaction.ts';
import type { Change } from '../../store/changes.ts';
import type { Ledger } from '../../store/ledger.ts';

/** One move of an account's booked sum, as the change feed tells it. */
export interface Booking {
  readonly accountId: string;
  readonly amount: Money;
  readonly at: Instant;
  readonly origin: Origin;
}

const PAGE = 500;

/** Everything that ever moved the booked sums of a user's accounts, as far back as the feed is kept. */
export async function* bookingsIn(
  ledger: Ledger,
  userId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<Booking> {
  for (let position = after; ; ) {
    signal.throwIfAborted();
    const entries = await ledger.changes({ userId }, position, PAGE);
    for (const entry of entries) yield* bookings(entry);
    if (entries.length < PAGE) return;
    position = entries.at(-1)?.seq ?? position;
  }
}

function* bookings(entry: Change): Generator<Booking> {
  if (!('transaction' in entry)) return;
  const { at, origin, transaction } = entry;
  const move = (row: Pick<Transaction, 'accountId' | 'amount' | 'status'>, sign: 1 | -1): Booking[] =>
    row.status !== 'posted'
      ? []
      : [
          {
            accountId: row.accountId,
            amount: sign > 0 ? row.amount : negateMoney(row.amount),
            at,
            origin,
          },
        ];
  if (entry.type === 'transaction.modified')
    yield* [...move({ ...transaction, ...entry.previous }, -1), ...move(transaction, 1)];
  else yield* move(transaction, entry.type === 'transaction.added' ? 1 : -1);
}
