import { CheckpointInvalidError } from 'bankweave/adapter-kit';
import { z } from 'zod';

const schema = z.object({
  v: z.literal(1),
  api: z.literal('data-v1'),
  /** The last day that was read. */
  to: z.iso.date(),
  /** The widest window, in days, that this bank was seen to give in its deep history; left out where nothing was refused. */
  ceiling: z.number().int().positive().optional(),
  /** The sign-in after which the bank refused its deep history, so that it is not asked again before another one. */
  refused: z.string().optional(),
  /** What the bank does not offer for this account. */
  lacks: z.array(z.string()).optional(),
  /** An answer that is still on its way, with the days that were asked for. */
  task: z.object({ id: z.string(), from: z.iso.date(), to: z.iso.date() }).optional(),
  /** When the account was last read, in epoch milliseconds. */
  readAt: z.number().optional(),
});

/** Where the feed of one account stands. */
export type Checkpoint = z.infer<typeof schema>;

/**
 * Reads a checkpoint; `undefined` at the very beginning.
 *
 * @throws CheckpointInvalidError for one of another format
 */
export function readCheckpoint(text: string | null): Checkpoint | undefined {
  if (text === null) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new CheckpointInvalidError('truelayer: the checkpoint is of another format', {
    provider: 'truelayer',
  });
}

/** Writes a checkpoint. */
export function writeCheckpoint(rest: Omit<Checkpoint, 'v' | 'api'>): string {
  return JSON.stringify({ v: 1, api: 'data-v1', ...rest });
}
