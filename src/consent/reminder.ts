import type { Instant } from '../model/calendar-date.ts';
import type { RecordWrite, StoredRecord } from '../store/records.ts';

/** Where it is kept when a person is next reminded that their consent ends, keyed by connection. */
export const CONSENT_REMINDERS = 'consent-reminders';

const DAY = 86_400_000;
/** Days before its end at which a person is reminded. */
const REMINDERS = [30, 14, 7, 1] as const;

/** A reminder that is due. */
export interface Reminder {
  readonly expiresAt: Instant;
  /** The days that the reminder is for: 30, 14, 7 or 1; 0 for the end itself. */
  readonly days: number;
}

/** The write that plans the next reminder after `now`; without an end there is none. */
export function reminderWrite(
  userId: string,
  connectionId: string,
  expiresAt: Instant | null,
  now: number,
  ifVersion?: number,
): RecordWrite {
  const place = {
    namespace: CONSENT_REMINDERS,
    key: connectionId,
    userId,
    ...(ifVersion !== undefined && { ifVersion }),
  };
  const next = expiresAt === null ? undefined : nextReminder(Date.parse(expiresAt), now);
  return next === undefined
    ? { ...place, value: undefined }
    : { ...place, value: { expiresAt }, dueAt: next };
}

/** When a person is to be reminded next: at each threshold, and at the end. `undefined` once it has ended. */
function nextReminder(endsAt: number, now: number): number | undefined {
  return [...REMINDERS, 0].map((days) => endsAt - days * DAY).find((at) => at > now);
}

/** Which reminder a due record is for, at this moment: the closest one that has come. */
export function reminderIn({ value }: StoredRecord, now: number): Reminder {
  const { expiresAt } = value as unknown as { expiresAt: Instant };
  const endsAt = Date.parse(expiresAt);
  const days = [0, ...REMINDERS.toReversed()].find((left) => now >= endsAt - left * DAY) ?? 0;
  return { expiresAt, days };
}
