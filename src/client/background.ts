import { runDue } from '../schedule/run-due.ts';
import type { DueResult } from '../schedule/serve.ts';
import { work } from '../schedule/work.ts';
import type { Ports } from '../sync/ports.ts';
import { promoteNotices } from '../webhooks/promote.ts';
import { type ChoreOptions, choresOf } from './chores.ts';

/** Does the chores once and runs what is due. */
export async function runDueOnce(
  ports: Ports,
  options: ChoreOptions,
  { limit, concurrency, signal }: { limit: number; concurrency: number; signal: AbortSignal },
): Promise<readonly DueResult[]> {
  await choresOf(options)(ports, signal);
  await promoteNotices(ports, signal);
  return runDue(ports, { limit, concurrency, signal });
}

/** Keeps doing the chores and running what is due, until aborted. */
export function keepRunning(
  ports: Ports,
  options: ChoreOptions,
  { concurrency, signal }: { concurrency: number; signal: AbortSignal },
): Promise<void> {
  return work(ports, { concurrency, signal, chores: choresOf(options), promote: promoteNotices });
}
