import { hash } from 'node:crypto';

/** So long nothing more has to come before what waits is acted on. */
const QUIET = 10_000;
/** So long something waits at most, however much more comes. */
const LONGEST_WAIT = 60_000;
/** So long an event is known by its key; the longest that a provider goes on sending one is three days. */
const REMEMBER = 72 * 3_600_000;
const MOST_KEYS = 64;

/**
 * What is known of the notices about one connection: since when some of them wait, and which events came lately. One
 * record of bounded size for each connection, whatever comes.
 */
export interface NoticeWindow {
  /** When the first of those that wait came; `null` where none does. */
  readonly first: number | null;
  /** When the last urgent one was acted on. */
  readonly urgentAt: number | null;
  /** Hashes of the keys of events, oldest first, with the second they came in. */
  readonly seen: readonly (readonly [key: string, second: number])[];
}

/** A notice on its way in. */
export interface Arrival {
  /** `null`: nothing tells it from another, so it is new. */
  readonly dedupeKey: string | null;
  readonly urgent: boolean;
}

/** What the arrival of notices leads to. */
export interface Step {
  readonly window: NoticeWindow;
  /** When the window's record is to be looked at again. */
  readonly dueAt: number;
  /** When a sync has to be asked for; `null` where one has been. */
  readonly wantAt: number | null;
  /** Which of the arrivals were new. */
  readonly fresh: readonly boolean[];
}

const EMPTY: NoticeWindow = { first: null, urgentAt: null, seen: [] };

/** Lets notices into the window. Pure. */
export function arrive(before: NoticeWindow | undefined, arrivals: readonly Arrival[], now: number): Step {
  const window = before ?? EMPTY;
  const second = Math.floor(now / 1_000);
  const known = new Set(window.seen.map(([key]) => key));
  const added: (readonly [string, number])[] = [];
  let urgent = false;
  const fresh = arrivals.map((arrival) => {
    if (arrival.dedupeKey !== null) {
      const key = hash('sha256', arrival.dedupeKey, 'base64url').slice(0, 22);
      if (known.has(key)) return false;
      known.add(key);
      added.push([key, second]);
    }
    urgent ||= arrival.urgent;
    return true;
  });
  const seen = [...window.seen, ...added]
    .filter(([, at]) => second - at < REMEMBER / 1_000)
    .slice(-MOST_KEYS);
  const { first, urgentAt } = window;
  // An urgent one is acted on at once and serves all that wait, but only once in a while: the others are a flood.
  if (urgent && (urgentAt === null || Math.abs(now - urgentAt) >= QUIET))
    return { window: { first: null, urgentAt: now, seen }, dueAt: now + QUIET, wantAt: now, fresh };
  // A clock that was set back must not keep anything waiting.
  const since = first === null ? now : Math.min(first, now);
  return {
    window: { first: since, urgentAt, seen },
    dueAt: Math.min(since + LONGEST_WAIT, now + QUIET),
    wantAt: first === null ? now + LONGEST_WAIT : null,
    fresh,
  };
}

/** The window once what waited in it was acted on. */
export function served(window: NoticeWindow): NoticeWindow {
  return { ...window, first: null };
}

/** When nothing in the window is worth knowing any more. */
export function endOf({ seen }: NoticeWindow): number {
  return (seen.at(-1)?.[1] ?? 0) * 1_000 + REMEMBER;
}
