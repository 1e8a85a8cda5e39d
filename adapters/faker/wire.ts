import { CheckpointInvalidError, type PullInput, UnauthorizedError } from 'bankweave/adapter-kit';
import { momentAt, type World } from 'bankweave/sandbox';
import { z } from 'zod';

const position = z.string().refine((text) => momentAt(text) !== undefined);

const checkpoint = z.object({
  v: z.literal(1),
  /** The world it was made in: a position of another one means nothing here. */
  world: z.string(),
  login: z.string(),
  /** The oldest day that was given. */
  from: z.iso.date(),
  /** The oldest day that is still to come, where the bank had not collected all of its history. */
  wanted: z.iso.date().optional(),
  at: position,
  /** Accounts that were left out, with how far each had come; `null` for not read at all. */
  behind: z.record(z.string(), position.nullable()),
});

/** Where a feed stands. */
export type Checkpoint = Omit<z.infer<typeof checkpoint>, 'from' | 'wanted'> & {
  readonly from: PullInput['window']['from'];
  readonly wanted?: PullInput['window']['from'];
};

/** What a person allowed, as kept in the credentials. No secret in it. */
export interface Grant {
  readonly institution: string;
  readonly username: string;
  /** Epoch milliseconds. */
  readonly grantedAt: number;
  /** Account ids; all of them when left out. */
  readonly accounts?: readonly string[];
}

const grant = z.object({
  institution: z.string().min(1),
  username: z.string().min(1),
  grantedAt: z.string().regex(/^\d+$/).transform(Number),
  accounts: z
    .string()
    .transform((list) => list.split(',').filter((id) => id !== ''))
    .optional(),
});

/** Reads a checkpoint; one of another world, login or format is dead. */
export function readCheckpoint(text: string, world: World, login: string): Checkpoint {
  const read = checkpoint.safeParse(jsonOf(text));
  if (!read.success || read.data.world !== nameOf(world) || read.data.login !== login) {
    throw new CheckpointInvalidError('faker: the checkpoint is not one of this login in this world');
  }
  return read.data as Checkpoint;
}

/** Writes a checkpoint. */
export function writeCheckpoint(world: World, rest: Omit<Checkpoint, 'v' | 'world'>): string {
  return JSON.stringify({ v: 1, world: nameOf(world), ...rest });
}

/** Reads credentials. */
export function readGrant(credentials: Readonly<Record<string, string>>, world: World): Grant {
  const read = grant.safeParse(credentials);
  if (!read.success || !world.institutions.some((bank) => bank.id === read.data.institution)) {
    throw new UnauthorizedError('faker: these credentials are not from this provider');
  }
  const { accounts, ...rest } = read.data;
  return accounts ? { ...rest, accounts } : rest;
}

/** Writes credentials. */
export function writeGrant({ institution, username, grantedAt, accounts }: Grant): Record<string, string> {
  return {
    institution,
    username,
    grantedAt: String(grantedAt),
    ...(accounts ? { accounts: accounts.join(',') } : {}),
  };
}

/** Any text as JSON, or `undefined`. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nameOf(world: World): string {
  return `${world.seed}@${world.epoch}`;
}
