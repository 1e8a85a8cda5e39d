import { type CalendarDate, CheckpointInvalidError } from 'bankweave/adapter-kit';
import { z } from 'zod';
import type { ApiVersion } from './api-version.ts';

const day = z.iso.date().transform((text) => text as CalendarDate);

const shape = z.object({
  v: z.literal(1),
  api: z.string(),
  /** The member it belongs to: another one has other rows. */
  member: z.string(),
  /** The newest day of `updated_at` that was seen. */
  watermark: day.optional(),
  /** When everything was last listed without a doubt. */
  deepOn: day.optional(),
  /** A listing of everything that is under way, newest days first. */
  deep: z
    .object({
      /** The day it began. */
      began: day,
      /** The oldest day that is done. */
      from: day,
      /** The newest day of `updated_at` so far. */
      newest: day.optional(),
      /** Whether all of it so far was beyond doubt. */
      isWhole: z.boolean(),
    })
    .optional(),
  /** Rows of the last days when they were last listed without a doubt. */
  recent: z.number().int().nonnegative().optional(),
  /** How often in a row far fewer were listed since. */
  shrunk: z.number().int().nonnegative().optional(),
  /** By account of a member that took another's place: from when on it holds what the other one held. */
  floors: z.record(z.string(), day).optional(),
  /** Whether more history was asked for. */
  extended: z.boolean().optional(),
});

/** Where a feed stands. */
export type Checkpoint = Omit<z.infer<typeof shape>, 'v' | 'api' | 'member'>;

/**
 * Reads a checkpoint.
 *
 * @throws CheckpointInvalidError for one of another format, version of the API or member; then everything is read anew.
 */
export function readCheckpoint(text: string, api: ApiVersion, member: string): Checkpoint {
  const read = shape.safeParse(jsonOf(text));
  if (!read.success || read.data.api !== api || read.data.member !== member)
    throw new CheckpointInvalidError('mx: the checkpoint is not one of this member and API version', {
      provider: 'mx',
    });
  const { v: _, api: __, member: ___, ...rest } = read.data;
  return rest;
}

/** Writes a checkpoint. */
export function writeCheckpoint(at: Checkpoint, api: ApiVersion, member: string): string {
  return JSON.stringify({ v: 1, api, member, ...at });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
