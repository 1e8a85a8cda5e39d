import {
  type Batch,
  type CalendarDate,
  type DateWindow,
  readEach,
  readId,
  readOptionalDate,
} from 'bankweave/adapter-kit';
import { pages } from './pages.ts';
import { SCHEME, toTransaction } from './to-transaction.ts';
import type { Member, Transport } from './transport.ts';
import { Transaction } from './wire.ts';

/** What reading a list has shown beside its rows. */
export interface Seen {
  /** Whether every page was of one and the same list, and every row could be told. */
  readonly coherent: boolean;
  /** The newest day of `updated_at`. */
  readonly newest: CalendarDate | undefined;
  /** How many rows happened on or after the day that was asked about. */
  readonly recent: number;
  /** By account: the day of its oldest row. */
  readonly oldest: ReadonlyMap<string, CalendarDate>;
}

/** The rows of one member, by member: lists of a whole user still hold those of members that were deleted. */
export class Listing {
  readonly #mx: Transport;
  readonly #of: Member;
  readonly #currencyOf: (account: string) => string | undefined;

  constructor(mx: Transport, of: Member, currencyOf: (account: string) => string | undefined) {
    this.#mx = mx;
    this.#of = of;
    this.#currencyOf = currencyOf;
  }

  /** Reads rows page by page: all of the days, or those of them that were updated on certain days. */
  async *read(
    days: DateWindow,
    { updated, recentFrom }: { readonly updated?: DateWindow; readonly recentFrom?: CalendarDate } = {},
  ): AsyncGenerator<Batch, Seen> {
    const [mx, of] = [this.#mx, this.#of];
    const slice = { ...days, ...(updated && { updated }) };
    const reading = pages({
      key: 'transactions',
      schema: Transaction,
      read: (page) => mx.transactions(of, slice, page),
    });
    let newest: CalendarDate | undefined;
    const recent = new Set<unknown>();
    const oldest = new Map<string, CalendarDate>();
    for (;;) {
      const step = await reading.next();
      if (step.done) return { coherent: step.value.coherent, newest, recent: recent.size, oldest };
      for (const row of step.value) {
        newest = latest(newest, readOptionalDate(row.updated_at));
        if (recentFrom !== undefined && (readOptionalDate(row.date) ?? '') >= recentFrom)
          recent.add(row.guid);
      }
      const batch = readEach(step.value, (row) => toTransaction(row, this.#currencyOf), {
        account: (row) => readId(row.account_guid),
        id: (row) => {
          const value = readId(row.guid);
          return value === undefined ? undefined : { scheme: SCHEME, value };
        },
        date: (row) => readOptionalDate(row.date),
      });
      for (const { account, date } of batch.upserts) {
        const before = oldest.get(account);
        if (before === undefined || date < before) oldest.set(account, date);
      }
      yield batch;
    }
  }
}

/** The later of two days. */
export function latest(
  one: CalendarDate | undefined,
  other: CalendarDate | undefined,
): CalendarDate | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one > other ? one : other;
}
