import { addDays, type CalendarDate } from 'bankweave/adapter-kit';
import type { WorldRow } from 'bankweave/sandbox';
import { accountOf, type DataCall, numberOf, type Results, stamp } from './data-call.ts';
import { uuidOf } from './digest.ts';
import { Refusal } from './refusal.ts';
import { isDirectDebit, isStandingOrder } from './row-words.ts';

// A regular payment that was missed this long is over.
const ACTIVE_DAYS = 45;
const LOOK_BACK_DAYS = 400;

/** `/accounts/{id}/standing_orders`, made of the payments that each left behind. */
export function standingOrders(call: DataCall): Results {
  refuse(call.provider.habits.standingOrders);
  const { asOf } = call;
  const orders = groups(call, isStandingOrder).map(({ payee, rows, first, last, active }) => ({
    frequency: `IntrvlMnthDay:01:${first.date.slice(8)}`,
    status: active ? 'Active' : 'Inactive',
    // The moment of the request, as TrueLayer sends it.
    timestamp: stamp(asOf),
    currency: last.amount.currency,
    ...(active && { next_payment_date: stampOf(monthAfter(last.date)), next_payment_amount: paid(last) }),
    ...(rows.length > 1 && { first_payment_date: stampOf(first.date), first_payment_amount: paid(first) }),
    previous_payment_timestamp: stampOf(last.date),
    previous_payment_amount: paid(last),
    ...(last.reference !== undefined && { reference: last.reference }),
    payee,
    meta: { provider_account_id: last.accountId },
  }));
  return { results: orders };
}

/** `/accounts/{id}/direct_debits`, made of the payments that each left behind. */
export function directDebits(call: DataCall): Results {
  const { directDebits: how, rehash } = call.provider.habits;
  refuse(how);
  const debits = groups(call, isDirectDebit).map(({ payee, last, active }) => ({
    direct_debit_id: uuidOf(
      'direct_debit',
      last.accountId,
      payee,
      rehash ? call.backend.fresh('mandate') : '',
    ),
    name: payee,
    status: active ? 'Active' : 'Inactive',
    timestamp: stamp(call.asOf),
    currency: last.amount.currency,
    previous_payment_timestamp: stampOf(last.date),
    previous_payment_amount: paid(last),
    meta: {
      provider_mandate_identification: uuidOf('mandate', last.accountId, payee).slice(0, 13),
      provider_account_id: last.accountId,
    },
  }));
  if (how === 'denied_when_none' && debits.length === 0) throw new Refusal('access_denied');
  return { results: debits };
}

function refuse(how: 'served' | 'not_supported' | 'denied' | 'denied_when_none'): void {
  if (how === 'not_supported') throw new Refusal('endpoint_not_supported');
  if (how === 'denied') throw new Refusal('access_denied');
}

function groups(call: DataCall, fits: (row: WorldRow) => boolean) {
  const account = accountOf(call, 'accounts');
  const { backend, provider, asOf } = call;
  const today = backend.world.today(provider.institution.id, asOf);
  const rows = backend.world
    .ledger(account.id, asOf, { from: addDays(today, -LOOK_BACK_DAYS), to: today })
    .filter((row) => row.status === 'posted' && fits(row));
  const byPayee = Map.groupBy(rows, (row) => row.merchant?.name ?? row.counterparty?.name ?? row.description);
  return [...byPayee].flatMap(([payee, own]) => {
    const [first, last] = [own[0], own.at(-1)];
    if (!first || !last) return [];
    return [{ payee, rows: own, first, last, active: last.date >= addDays(today, -ACTIVE_DAYS) }];
  });
}

function paid(row: WorldRow): number {
  return Math.abs(numberOf(row.amount.value));
}

function stampOf(date: CalendarDate): string {
  return `${date}T00:00:00Z`;
}

/** The same day of the next month, or its last day. */
function monthAfter(date: CalendarDate): CalendarDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(day, last))).toISOString().slice(0, 10) as CalendarDate;
}
