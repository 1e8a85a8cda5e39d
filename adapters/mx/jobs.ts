import { isBankweaveError } from 'bankweave/adapter-kit';
import type { Call } from 'bankweave/adapter-kit';
import { classOf, isTrouble, statusName } from './connection-status.ts';
import type { Member, Transport } from './transport.ts';
import { isTrue, readOne, Status } from './wire.ts';

/**
 * What became of a job. MX says 202 to all of them, also where it does nothing because one ran a short time ago.
 *
 * - `done`, `failed`: it ran to its end.
 * - `running`: it goes on longer than anybody waited.
 * - `waiting`: the bank wants to hear from the person.
 * - `not_started`: MX did nothing.
 * - `busy`: a job of another kind is under way.
 */
export type JobOutcome = 'done' | 'failed' | 'running' | 'waiting' | 'not_started' | 'busy';

/** MX starts nothing within three hours of a success. */
export const THROTTLE_MS = 3 * 3_600_000;
/** MX asks for no more than one look in so long. */
const PAUSE_MS = 3_000;
const MOST_POLLS = 30;

/** Where a member stands. */
export async function statusOf(mx: Transport, of: Member): Promise<Status> {
  return readOne('member', Status, await mx.status(of));
}

/** Starts a job and waits for its end, a minute and a half at the most. */
export async function runJob(
  mx: Transport,
  of: Member,
  start: () => Promise<unknown>,
  call: Call,
): Promise<JobOutcome> {
  const before = await statusOf(mx, of);
  // One that is under way already is as good as a new one.
  if (!isTrue(before.is_being_aggregated)) {
    try {
      await start();
    } catch (error) {
      if (isBankweaveError(error) && error.status === 409) return 'busy';
      throw error;
    }
  }
  return watchJob(mx, of, { before, isStarted: isTrue(before.is_being_aggregated) }, call);
}

/** Waits for the end of a job that was asked for, and of one that is surely under way. */
export async function watchJob(
  mx: Transport,
  of: Member,
  { before, isStarted }: { readonly before: Status; readonly isStarted: boolean },
  call: Call,
): Promise<JobOutcome> {
  let started = isStarted;
  let idleInTrouble = 0;
  for (let poll = 0; poll < MOST_POLLS; poll++) {
    await call.clock.sleep(PAUSE_MS, { signal: call.signal });
    const now = await look(mx, of);
    // A look that failed says nothing about the job.
    if (!now) continue;
    const isRunning = isTrue(now.is_being_aggregated);
    started ||= isRunning || now.aggregated_at !== before.aggregated_at;
    if (!started) return 'not_started';
    const status = classOf(now.connection_status);
    if (statusName(now.connection_status) === 'CHALLENGED') return 'waiting';
    if (isRunning) idleInTrouble = 0;
    else if (!isTrouble(status) && status !== 'syncing') return 'done';
    // The status may still be that of the job before; two idle looks in a row are not.
    else if (isTrouble(status) && ++idleInTrouble === 2) return 'failed';
  }
  return 'running';
}

async function look(mx: Transport, of: Member): Promise<Status | undefined> {
  try {
    return await statusOf(mx, of);
  } catch (error) {
    if (isBankweaveError(error) && error.remedy === 'retry') return undefined;
    throw error;
  }
}
