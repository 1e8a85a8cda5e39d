import { addDays, type CalendarDate } from 'bankweave/adapter-kit';
import { type DataCall, stamp } from './data-call.ts';
import { Refusal } from './refusal.ts';

const form = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;
const CLAMPED_DAYS = 88;

/** The days a transactions call is about; both included, which is not documented. */
export interface Days {
  /** `null` for everything. */
  readonly from: CalendarDate | null;
  readonly to: CalendarDate;
}

/** Reads `from` and `to` and holds them against what the bank shows at this moment. */
export function windowOf(call: DataCall): Days {
  const { now, query, provider, connection } = call;
  const { habits } = provider;
  const today = stamp(now).slice(0, 10) as CalendarDate;
  // What is meant without them is not documented; about 90 days in practice.
  const from = dayIn(query.get('from')) ?? addDays(today, -90);
  const to = dayIn(query.get('to')) ?? today;
  if (to > today) throw new Refusal('invalid_date_range', { description: 'to is in the future.' });
  if (from > to) throw new Refusal('invalid_date_range', { description: 'from is after to.' });
  if (habits.from === 'ignored') return { from: null, to };
  if (habits.from === 'clamped') {
    const first = addDays(today, -CLAMPED_DAYS);
    return { from: from < first ? first : from, to };
  }
  if (from < addDays(today, -habits.historyDays)) {
    throw new Refusal('invalid_date_range', { description: 'from is before the bank has records.' });
  }
  if (from < addDays(today, -habits.windowDays) && !justAuthenticated(call)) {
    const text = `Older than ${habits.windowDays} days: only within ${habits.scaMinutes} minutes of PSU authentication`;
    throw new Refusal(habits.scaRefusal, { details: { provider_details: text, connection: connection.id } });
  }
  return { from, to };
}

/** Whether the person was with the bank a moment ago, so that everything is open. */
export function justAuthenticated({ connection, provider, now }: DataCall): boolean {
  const { scaMinutes, scaBoundToFirstToken } = provider.habits;
  if (scaBoundToFirstToken && connection.accessToken !== connection.firstToken) return false;
  return now < connection.authenticatedAt + scaMinutes * 60_000;
}

function dayIn(text: string | null): CalendarDate | undefined {
  if (text === null) return undefined;
  const day = text.slice(0, 10);
  const at = form.test(text) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // JavaScript takes 31 November for 1 December.
  if (Number.isNaN(at) || stamp(at).slice(0, 10) !== day) {
    throw new Refusal('validation_error', { description: 'A date is not one.' });
  }
  return day as CalendarDate;
}
