import { BankweaveError } from '../../errors/base.ts';
import { InvalidInputError } from '../../errors/fix-code.ts';
import { ProviderResponseError } from '../../errors/provider.ts';
import type { CalendarDate } from '../../model/calendar-date.ts';
import type { Rejected, Upsert } from '../rows.ts';

/** The most records that one page may hold. */
export const MAX_RECORDS = 50_000;

/** How to name a record that could not be read. What throws or says nothing is left out. */
export interface About<T> {
  readonly account?: (record: T) => string | undefined;
  readonly id?: (record: T) => { readonly scheme: string; readonly value: string } | undefined;
  readonly date?: (record: T) => CalendarDate | undefined;
}

/** What became of a page; spread it into a batch. */
export interface ReadEach<Row> {
  readonly upserts: readonly Row[];
  readonly rejected: readonly Rejected[];
}

/**
 * Reads every record of a page on its own: one that cannot be read is rejected, to be kept in quarantine, and the
 * others go on. `undefined` from `read` skips a record that is none of ours.
 *
 * @throws `ProviderResponseError` when `records` is no array or has more than {@link MAX_RECORDS}; and whatever `read`
 * throws that is not about the record, such as `UpdateRestartedError`.
 * @example
 * ```ts
 * yield { ...readEach(page.added, toTransaction, { account: (row) => row.account_id }), checkpoint }
 * ```
 */
export function readEach<T, Row = Upsert>(
  records: readonly T[] | null | undefined,
  read: (record: T) => Row | undefined,
  about: About<T> = {},
): ReadEach<Row> {
  if (!Array.isArray(records)) throw unusable('a list of records');
  if (records.length > MAX_RECORDS) throw unusable(`at most ${MAX_RECORDS} records in one page`);
  const upserts: Row[] = [];
  const rejected: Rejected[] = [];
  for (const record of records) {
    try {
      const row = read(record);
      if (row !== undefined) upserts.push(row);
    } catch (error) {
      rejected.push(rejection(record, error, about));
    }
  }
  return { upserts, rejected };
}

function rejection<T>(record: T, error: unknown, about: About<T>): Rejected {
  const ofRecord = error instanceof ProviderResponseError || error instanceof InvalidInputError;
  if (error instanceof BankweaveError && !ofRecord) throw error;
  // A foreign error (reading a field of null) is about the record too; its message could quote the value.
  const { field = '', expected = 'a record that the adapter can read' } = ofRecord ? error : {};
  const account = attempt(about.account, record);
  const id = attempt(about.id, record);
  const date = attempt(about.date, record);
  return {
    ...(account !== undefined && { account }),
    ...(id !== undefined && { id }),
    ...(date !== undefined && { date }),
    path: field,
    reason: expected,
    raw: record,
  };
}

function attempt<T, Found>(
  find: ((record: T) => Found | undefined) | undefined,
  record: T,
): Found | undefined {
  try {
    return find?.(record);
  } catch {
    return undefined;
  }
}

function unusable(expected: string): ProviderResponseError {
  return new ProviderResponseError(`the provider did not give ${expected}`, { expected });
}
