import type { Random } from '../internal/random.ts';
import type { AnyBankweaveError } from '../errors/catalog.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A healthy connection is read about four times a day, as often as providers refresh. */
const REGULAR = 6 * HOUR;
/** Waiting times of a provider that has no data yet. */
const NOT_READY = [5_000, 15_000, MINUTE, 5 * MINUTE, 15 * MINUTE] as const;
const LONGEST_BACK_OFF = 12 * HOUR;
const SHORTEST_BACK_OFF = MINUTE;

/** How long until the next sync. Errors back off with full jitter but never stop: a state of error heals by probing. */
export function nextSyncIn(
  outcome: 'complete' | 'partial' | 'not_ready' | 'deferred' | 'failed',
  failures: number,
  error: AnyBankweaveError | undefined,
  random: Random,
): number | null {
  const ofAccount = error?.scope === 'account';
  if (error?.code === 'connection_revoked' && !ofAccount) return null;
  if (outcome === 'not_ready') return NOT_READY[Math.min(failures, NOT_READY.length - 1)] as number;
  // An account that waits for the person must not hold up the others.
  const others = outcome === 'partial' && ofAccount && error.remedy === 'ask_user';
  if (outcome === 'complete' || others) return jittered(REGULAR, random);
  const ceiling = Math.min(LONGEST_BACK_OFF, SHORTEST_BACK_OFF * 2 ** Math.min(failures, 20));
  // A person has to act; a rare look finds out when they did so elsewhere.
  const wait = error?.remedy === 'ask_user' ? LONGEST_BACK_OFF : SHORTEST_BACK_OFF + random.float() * ceiling;
  return Math.max(wait, jittered(error?.retryAfterMs ?? 0, random));
}

function jittered(ms: number, random: Random): number {
  return Math.round(ms * (1 + random.float() * 0.2));
}
