import { addDays, type ConfirmQuery, type ConnectionCall, isBankweaveError } from 'bankweave/adapter-kit';
import { z } from 'zod';
import { SCHEME } from './to-transaction.ts';
import { today } from './today.ts';
import type { Member, Transport } from './transport.ts';
import { readOne, Transaction } from './wire.ts';

type Answer = 'gone' | 'present' | 'unknown';

const AT_ONCE = 10;
/** With more rows gone than that, MX itself is in doubt. */
const FEW = 5;
const CONTROL_DAYS = 90;

/** Asks about each row by itself: 404 is gone, and where many are gone only if a row that is listed is still found. */
export async function confirm(
  mx: Transport,
  of: Member,
  rows: readonly ConfirmQuery[],
  call: ConnectionCall,
): Promise<readonly Answer[]> {
  // A member that is gone would make all of its rows look gone.
  await mx.member(of);
  const answers: Answer[] = [];
  for (let start = 0; start < rows.length; start += AT_ONCE)
    answers.push(
      ...(await Promise.all(rows.slice(start, start + AT_ONCE).map((row) => askAbout(mx, of, row)))),
    );
  const gone = answers.filter((answer) => answer === 'gone').length;
  if (gone <= FEW || answers.includes('present') || (await isListedRowFound(mx, of, call))) return answers;
  call.logger.warn('MX finds none of its rows any more; nothing is taken for gone.', {
    provider: 'mx',
    connectionId: call.connectionId,
    rows: gone,
  });
  return rows.map(() => 'unknown');
}

async function askAbout(mx: Transport, { user }: Member, row: ConfirmQuery): Promise<Answer> {
  const guid = row.ids.find(({ scheme }) => scheme === SCHEME)?.value;
  if (guid === undefined) return 'unknown';
  try {
    const body = await mx.transaction(user, guid);
    return bodyNames(body, guid) ? 'present' : 'unknown';
  } catch (error) {
    if (isBankweaveError(error) && error.code === 'not_found') return 'gone';
    throw error;
  }
}

// The wire has one object; the vendor's types say a list.
const Found = z.union([
  z.object({ transaction: Transaction }),
  z.object({ transactions: z.array(Transaction) }),
]);

function bodyNames(body: unknown, guid: string): boolean {
  const read = Found.safeParse(body);
  if (!read.success) return false;
  const rows = 'transaction' in read.data ? [read.data.transaction] : read.data.transactions;
  return rows.some((row) => row.guid === guid);
}

async function isListedRowFound(mx: Transport, of: Member, call: ConnectionCall): Promise<boolean> {
  const now = today(call);
  const slice = { from: addDays(now, -CONTROL_DAYS), to: addDays(now, 1) };
  const [row] = readOne('transactions', z.array(Transaction), await mx.transactions(of, slice, 1));
  if (typeof row?.guid !== 'string') return false;
  const control = { account: '', ids: [{ scheme: SCHEME, value: row.guid }] };
  return (await askAbout(mx, of, control)) === 'present';
}
