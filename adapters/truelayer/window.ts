import {
  addDays,
  type CalendarDate,
  type Credentials,
  daysBetween,
  type PullInput,
} from 'bankweave/adapter-kit';
import type { Checkpoint } from './checkpoint.ts';
import { authenticatedAt } from './credentials.ts';
import type { Settings } from './settings.ts';

type Window = PullInput['window'];

/**
 * Days before today that a bank gives at any time: with today that makes 88, which the shortest of them allows. Three
 * calendar months would be up to 92, and refused.
 */
export const ROUTINE_DAYS = 87;

// What banks are seen to stop at. Each refusal costs a call, so there are few.
const LADDER = [1_825, 730, 365, ROUTINE_DAYS];

/** The day it is in UTC. A window that ends later is refused. */
function todayOf(now: number): CalendarDate {
  return new Date(now).toISOString().slice(0, 10) as CalendarDate;
}

/** The days to ask for: what was planned, as far as it can be had now. */
export function askedFor(
  window: Window,
  now: number,
  { deepHistoryMs }: Settings,
  credentials: Credentials,
  before: Checkpoint | undefined,
): Window {
  const today = todayOf(now);
  const to = window.to < today ? window.to : today;
  const signedIn = authenticatedAt(credentials);
  const isOpen = now - signedIn < deepHistoryMs && before?.refused !== String(signedIn);
  const most = isOpen ? (before?.ceiling ?? Number.POSITIVE_INFINITY) : ROUTINE_DAYS;
  const wanted = daysBetween(window.from, to);
  return { from: addDays(to, -Math.max(0, Math.min(wanted, most))), to };
}

/** The next narrower window after one that reaches back further than the bank does; `undefined` for the narrowest. */
export function narrower({ from, to }: Window): Window | undefined {
  const days = daysBetween(from, to);
  const next = LADDER.find((rung) => rung < days);
  return next === undefined ? undefined : { from: addDays(to, -next), to };
}

/** The window that any bank gives at any time. */
export function routine({ to }: Window): Window {
  return { from: addDays(to, -ROUTINE_DAYS), to };
}

/** Whether a window reaches back further than a bank gives without a sign-in. */
export function isDeep({ from, to }: Window): boolean {
  return daysBetween(from, to) > ROUTINE_DAYS;
}
